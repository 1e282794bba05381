"""The forms of the portal that are not made of a case type's questions."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from app.cases.errors import CaseCode
from app.cases.services.from_citizen import CitizenAnswer
from app.cases.services.steps import StepCommand
from app.core.errors import Invalid
from app.core.text import is_seen
from app.portal.errors import PortalCode
from app.portal.services.settings import Wishes
from app.web.forms import OperationForm, choices


class ActForm(OperationForm):
    """An act that needs no words."""

    def step_command(self) -> StepCommand:
        """The order, without a version: the operation checks the state."""
        return StepCommand(None, self.operation_id.data or "")


class CaseReviewForm(ActForm):
    """Skicka, with what the page showed: sealed, so that it is the page's word and can be given back."""

    reviewed = HiddenField()


class TermsForm(OperationForm):
    """Before the first page of questions."""

    accepts = BooleanField(
        _l("Jag har läst detta och vill skriva till mottagningen"),
        validators=[InputRequired(_l("Kryssa i rutan om du vill gå vidare."))],
    )


class AnswerForm(OperationForm):
    """The answer to a counter-question."""

    FIELDS: ClassVar[Mapping[str, str]] = {"": "body", "answer": "body"}

    question_id = HiddenField()
    shown = HiddenField()
    """A mark of what stood in the field when the page was made."""
    body = TextAreaField(_l("Ditt svar"))

    def text(self) -> str:
        """As it was typed, in lines."""
        return self.body.data or ""

    def command(self) -> CitizenAnswer:
        """What was written, or ``Invalid``."""
        if not is_seen(self.text()):
            raise Invalid(PortalCode.ANSWER_EMPTY)
        try:
            return CitizenAnswer(UUID(self.question_id.data or ""), self.text(), self.operation_id.data or "")
        except ValueError:
            raise Invalid(CaseCode.QUESTION_NOT_OPEN) from None


class WishesForm(OperationForm):
    """Language and colours."""

    language = RadioField(_l("Språk"), choices=choices([("sv", "Svenska"), ("en", "English")]))
    scheme = RadioField(
        _l("Utseende"),
        choices=choices([("auto", _l("Som i enheten")), ("light", _l("Ljust")), ("dark", _l("Mörkt"))]),
    )

    def wanted(self) -> Wishes:
        """What was chosen."""
        return Wishes(self.language.data, self.scheme.data, self.operation_id.data or "")
