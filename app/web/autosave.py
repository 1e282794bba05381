"""What a page's script saves while somebody types: answered with the time, and with nothing to read but what it had not seen."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flask import jsonify, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.text import mark_of
from app.operations import PageSave
from app.web.formats import hour

NO_CONTENT = 204
_PAGE_SAVE = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})")


def is_autosave() -> bool:
    """Whether the script saves; a pressed button is answered with a page."""
    return request.headers.get("X-Autosave") == "1"


def page_save() -> PageSave | None:
    """Which of its page's saves the form of this request is; None of one that no script has sent."""
    found = _PAGE_SAVE.fullmatch(request.form.get("page_save", ""))
    return PageSave(found[1], int(found[2]), marks_read(request.form.get("shown", ""))) if found else None


def marks_of(fields: Mapping[str, str]) -> str:
    """What stands in these fields, each as its name and a digest: for a page's field ``shown``."""
    return " ".join(f"{name}:{mark_of(text)}" for name, text in fields.items())


def marks_read(shown: str) -> dict[str, str]:
    """The digests by the names of their fields."""
    return {name: mark for name, colon, mark in (part.partition(":") for part in shown.split()) if colon}


def saved(
    fields: Mapping[str, str], joined: Mapping[str, str] = MappingProxyType({}), *, is_newer: bool = False
) -> Response:
    """The texts are kept, and at what time. ``fields``: what stands in the page's fields from now on.

    ``joined``: those of them that have got a text before what was typed, since the page had not shown it. ``is_newer``:
    something newer than the page shows is kept of a field that nobody wrote in there.
    """
    answer = jsonify(joined) if joined else Response(status=NO_CONTENT)
    answer.headers.update({"X-Saved-At": hour(clock.now()), "X-Shown": marks_of({**fields, **joined})})
    if is_newer:
        answer.headers["X-Newer"] = "1"
    return answer
