"""The question to the log as it is filled in."""

from datetime import date
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.access_log.labels import REASONS
from app.access_log.reasons import ReviewReason
from app.core import hsa_id, personnummer
from app.core.dates import Leaning
from app.core.free_text import may_hold_personnummer
from app.core.personnummer import InvalidPersonnummer
from app.review.services import MAX_LINE, LogQuestion
from app.web.day_fields import DAY_NEEDED, DayField
from app.web.forms import ReadForm, choices


class LogReviewForm(ReadForm):
    """Whom, when and why. At least one of citizen and staff."""

    citizen = StringField(_l("Invånarens personnummer"), validators=[Length(max=30)])
    staff = StringField(_l("Personal (HSA-id)"), validators=[Length(max=60)])
    first = DayField(_l("Från"), [InputRequired(DAY_NEEDED)], leaning=Leaning.BACK)
    last = DayField(_l("Till"), [InputRequired(DAY_NEEDED)], leaning=Leaning.BACK)
    reason = SelectField(
        _l("Anledning till kontrollen"),
        choices=choices([("", _l("Välj anledning")), *((reason.value, label) for reason, label in REASONS.items())]),
        validators=[InputRequired(_l("Välj varför kontrollen görs."))],
    )
    reason_line = StringField(
        _l("Beskriv anledningen"), validators=[Length(max=MAX_LINE, message=_l("Skriv högst %(max)d tecken."))]
    )

    def validate_citizen(self, field: StringField) -> None:
        """A personnummer or samordningsnummer that can exist; whether anybody bears it is for the report to say."""
        if (field.data or "").strip():
            try:
                personnummer.meant(field.data or "")
            except InvalidPersonnummer:
                raise ValidationError(
                    _("Kontrollera personnumret. Skriv det med 12 eller 10 siffror, till exempel 19121212-1212.")
                ) from None

    def validate_staff(self, _field: StringField) -> None:
        """The shape of an HSA-id: what is not one could be a personnummer, and would stand in the log."""
        if self.staff.data and not self.hsa_id:
            raise ValidationError(_("Skriv HSA-id som SE0000000000-2001."))

    def validate_reason_line(self, field: StringField) -> None:
        """The line is kept in the log, which holds no numbers of citizens."""
        if may_hold_personnummer(field.data or ""):
            raise ValidationError(_("Skriv inte personnummer här. Raden sparas i loggen."))

    @property
    def hsa_id(self) -> str:
        """The HSA-id in its one spelling; empty for what is none."""
        return hsa_id.parse(self.staff.data or "") or ""

    def question(self) -> LogQuestion:
        """What was asked, once the form has passed."""
        typed = (self.citizen.data or "").strip()
        return LogQuestion(
            numbers=tuple(one.digits for one in personnummer.meant(typed)) if typed else (),
            hsa_id=self.hsa_id,
            first=cast("date", self.first.data),
            last=cast("date", self.last.data),
            reason=ReviewReason(self.reason.data),
            reason_line=self.reason_line.data or "",
        )
