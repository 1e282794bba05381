"""The form of a standard reply, and its words."""

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.catalog.errors import MAX_REPLY_BODY, MAX_REPLY_NAME, ReplyCode
from app.catalog.queries.case_types import names
from app.catalog.queries.standard_replies import KeptReply
from app.catalog.services.standard_replies import ReplyText
from app.core.errors import Invalid
from app.web.forms import OperationForm, choices, whole_number
from app.web.sentences import lazy_sentence


class ReplyForm(OperationForm):
    """A standard reply as somebody types it."""

    version = HiddenField()
    name = StringField(
        _l("Namn"), validators=[InputRequired(lazy_sentence(ReplyCode.REPLY_NAME)), Length(max=MAX_REPLY_NAME)]
    )
    case_type = SelectField(_l("Ärendetyp"), coerce=str, validate_choice=False)
    body = TextAreaField(
        _l("Text till invånaren"),
        validators=[
            InputRequired(lazy_sentence(ReplyCode.REPLY_EMPTY)),
            Length(max=MAX_REPLY_BODY, message=lazy_sentence(ReplyCode.REPLY_TOO_LONG)),
        ],
    )

    def offer(self, clinic_id: UUID, language: str) -> None:
        """The clinic's case types."""
        types = [(str(one.case_type_id), one.internal_name.in_language(language)) for one in names(clinic_id)]
        self.case_type.choices = choices([("", _("Alla ärendetyper")), *types])

    def fill(self, reply: KeptReply) -> None:
        """The reply as it is kept."""
        self.name.data, self.body.data, self.version.data = reply.name, reply.body, str(reply.version)
        self.case_type.data = str(reply.case_type_id or "")

    def command(self) -> ReplyText:
        """What was typed, once the form has passed; ``Invalid`` for what is no case type."""
        return ReplyText(
            self.name.data or "",
            self.body.data or "",
            self._case_type(),
            self.operation_id.data or "",
            whole_number(self.version.data),
        )

    def _case_type(self) -> UUID | None:
        try:
            return UUID(self.case_type.data) if self.case_type.data else None
        except ValueError:
            raise Invalid(ReplyCode.NO_SUCH_CASE_TYPE, "case_type") from None
