"""How large a form may be: so many fields, counted before anything reads them, whatever way they are sent in."""

from flask import Flask, Request, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

MAX_FIELDS = 500
URLENCODED = "application/x-www-form-urlencoded"


def install(app: Flask) -> None:
    """Refuse what has too many fields before the guard or a view sees it. Of multipart forms Flask counts the parts."""
    app.before_request(_refuse)


def _refuse() -> None:
    if has_too_many(request):
        raise RequestEntityTooLarge


def has_too_many(sent: Request) -> bool:
    """Whether the form has more fields than any page of ours; counting reads no field."""
    return sent.mimetype == URLENCODED and sent.get_data().count(b"&") >= MAX_FIELDS


def form_of(sent: Request) -> MultiDict[str, str]:
    """The form; empty when it is too large to be read, or was broken off on its way. For pages that show whatever came."""
    try:
        return MultiDict() if has_too_many(sent) else sent.form
    except (RequestEntityTooLarge, ClientDisconnected):
        return MultiDict()


def fields_of(sent: Request) -> list[tuple[str, str]]:
    """Names and values in order, in the same way."""
    return list(form_of(sent).items(multi=True))
