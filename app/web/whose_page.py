"""What lets an open page see that somebody else has logged in here since: a mark of the person, on it and on its answers."""

import hashlib
import hmac

from flask import Flask, Response, current_app

from app.web.autosave import is_autosave
from app.web.form_page import here
from app.web.polls import is_poll

HEADER = "X-Person"


def install(app: Flask) -> None:
    """Give templates ``person_mark()``, and what a page asks by itself the header."""
    app.jinja_env.globals["person_mark"] = person_mark
    app.after_request(_add_mark)


def person_mark() -> str:
    """The same for all of a person's logins, and nothing that leads back to them; empty for a visitor."""
    person, secret = here().person, str(current_app.secret_key).encode()
    return hmac.new(secret, f"page of {person}".encode(), hashlib.sha256).hexdigest()[:16] if person else ""


def _add_mark(response: Response) -> Response:
    if (is_poll() or is_autosave()) and (mark := person_mark()):
        response.headers[HEADER] = mark
    return response
