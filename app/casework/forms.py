"""The one form of the case page: every field that the person may use, each sent by its own button."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.authz.policy import Action
from app.cases.errors import CaseCode
from app.cases.holder import Holder
from app.cases.labels import REASONS
from app.cases.queries.drafts import PROMISED
from app.cases.services.distribution import Distribution
from app.cases.services.endings import MAX_LINE, Ending, reason_called
from app.cases.services.messages import MAX_LENGTH
from app.cases.services.notes import NewNote
from app.cases.services.replies import Reply
from app.cases.services.steps import StepCommand
from app.cases.targets import as_choice, holder_of, offer_substitute, target_choices
from app.casework.acts import CHOICES, REPLIES, TEXTS
from app.casework.queries.case_page import CasePage
from app.core.dates import Leaning
from app.core.errors import DomainError, Invalid
from app.core.ids import read_id
from app.core.text import is_seen, lines, mark_of
from app.web.autosave import marks_of, marks_read
from app.web.day_fields import DayField
from app.web.forms import VersionedForm, choices


def _text(label: Any) -> TextAreaField:
    longest = Length(max=MAX_LENGTH, message=_l("Texten är för lång: högst %(max)d tecken."))
    return TextAreaField(label, validators=[longest])


class CaseForm(VersionedForm):
    """What a member of staff can write and choose in a case."""

    RENEWS: ClassVar[bool] = False
    """A page that was sent once stays known by its operation id, so that what is changed in it later is not sent too."""

    told_away = HiddenField()
    told_closed = HiddenField()
    """The day of which the page has said that the clinic is closed then."""
    shown = HiddenField()
    """Marks of what stood in the fields when the page was made: a field that still has its mark was not written in."""
    into = StringField()
    """Which of the replies the pressed button is about."""
    target = SelectField(_l("Fördela till"), validate_choice=False)
    partial_reply = _text(_l("Delsvar till invånaren"))
    promised = DayField(_l("Lovat besked senast"), [Optional()], leaning=Leaning.AHEAD)
    counter_question = _text(_l("Motfråga till invånaren"))
    final_reply = _text(_l("Svar till invånaren"))
    ready_partial_reply = SelectField(_l("Färdig text till delsvaret"), validate_choice=False)
    ready_counter_question = SelectField(_l("Färdig text till motfrågan"), validate_choice=False)
    ready_final_reply = SelectField(_l("Färdig text till svaret"), validate_choice=False)
    note = _text(_l("Intern anteckning"))
    reason = SelectField(_l("Anledning"), validate_choice=False)
    reason_line = StringField(
        _l("Anledning med egna ord"),
        validators=[Length(max=MAX_LINE, message=_l("Anledningen är för lång: högst %(max)d tecken."))],
    )

    def offer(self, page: CasePage) -> None:
        """Fill in what can be chosen, and on a fresh page the draft and the version."""
        inbox = Action.REDISTRIBUTE in page.may
        self.target.choices = list(
            target_choices(page.people, page.groups, page.away, inbox=inbox, without=page.holder_id)
        )
        offer_substitute(self.target, self.told_away, page.people, page.away)
        self.reason.choices = choices(
            [("", _("Välj anledning")), *((key.value, text) for key, text in REASONS.items())]
        )
        for name in REPLIES:
            fitting = [(text.key, text.name) for text in page.ready if name == "final_reply" or not text.fixed]
            self.ready(name).choices = choices([("", _("Välj text")), *fitting]) if fitting else []
        if not self.is_submitted():
            self.seen_version.data = page.version
            if page.draft.get(PROMISED):
                self.promised.write(page.draft[PROMISED])
            for name in TEXTS:
                self[name].data = page.draft.get(name, "")
        self.shown.data = marks_of(self.stands())

    def then(self, endpoint: str, case_id: UUID, **more: Any) -> str:
        """URL of the next page, with the chosen receiver and reason in its query: the draft stores only texts."""
        reason = reason_called(self.reason.data)
        chosen = {"target": as_choice(self.target.data or ""), "reason": reason.value if reason else None}
        return url_for(endpoint, case_id=case_id, **(chosen | more))

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Choose them again, where they still can be. A page that one comes to first has chosen nothing."""
        for name in CHOICES:
            if any(choice.value == chosen.get(name) for choice in self[name].choices):
                self[name].data = chosen[name]

    def receiver(self) -> str:
        """The name of who was chosen; empty for nobody."""
        offered: Iterable[Any] = self.target.choices or ()
        return next((choice.label for choice in offered if choice.value and choice.value == self.target.data), "")

    def typed(self) -> dict[str, str]:
        """What stands in those fields that the page had, as typed; only the line ends are made one kind."""
        typed = {name: _as_typed(self[name].data) for name in TEXTS if self[name].raw_data}
        if self.promised.raw_data:
            typed[PROMISED] = self.promised.typed
        return typed

    def changed(self) -> dict[str, str]:
        """Those of them that somebody wrote in: what another page has kept in the others is left as it is."""
        before = marks_read(self.shown.data or "")
        return {name: text for name, text in self.typed().items() if before.get(name) != mark_of(text)}

    def stands(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: _as_typed(self[name].data) for name in TEXTS} | {PROMISED: self.promised.typed}

    def reply_meant(self) -> str:
        """Which of the replies the button is about."""
        if self.into.data not in REPLIES:
            raise Invalid(CaseCode.PAGE_BROKEN)
        return str(self.into.data)

    def ready(self, name: str) -> SelectField:
        """The choice of ready texts for one of the replies."""
        fields = (self.ready_partial_reply, self.ready_counter_question, self.ready_final_reply)
        return dict(zip(REPLIES, fields, strict=True))[name]

    def insert(self, field: str, text: str) -> None:
        """Add the text after what stands in the field; no text changes nothing."""
        before = self._text_of(field)
        if not text:
            return
        self[field].data = f"{before.rstrip()}\n\n{text}" if before.strip() else text

    def check(self, *names: str) -> None:
        """Whether these fields are well formed; what is wrong in the others is not this button's business."""
        self.validate()
        for field in self:
            if field.name not in {*names, "operation_id", "seen_version"}:
                field.errors = ()
        if self.operation_id.errors or self.seen_version.errors:
            raise Invalid(CaseCode.PAGE_BROKEN)
        wrong = next((name for name in names if self[name].errors), None)
        if wrong is not None:
            raise Invalid(CaseCode.SHAPE, wrong)

    def step_command(self) -> StepCommand:
        """An order that needs no words."""
        return StepCommand(*self._version_and_key())

    def distribution(self) -> Distribution:
        """To whom. Text for the citizen must go along or be taken away: it is never left behind unseen."""
        if is_seen(self._text_of("partial_reply")):
            raise Invalid(CaseCode.PARTIAL_REPLY_LEFT, "partial_reply")
        return self.redistribution()

    def distribution_with_partial_reply(self) -> Distribution:
        """The command; ``Invalid`` when the partial reply or the receiver is missing."""
        partial = self._needed("partial_reply")
        told_away = read_id(self.told_away.data)
        return Distribution(
            self._holder(), *self._version_and_key(), partial, self.promised.data, told_away, self._is_told_closed()
        )

    def redistribution(self) -> Distribution:
        """To whom, or back to the inbox."""
        return Distribution(self._holder(), *self._version_and_key(), told_away=read_id(self.told_away.data))

    def reply(self, name: str) -> Reply:
        """The text of one of the three replies."""
        promised = self.promised.data if name == "partial_reply" else None
        return Reply(self._needed(name), *self._version_and_key(), promised, self._is_told_closed())

    def new_note(self) -> NewNote:
        """The internal note."""
        return NewNote(self._needed("note"), self.operation_id.data or "")

    def ending(self) -> Ending:
        """Why. Text for the citizen must be sent or taken away: it is never left behind unseen."""
        left = next((name for name in REPLIES if is_seen(self._text_of(name))), None)
        if left is not None:
            raise Invalid(CaseCode.REPLY_LEFT, left)
        chosen = reason_called(self.reason.data)
        if chosen is None:
            raise Invalid(CaseCode.REASON_MISSING, "reason")
        return Ending(chosen, self._text_of("reason_line"), *self._version_and_key())

    def explain(self, error: DomainError) -> None:
        """Say what is wrong where it is wrong; of its shape a field tells itself."""
        if error.code is CaseCode.PROMISED_WHEN_CLOSED:
            self.told_closed.data = self.promised.typed
        if error.code is not CaseCode.SHAPE:
            super().explain(error)

    def _is_told_closed(self) -> bool:
        return self.told_closed.data == self.promised.typed

    def _text_of(self, name: str) -> str:
        return _as_typed(self[name].data)

    def _needed(self, name: str) -> str:
        text = self._text_of(name)
        if not is_seen(text):
            raise Invalid(CaseCode.EMPTY_TEXT, name)
        return text

    def _version_and_key(self) -> tuple[int, str]:
        """The version that the page showed, without which nothing is done, and the operation id."""
        version: int | None = self.seen_version.data
        if version is None:
            raise Invalid(CaseCode.PAGE_BROKEN)
        return version, self.operation_id.data or ""

    def _holder(self) -> Holder:
        return holder_of(self.target.data or "")


def _as_typed(text: str | None) -> str:
    return lines(text or "")
