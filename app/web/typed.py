"""What somebody typed in a form that could not be taken: given back at once, and kept until the same person is there again.

What is kept lies sealed in the browser's session under its owner's id, and is shown to nobody else: not to who logs in
next, nor to who opens a public page. It is small, however large the form was.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypedDict

from flask import Flask, current_app, g, request, session
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app.authz.actors import Citizen, Staff
from app.web.entry import EntryKind, entry_of
from app.web.flashes import say
from app.web.form_size import fields_of, form_of
from app.web.origin import came_from_us
from app.web.typed_texts import MOST_BYTES, Fields, Texts, bounded, is_technical, size_of, texts_in

KEPT = "typed_pages"
MOST_PAGES = 5


class Page(TypedDict):
    """One form as it was sent: where to, and the page that it stood on (empty: one that names no page of its own)."""

    path: str
    page: str
    blueprint: str
    fields: Fields


class Kept(TypedDict):
    """Forms of one person. ``mark``: the login session that the first of them stood in."""

    whose: str
    mark: str
    pages: list[Page]


def install(app: Flask, whose: Callable[[], str]) -> None:
    """``whose``: the person whose login session the cookie is of, or was when it ended."""
    app.extensions["whose_session"] = whose
    app.jinja_env.globals["unclaimed_texts"] = _unclaimed


def keep_typed() -> bool:
    """Keep this request's form for the person whose session the browser has or had; False when it could not be kept."""
    kept, fields = _kept_so_far(), bounded(fields_of(request), request.blueprint or "")
    if kept is None or all(is_technical(name) for name, _value in fields) or not came_from_us():
        return False
    form = Page(path=request.path, page=page_of(request.path), blueprint=request.blueprint or "", fields=fields)
    pages = [one for one in kept["pages"] if one["path"] != request.path]
    if len(pages) == MOST_PAGES or sum(size_of(one["fields"]) for one in (*pages, form)) > MOST_BYTES:
        return False
    session[KEPT] = {**kept, "pages": [*pages, form]}
    return True


def _kept_so_far() -> Kept | None:
    """What is kept for the person who may add to it; None when nobody may.

    After the end of the session somebody else may sit at the browser: who adds to what is kept already proves by the
    form's token that it stood in the same login session.
    """
    whose, kept, mark = current_app.extensions["whose_session"](), session.get(KEPT), _mark()
    if kept is None or (whose and kept["whose"] != whose):
        return Kept(whose=whose, mark=mark, pages=[]) if whose else None
    is_owner = kept["whose"] == person_here()
    return kept if is_owner or (mark and mark == kept["mark"]) else None


def _mark() -> str:
    """The login session that the form stood in, by its token; empty for a form that is none of ours."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        token = reader.loads(form_of(request).get("csrf_token", ""))
    except BadData:
        return ""
    return sha256(str(token).encode()).hexdigest()


def person_here() -> str:
    """The id of the person who asks; empty for a visitor."""
    match g.get("actor"):
        case Staff() as actor:
            return str(actor.staff_id)
        case Citizen() as actor:
            return str(actor.citizen_id)
        case _:
            return ""


def typed_before() -> MultiDict[str, str] | None:
    """What this person had filled in at this address before logging in again, once; None when there is nothing."""
    form = _taken(anywhere=False)
    if form is None:
        return None
    say(_("Det du hade fyllt i finns kvar. Kontrollera det och skicka igen."))
    return MultiDict([(name, value) for name, value in form["fields"]])


def _unclaimed() -> Texts:
    """The texts, for a page that has no other way to give them back to this person."""
    form = _taken(anywhere=True)
    return texts_in(form["fields"], form["blueprint"]) if form else []


def page_of(path: str) -> str:
    """The page that a form at this address stands on: the address itself, or the nearest above it that can be opened.

    Empty when only a public page is above it: what somebody wrote has nothing to do there.
    """
    adapter, parts = current_app.url_map.bind(""), path.rstrip("/").split("/")
    while len(parts) > 1:
        try:
            endpoint, _arguments = adapter.match("/".join(parts), method="GET")
        except HTTPException:
            parts.pop()
            continue
        entry = entry_of(current_app.view_functions[endpoint])
        return "/".join(parts) if entry is not None and entry.kind is not EntryKind.PUBLIC else ""
    return ""


def _taken(*, anywhere: bool) -> Page | None:
    kept: Kept | None = session.get(KEPT)
    if kept is None or request.method != "GET" or kept["whose"] != person_here():
        return None
    places = {""} if anywhere else set()
    found = next((one for one in kept["pages"] if {one["path"], one["page"]} & {request.path, *places}), None)
    if found is not None:
        session[KEPT] = {**kept, "pages": [one for one in kept["pages"] if one is not found]}
    return found
