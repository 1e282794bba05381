"""The forms of one's own settings and of choosing a clinic."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from app.auth.errors import MAX_SIGNATURE
from app.auth.services.settings import PersonalSettings
from app.roles.after_step import AfterStep
from app.web.forms import OperationForm, ReadForm, choices


class ClinicForm(ReadForm):
    """The form in which a member of staff chooses among several clinics."""

    clinic_id = HiddenField()

    @property
    def chosen(self) -> UUID | None:
        """The clinic's id; None when what was sent is none."""
        try:
            return UUID(self.clinic_id.data or "")
        except ValueError:
            return None


class PersonalSettingsForm(OperationForm):
    """A member of staff's own settings."""

    signature = TextAreaField(_l("Signatur"), validators=[Length(max=MAX_SIGNATURE)])
    language = RadioField(_l("Språk"), choices=choices([("sv", "Svenska"), ("en", "English")]))
    scheme = RadioField(
        _l("Utseende"),
        choices=choices([("auto", _l("Som i enheten")), ("light", _l("Ljust")), ("dark", _l("Mörkt"))]),
    )

    after_step = RadioField(
        _l("När jag är klar med ett ärende"),
        choices=choices(
            [
                (AfterStep.CASE.value, _l("Stanna i ärendet")),
                (AfterStep.NEXT.value, _l("Nästa ärende i listan")),
                (AfterStep.LIST.value, _l("Tillbaka till listan")),
            ]
        ),
        default=AfterStep.CASE.value,
    )
    dense_lists = BooleanField(_l("Tätare rader i listor"))
    shortcuts = BooleanField(_l("Kortkommandon med en tangent"))

    def wanted(self) -> PersonalSettings:
        """What was chosen."""
        return PersonalSettings(
            self.signature.data or "",
            self.language.data,
            self.scheme.data,
            AfterStep(self.after_step.data),
            self.dense_lists.data,
            self.shortcuts.data,
            self.operation_id.data or "",
        )
