"""What a page's script saves while somebody types: answered with the time, and nothing to read."""

import re

from flask import request
from werkzeug.wrappers import Response

from app.core import clock
from app.transaction import PageSave
from app.web.formats import hour

NO_CONTENT = 204
_PAGE_SAVE = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})")


def is_autosave() -> bool:
    """Whether the script saves; a pressed button is answered with a page."""
    return request.headers.get("X-Autosave") == "1"


def page_save() -> PageSave | None:
    """Which of its page's saves the form of this request is; None of one that no script has sent."""
    found = _PAGE_SAVE.fullmatch(request.form.get("page_save", ""))
    return PageSave(found[1], int(found[2])) if found else None


def saved(marks: str = "") -> Response:
    """The text is kept, and at what time. ``marks``: what the page's field ``shown`` is to hold from now on."""
    return Response(status=NO_CONTENT, headers={"X-Saved-At": hour(clock.now()), "X-Shown": marks})
