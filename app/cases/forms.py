"""The one form of the case page: every field that the person may use, each sent by its own button."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.authz.policy import Action
from app.cases.labels import REASONS, WRONG
from app.cases.models import Reason
from app.cases.queries.case_page import CasePage
from app.cases.services.distribution import Distribution
from app.cases.services.endings import MAX_LINE, Ending
from app.cases.services.messages import MAX_LENGTH
from app.cases.services.notes import NewNote
from app.cases.services.replies import Reply
from app.cases.services.steps import NOBODY, Holder, Plain
from app.core.errors import Invalid
from app.web.forms import VersionedForm, choices

INBOX = "inbox"
TEXTS = ("partial_reply", "counter_question", "final_reply", "note", "reason_line")
_TOO_LONG = Length(max=MAX_LENGTH, message=_l("Texten är för lång: högst %(max)d tecken."))


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, validators=[_TOO_LONG])


class CaseForm(VersionedForm):
    """What a member of staff can write and choose in a case."""

    target = SelectField(_l("Fördela till"), validate_choice=False)
    partial_reply = _text(_l("Delsvar till invånaren"))
    promised = DateField(_l("Lovat besked senast"), validators=[Optional()])
    counter_question = _text(_l("Motfråga till invånaren"))
    final_reply = _text(_l("Svar till invånaren"))
    note = _text(_l("Intern anteckning"))
    reason = SelectField(_l("Anledning"), validate_choice=False)
    reason_line = StringField(_l("Anledning med egna ord"), validators=[Length(max=MAX_LINE)])

    def offer(self, page: CasePage) -> None:
        """Fill in what can be chosen, and on a fresh page the draft and the version."""
        self.target.choices = _targets(page)
        self.reason.choices = choices(
            [("", _("Välj anledning")), *((key.value, text) for key, text in REASONS.items())]
        )
        if not self.is_submitted():
            self.seen_version.data = page.version
            for name in TEXTS:
                self[name].data = page.draft.get(name, "")

    def submitted_names(self) -> frozenset[str]:
        """The fields that the browser sent: an Ångra in a flash sends none of them."""
        return frozenset(request.form)

    def check(self) -> None:
        """The shape of every field that was sent; ``Invalid`` points at the first that is wrong."""
        if not self.validate():
            name, errors = next(iter(self.errors.items()))
            raise Invalid("shape", name) if errors else Invalid("shape")

    def texts(self) -> dict[str, str]:
        """What stands in the text fields now, as typed; only the line ends are made one kind."""
        return {name: _as_typed(self[name].data) for name in TEXTS}

    def plain(self) -> Plain:
        """An order that needs no words."""
        return Plain(self.seen_version.data, self.operation_id.data or "")

    def distribution(self, *, with_partial_reply: bool) -> Distribution:
        """To whom, and with what. Text for the citizen must go along or be taken away: it is never left behind unseen."""
        partial = self.texts()["partial_reply"]
        if partial.strip() and not with_partial_reply:
            raise Invalid("partial-reply-left", "partial_reply")
        if with_partial_reply and not partial.strip():
            raise Invalid("empty-text", "partial_reply")
        promised: date | None = self.promised.data if with_partial_reply else None
        return Distribution(self._holder(), *self._order(), partial if with_partial_reply else "", promised)

    def redistribution(self) -> Distribution:
        """To whom, or back to the inbox."""
        return Distribution(self._holder(), *self._order())

    def reply(self, name: str) -> Reply:
        """The text of one of the three replies."""
        text = self.texts()[name]
        if not text.strip():
            raise Invalid("empty-text", name)
        return Reply(text, *self._order(), self.promised.data if name == "partial_reply" else None)

    def new_note(self) -> NewNote:
        """The internal note."""
        text = self.texts()["note"]
        if not text.strip():
            raise Invalid("empty-text", "note")
        return NewNote(text, self.operation_id.data or "")

    def ending(self) -> Ending:
        """Why."""
        if self.reason.data not in set(Reason):
            raise Invalid("reason-missing", "reason")
        return Ending(Reason(self.reason.data), self.texts()["reason_line"], *self._order())

    def explain(self, error: Invalid) -> None:
        """Say what is wrong where it is wrong."""
        if error.code == "shape":
            return  # the field says itself what is wrong with it
        sentence = WRONG.get(error.code, WRONG["step-not-possible"])
        name = error.field if error.field in self else None
        if name is None:
            self.form_errors.append(str(sentence))
        else:
            self[name].errors = [*self[name].errors, str(sentence)]

    def _order(self) -> tuple[int | None, str]:
        return self.seen_version.data, self.operation_id.data or ""

    def _holder(self) -> Holder:
        kind, _colon, number = (self.target.data or "").partition(":")
        if kind == INBOX:
            return NOBODY
        try:
            key = UUID(number)
        except ValueError:
            raise Invalid("no-target", "target") from None
        return Holder(person=key) if kind == "person" else Holder(group=key)


def _as_typed(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def _targets(page: CasePage) -> Any:
    people: Iterable[tuple[str, str]] = ((f"person:{p.staff_id}", _with_title(p.name, p.title)) for p in page.people)
    groups = ((f"group:{g.group_id}", _group_name(g.name, g.members)) for g in page.groups)
    first = [("", _("Välj person eller grupp"))]
    if Action.REDISTRIBUTE in page.may:
        first.append((INBOX, _("Mottagningens inkorg")))
    return choices([*first, *people, *groups])


def _with_title(name: str, title: str) -> str:
    return f"{name}, {title}" if title else name


def _group_name(name: str, members: int) -> str:
    return name if members else _("%(name)s (ingen kan ta ärenden)", name=name)
