"""The forms of Inställningar."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.admin.settings.labels import WEEKDAYS
from app.core.dates import Leaning
from app.core.errors import Invalid
from app.roles.errors import MAX_RETURN_DAYS, SettingsCode
from app.roles.services.clinic_settings import MAX_TEXT, ClinicSettings, SettingsChange, Span
from app.web.day_fields import DAY_NEEDED, ClockField, DayField
from app.web.forms import OperationForm, whole_number
from app.web.sentences import lazy_sentence

_CLOCKS = {f"{which}_{weekday}" for which in ("opens", "closes") for weekday in range(len(WEEKDAYS))}


def _clock(label: LazyString) -> ClockField:
    return ClockField(label, [Optional()])


class ClinicSettingsForm(OperationForm):
    """Everything on the page but the closed days. ``opens_0`` is Monday's opening time."""

    version = HiddenField()
    telephone = StringField(_l("Telefon"), validators=[Length(max=40)])
    address = StringField(_l("Adress"), validators=[Length(max=300)])
    opening_hours = TextAreaField(_l("Öppettider, som invånaren läser dem"), validators=[Length(max=MAX_TEXT)])
    opens_0, closes_0 = _clock(_l("Måndag, öppnar")), _clock(_l("Måndag, stänger"))
    opens_1, closes_1 = _clock(_l("Tisdag, öppnar")), _clock(_l("Tisdag, stänger"))
    opens_2, closes_2 = _clock(_l("Onsdag, öppnar")), _clock(_l("Onsdag, stänger"))
    opens_3, closes_3 = _clock(_l("Torsdag, öppnar")), _clock(_l("Torsdag, stänger"))
    opens_4, closes_4 = _clock(_l("Fredag, öppnar")), _clock(_l("Fredag, stänger"))
    opens_5, closes_5 = _clock(_l("Lördag, öppnar")), _clock(_l("Lördag, stänger"))
    opens_6, closes_6 = _clock(_l("Söndag, öppnar")), _clock(_l("Söndag, stänger"))
    return_after_days = IntegerField(
        _l("Antal arbetsdagar"),
        validators=[
            Optional(),
            NumberRange(min=1, max=MAX_RETURN_DAYS, message=lazy_sentence(SettingsCode.RETURN_DAYS)),
        ],
    )
    requires_record = BooleanField(_l("Avslutade ärenden ska markeras som journalförda"))

    WEEK: ClassVar[range] = range(len(WEEKDAYS))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Also that the hours can be, so that everything wrong is told at once."""
        passed: bool = super().validate(extra_validators)
        try:
            self._hours()
        except Invalid as error:
            if not self.errors.keys() & _CLOCKS:
                self.explain(error)
            return False
        return passed

    def fill(self, settings: ClinicSettings, version: int) -> None:
        """Show what is stored."""
        self.version.data = str(version)
        self.telephone.data, self.address.data = settings.telephone, settings.address
        self.opening_hours.data = settings.opening_hours
        for weekday, (opens, closes) in settings.hours.items():
            self[f"opens_{weekday}"].data, self[f"closes_{weekday}"].data = opens, closes
        self.return_after_days.data = settings.return_after_days
        self.requires_record.data = settings.requires_record

    def command(self) -> SettingsChange:
        """What was filled in, once the form has passed."""
        settings = ClinicSettings(
            telephone=self.telephone.data or "",
            address=self.address.data or "",
            opening_hours=(self.opening_hours.data or "").strip(),
            hours=self._hours(),
            return_after_days=self.return_after_days.data,
            requires_record=bool(self.requires_record.data),
        )
        return SettingsChange(settings, whole_number(self.version.data), self.operation_id.data or "")

    def _hours(self) -> dict[int, tuple[time, time]]:
        hours = {}
        for weekday in self.WEEK:
            opens, closes = self[f"opens_{weekday}"].data, self[f"closes_{weekday}"].data
            if opens is None and closes is None:
                continue
            if opens is None or closes is None or opens >= closes:
                raise Invalid(SettingsCode.HOURS, f"closes_{weekday}" if opens is not None else f"opens_{weekday}")
            hours[weekday] = (opens, closes)
        if not hours:
            raise Invalid(SettingsCode.NEVER_OPEN, "opens_0")
        return hours


class ClosedDaysForm(OperationForm):
    """Days on which the clinic is closed."""

    first = DayField(_l("Från och med"), [InputRequired(DAY_NEEDED)], leaning=Leaning.AHEAD)
    last = DayField(_l("Till och med"), [Optional()], leaning=Leaning.AHEAD)
    reason = StringField(_l("Anledning"), validators=[Length(max=200)])

    def command(self) -> Span:
        """What was filled in, once the form has passed; without a last day it is one day."""
        first = self.first.data or date.min
        return Span(first, self.last.data or first, self.reason.data or "", self.operation_id.data or "")
