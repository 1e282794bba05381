"""The form around a list: which cases, and what to do with all of them."""

from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from app.cases.errors import CaseCode
from app.cases.holder import Holder
from app.cases.labels import REASONS
from app.cases.lifecycle import Reason
from app.cases.services.endings import MAX_LINE, check_reason, reason_called
from app.cases.targets import holder_of, target_choices
from app.core.errors import Invalid
from app.core.ids import read_id
from app.inbox.errors import MAX_AT_ONCE, InboxCode
from app.inbox.queries.bulk import Targets
from app.inbox.services.bulk import Chosen
from app.web.forms import OperationForm, choices


class BulkForm(OperationForm):
    """Each chosen case comes with the version that the list showed.

    ``colleague``: whose cases, when it is all of somebody's. ``inbox``: the list that they were chosen in.
    """

    FIELDS: ClassVar[Mapping[str, str]] = {"case": ""}

    case = SelectMultipleField(_l("Ärenden"), validate_choice=False)
    colleague = HiddenField()
    told_away = HiddenField()
    inbox = HiddenField()
    target = SelectField(_l("Fördela till"), validate_choice=False)
    reason = SelectField(_l("Anledning"), validate_choice=False)
    reason_line = StringField(
        _l("Anledning med egna ord"),
        validators=[Length(max=MAX_LINE, message=_l("Anledningen är för lång: högst %(max)d tecken."))],
    )

    def offer(self, targets: Targets, *, inbox: bool, without: UUID | None = None) -> None:
        """Fill in what can be chosen."""
        self.target.choices = list(
            target_choices(targets.people, targets.groups, targets.away, inbox=inbox, without=without)
        )
        reasons = [(key.value, text) for key, text in REASONS.items()]
        self.reason.choices = choices([("", _("Välj anledning")), *reasons])

    def choose(self, staff_id: UUID | None) -> None:
        """Have this person chosen, if anybody."""
        self.target.data = Holder(person=staff_id).key if staff_id else ""

    def check(self) -> None:
        """Whether the page can be read at all."""
        self.validate()
        if self.operation_id.errors or self.csrf_token.errors:
            raise Invalid(CaseCode.PAGE_BROKEN)

    def chosen(self) -> tuple[Chosen, ...]:
        """The cases, each once; ``Invalid`` for none, too many or what is no case."""
        ticked = dict.fromkeys(self.case.data or ())
        if not ticked:
            raise Invalid(InboxCode.NOTHING_CHOSEN, "case")
        if len(ticked) > MAX_AT_ONCE:
            raise Invalid(InboxCode.TOO_MANY_CHOSEN, "case")
        return tuple(_read(value) for value in ticked)

    def holder(self, away: Collection[UUID]) -> Holder:
        """To whom; ``Invalid`` once for somebody who is away."""
        chosen = holder_of(self.target.data or "")
        if chosen.person in away and chosen.person != read_id(self.told_away.data):
            raise Invalid(CaseCode.TARGET_AWAY, "target")
        return chosen

    def why(self) -> tuple[Reason, str]:
        """The reason, in a word and in one's own words."""
        chosen = reason_called(self.reason.data)
        if chosen is None:
            raise Invalid(CaseCode.REASON_MISSING, "reason")
        line = self.reason_line.data or ""
        check_reason(chosen, line)
        return chosen, line


def as_value(case_id: UUID, version: int) -> str:
    """What the box of a case sends."""
    return f"{case_id}.{version}"


def ticked_in(values: Iterable[str]) -> frozenset[str]:
    """The cases among the values, whatever their versions were: a box stays ticked although its case moved on."""
    return frozenset(value.partition(".")[0] for value in values)


def _read(value: str) -> Chosen:
    number, _dot, version = value.partition(".")
    try:
        return Chosen(UUID(number), int(version))
    except ValueError:
        raise Invalid(CaseCode.PAGE_BROKEN) from None
