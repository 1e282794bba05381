"""What every form shares: a token against forgery, an operation id, and the version its page was made from."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput, Input

from app.core.errors import DomainError, Invalid
from app.core.text import lines, one_line
from app.web.sentences import sentence_for


class ReadForm(FlaskForm):
    """A form whose texts are read: a field of one line holds one line, all others hold lines."""

    FIELDS: ClassVar[Mapping[str, str]] = {}
    """What this form calls the fields that rules name otherwise; under an empty name where an error without one stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, StringField) and field.data:
                is_line = isinstance(field.widget, Input) and not isinstance(field.widget, HiddenInput)
                field.data = one_line(field.data) if is_line else lines(field.data)

    def explain(self, error: DomainError) -> None:
        """Say what is wrong at the field that it is about, or at the top of the form."""
        named = (error.field or "") if isinstance(error, Invalid) else ""
        name = self.FIELDS.get(named, named)
        if name in self:
            self[name].errors = [*self[name].errors, sentence_for(error)]
        else:
            self.form_errors.append(sentence_for(error))


class OperationForm(ReadForm):
    """A form that does something once: sent twice, the second answer is the first one's."""

    operation_id = HiddenField(validators=[Length(min=16, max=64)])
    RENEWS: ClassVar[bool] = True
    """Whether a form that was refused is a new try the next time it is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.operation_id.data:
            self.operation_id.data = secrets.token_urlsafe(16)

    def explain(self, error: DomainError) -> None:
        """Say what is wrong where it is wrong."""
        super().explain(error)
        if self.RENEWS:
            self.renew()

    def renew(self) -> None:
        """Give the form a new operation id: for a page shown again after a refusal that must not count as the same try."""
        self.operation_id.data = secrets.token_urlsafe(16)


def whole_number(text: str | None) -> int:
    """The number that a hidden field holds; 0 for what is none, which no version is."""
    digits = text or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < len("1000000000") else 0


class VersionedForm(OperationForm):
    """An operation on a case as the page showed it."""

    seen_version = IntegerField(widget=HiddenInput(), validators=[Optional()])


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """What a select, radios or checkboxes offer, from pairs of value and label (bare pairs are deprecated)."""
    return [SelectChoice(value, label) for value, label in pairs]
