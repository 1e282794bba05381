"""The sentence of an error, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _

from app.core.errors import DomainError, ErrorCode, Invalid
from app.web.formats import number, weekday


def sentence_of(code: ErrorCode, values: Mapping[str, date | str] | None = None) -> str:
    """What a person is told of the code. ``values``: what its sentence speaks of beside its limits."""
    limits = {name: number(limit) for name, limit in code.sentence.limits.items()}
    spoken = {name: weekday(value) if isinstance(value, date) else value for name, value in (values or {}).items()}
    return str(_(code.sentence.text, **limits, **spoken))


def sentence_for(error: DomainError) -> str:
    """What a person is told of the error."""
    return sentence_of(error.code, error.values if isinstance(error, Invalid) else None)


def lazy_sentence(code: ErrorCode) -> LazyString:
    """The same for a form's own rules, which are written before there is a reader."""
    return LazyString(sentence_of, code)
