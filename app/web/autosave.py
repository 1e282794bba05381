"""What a page's script saves while somebody types: answered with the time, and nothing to read."""

from flask import request
from werkzeug.wrappers import Response

from app.core import clock
from app.web.formats import hour

NO_CONTENT = 204


def is_autosave() -> bool:
    """Whether the script saves; a pressed button is answered with a page."""
    return request.headers.get("X-Autosave") == "1"


def saved(marks: str = "") -> Response:
    """The text is kept, and at what time. ``marks``: what the page's field ``shown`` is to hold from now on."""
    return Response(status=NO_CONTENT, headers={"X-Saved-At": hour(clock.now()), "X-Shown": marks})
