"""What every form shares: a token against forgery, an operation id, and the version its page was made from."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput, Input

from app.core.look_alikes import NameFault
from app.core.text import lines, one_line

WITHOUT_NUMBERS = _l(
    "Skriv inte personnummer här, och inte heller andra siffror som kan läsas som ett. "
    "Texten sparas där den inte kan tas bort."
)
"""What is told of a text that the log would keep."""
UNCLEAR_NAMES: Mapping[str, LazyString] = {
    NameFault.LETTERS: _l("Skriv namnet med bokstäverna a–ö. Det har tecken ur ett annat alfabet."),
    NameFault.PERSON: _l("Någon på mottagningen heter så. Välj ett namn som inte kan förväxlas med en person."),
    NameFault.INBOX: _l("Välj ett annat namn: det här kan förväxlas med mottagningens inkorg."),
}
"""What is told of a name that could be taken for something else."""


class ReadForm(FlaskForm):
    """A form whose texts are read: a field of one line holds one line, all others hold lines."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, StringField) and field.data:
                is_line = isinstance(field.widget, Input) and not isinstance(field.widget, HiddenInput)
                field.data = one_line(field.data) if is_line else lines(field.data)


class OperationForm(ReadForm):
    """A form that does something once: sent twice, the second answer is the first one's."""

    operation_id = HiddenField(validators=[Length(min=16, max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.operation_id.data:
            self.operation_id.data = secrets.token_urlsafe(16)

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
