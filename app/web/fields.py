"""What a browser or another program sent: every value of an address and of a form is read as text before anybody sees it."""

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items

from app.core.text import lines


class RequestFields(ImmutableMultiDict[str, Any]):
    """Names and values; a value that is text holds no control characters, and one kind of line break."""

    def __init__(self, sent: Iterable[tuple[str, Any]] | None = None) -> None:
        read = [
            (name, lines(value) if isinstance(value, str) else value) for name, value in iter_multi_items(sent or ())
        ]
        super().__init__(read)


class ReadRequest(Request):
    """A request whose address and form are read so. What a field of one line holds is for its form to fold."""

    parameter_storage_class = RequestFields
