"""What somebody typed in a form that could not be taken: given back, and kept until the person has logged in again."""

from collections.abc import Callable, Mapping

from flask import Flask, current_app, request, session
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.web.flashes import say

KEPT = "typed"


def install(app: Flask, whose: Callable[[], str]) -> None:
    """``whose``: the id of the person whose login session the browser's cookie was of, when that session has ended."""
    app.extensions["whose_session_ended"] = whose
    app.jinja_env.globals["unclaimed_texts"] = _unclaimed


def add_text_fields(app: Flask, fields: Mapping[str, LazyString]) -> None:
    """The names of a feature's fields that hold what somebody writes to somebody, with their labels."""
    app.extensions.setdefault("text_fields", {}).update(fields)


def own_texts() -> list[str | tuple[str, str]]:
    """What the person had typed in the form of this request; nothing of one too large to be read."""
    try:
        return _texts(list(request.form.items(multi=True)))
    except RequestEntityTooLarge:
        return []


def _texts(fields: list[tuple[str, str]]) -> list[str | tuple[str, str]]:
    """With their labels, and whatever else has more than one word: the rest are choices, numbers and marks."""
    labels: dict[str, LazyString] = current_app.extensions.get("text_fields", {})
    found: list[str | tuple[str, str]] = []
    for name, value in fields:
        if name in labels and value.strip():
            found.append((str(labels[name]), value))
        elif name not in labels and name not in {"csrf_token", "shown"} and len(value.split()) > 1:
            found.append(value)
    return found


def keep_typed(whose: str = "") -> None:
    """Keep the fields of this request's form, but not its token. ``whose``: the one person who may have them back."""
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]
    session[KEPT] = {"path": request.path, "page": page_of(request.path), "fields": fields, "whose": whose}


def keep_unsent() -> bool:
    """Keep what a person sends whose session has just ended; False for everybody else's, and for what is too large."""
    whose = current_app.extensions["whose_session_ended"]() or session.get(KEPT, {}).get("whose")
    try:
        if whose and request.form:
            keep_typed(whose)
    except RequestEntityTooLarge:
        return False
    return bool(whose and request.form)


def page_of(path: str) -> str:
    """The page that a form at this address stands on: the address itself, or the nearest above it that can be opened."""
    adapter, parts = current_app.url_map.bind(""), path.rstrip("/").split("/")
    while len(parts) > 1:
        try:
            adapter.match("/".join(parts), method="GET")
        except HTTPException:
            parts.pop()
        else:
            return "/".join(parts)
    return "/"


def typed_before() -> MultiDict[str, str] | None:
    """What was filled in at this address before the person logged in again, once; None when there is nothing."""
    fields = _taken()
    if fields is None:
        return None
    say(_("Det du hade fyllt i finns kvar. Kontrollera det och skicka igen."))
    return MultiDict(fields)


def _unclaimed() -> list[str | tuple[str, str]]:
    """The texts, for a page that has no other way to give them back."""
    return _texts(_taken() or []) if session.get(KEPT, {}).get("whose") else []


def _taken() -> list[tuple[str, str]] | None:
    kept = session.get(KEPT, {})
    if request.method != "GET" or request.path not in {kept.get("path"), kept.get("page")}:
        return None
    return [(name, value) for name, value in session.pop(KEPT)["fields"]]
