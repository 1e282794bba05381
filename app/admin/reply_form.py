"""The form of a standard reply, and its words."""

from collections.abc import Mapping
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.audit.shapes import NUMBER_IN_TEXT
from app.catalog.placeholders import unknown_in
from app.catalog.queries import names
from app.catalog.reply_queries import KeptReply
from app.catalog.standard_replies import MAX_BODY, MAX_NAME, MOST, ReplyText
from app.core.errors import Invalid
from app.web.formats import number
from app.web.forms import UNCLEAR_NAMES, WITHOUT_NUMBERS, OperationForm, choices, whole_number

WRONG: Mapping[str, LazyString] = {
    "reply-name": _l("Skriv ett namn med högst %(most)s tecken.", most=MAX_NAME),
    "reply-name-taken": _l("Det finns redan ett standardsvar med det namnet."),
    "reply-empty": _l("Skriv texten som ska infogas."),
    "reply-too-long": _l("Texten är för lång: högst %(most)s tecken.", most=LazyString(number, MAX_BODY)),
    "no-such-case-type": _l("Välj en av mottagningens ärendetyper."),
    "too-many-replies": _l("Mottagningen har redan %(most)s standardsvar. Ta bort något först.", most=MOST),
    "reply-removed": _l("Standardsvaret är redan borttaget."),
    "reply-back": _l("Standardsvaret är redan tillbaka."),
    NUMBER_IN_TEXT: WITHOUT_NUMBERS,
    **UNCLEAR_NAMES,
    "reply-changed": _l(
        "Standardsvaret ändrades medan du skrev, av någon annan eller av dig i ett annat fönster. "
        "Det du skrev står kvar här. "
        "Jämför med det som gäller nu, och spara igen om ditt ska gälla."
    ),
}


class ReplyForm(OperationForm):
    """A standard reply as somebody types it."""

    version = HiddenField()
    name = StringField(_l("Namn"), validators=[InputRequired(WRONG["reply-name"]), Length(max=MAX_NAME)])
    case_type = SelectField(_l("Ärendetyp"), coerce=str, validate_choice=False)
    body = TextAreaField(
        _l("Text till invånaren"),
        validators=[InputRequired(WRONG["reply-empty"]), Length(max=MAX_BODY, message=WRONG["reply-too-long"])],
    )

    def offer(self, clinic_id: UUID, language: str) -> None:
        """The clinic's case types."""
        types = [(str(one.case_type_id), one.internal_name.in_language(language)) for one in names(clinic_id)]
        self.case_type.choices = choices([("", _("Alla ärendetyper")), *types])

    def fill(self, reply: KeptReply) -> None:
        """The reply as it is kept."""
        self.name.data, self.body.data, self.version.data = reply.name, reply.body, str(reply.version)
        self.case_type.data = str(reply.case_type_id or "")

    def order(self) -> ReplyText:
        """What was typed, once the form has passed; ``Invalid`` for what is no case type."""
        return ReplyText(
            self.name.data or "",
            self.body.data or "",
            self._case_type(),
            self.operation_id.data or "",
            whole_number(self.version.data),
        )

    def explain(self, error: Invalid) -> None:
        """Say what is wrong where it is wrong, and let the form be sent again."""
        if error.code == "placeholder-unknown":
            strange = ", ".join(unknown_in(self.body.data or ""))
            sentence = _("Det finns inget att fylla i för %(names)s. Rätta, eller ta bort klamrarna.", names=strange)
        else:
            sentence = str(WRONG[error.code])
        field = self[error.field] if error.field is not None and error.field in self else None
        if field is not None:
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)
        self.renew()

    def _case_type(self) -> UUID | None:
        try:
            return UUID(self.case_type.data) if self.case_type.data else None
        except ValueError:
            raise Invalid("no-such-case-type", "case_type") from None
