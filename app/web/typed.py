"""A form that came when the login was too old for it: kept with the login session until the person has logged in again."""

from flask import request, session
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.web.flashes import say

KEPT = "typed"


def keep_typed() -> None:
    """Keep the fields of this request's form, but not its token."""
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]
    session[KEPT] = {"path": request.path, "fields": fields}


def typed_before() -> MultiDict[str, str] | None:
    """What was filled in at this address before the person logged in again, once; None when there is nothing."""
    if session.get(KEPT, {}).get("path") != request.path:
        return None
    fields = session.pop(KEPT)["fields"]
    say(_("Det du hade fyllt i finns kvar. Kontrollera det och skicka igen."))
    return MultiDict([(name, value) for name, value in fields])
