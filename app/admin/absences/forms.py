"""The form of an absence."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, ValidationError

from app.core import clock
from app.core.dates import Leaning
from app.core.errors import Invalid
from app.core.ids import read_id
from app.roles.errors import AbsenceCode
from app.roles.queries.people import Person
from app.roles.services.absences import AbsenceChange, NewAbsence
from app.web.day_fields import DAY_NEEDED, DayField
from app.web.forms import OperationForm, choices, whole_number
from app.web.sentences import sentence_of


class AbsenceForm(OperationForm):
    """Who, which days, and who stands in. Whoever keeps only their own has no choice of person."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "staff_id": "person",
        "first_day": "first",
        "last_day": "last",
        "substitute_id": "substitute",
    }

    version = HiddenField()
    person = SelectField(_l("Vem"), coerce=str, validate_choice=False)
    first = DayField(_l("Från"), [InputRequired(DAY_NEEDED)], leaning=Leaning.AHEAD)
    last = DayField(_l("Till"), [InputRequired(DAY_NEEDED)], leaning=Leaning.AHEAD)
    substitute = SelectField(_l("Ersättare"), coerce=str, validate_choice=False)

    def validate_person(self, field: SelectField) -> None:
        """Somebody is chosen, where there is a choice."""
        if field.raw_data and read_id(field.data) is None:
            raise ValidationError(sentence_of(AbsenceCode.NOT_A_HANDLER))

    def offer(self, people: Iterable[Person]) -> None:
        """The clinic's handlers, as those who are away and as those who stand in."""
        shown = [(str(one.staff_id), one.label) for one in people]
        self.person.choices = choices([("", _("Välj person")), *shown])
        self.substitute.choices = choices([("", _("Ingen ersättare")), *shown])
        if not self.is_submitted() and self.first.data is None:
            self.first.data = clock.today()

    def command(self, own_id: UUID | None) -> NewAbsence:
        """What was filled in, once the form has passed; one's own when there was no choice."""
        who = own_id or read_id(self.person.data)
        if who is None:
            raise Invalid(AbsenceCode.NOT_A_HANDLER, "staff_id")
        return NewAbsence(who, *self.days(), read_id(self.substitute.data), self.operation_id.data or "")

    def change(self) -> AbsenceChange:
        """The days and the substitute."""
        seen = whole_number(self.version.data)
        return AbsenceChange(*self.days(), read_id(self.substitute.data), seen, self.operation_id.data or "")

    def days(self) -> tuple[date, date]:
        """From which day to which, once the form has passed."""
        return self.first.data or clock.today(), self.last.data or clock.today()
