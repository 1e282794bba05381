"""Which page a form stood on, and in whose login session."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeVar

from flask import current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from app.authz.actors import Citizen, Staff
from app.core.errors import Attempt, Denied, SomebodyElse
from app.web.entry import EntryKind, entry_of
from app.web.form_size import form_of
from app.web.origin import came_from_us

LONGEST_OPEN = 24 * 60 * 60
"""Seconds. No login session lives as long; a token that is older tells of no page that its owner has before them."""
View = TypeVar("View", bound=Callable[..., object])


class PageOwner(NamedTuple):
    """A person whose page it was, by id. ``child``: for whom they acted then as a proxy; ``side``: staff or citizen."""

    person: str
    child: str = ""
    side: str = "staff"


class Logins(Protocol):
    """What logins know of a browser and of a page's token."""

    def person_of_browser(self) -> str:
        """The person whose login session the cookie is of, or was when it ended; empty for a visitor."""
        ...

    def owner_of(self, token: str) -> PageOwner | None:
        """In whose login session this token was made, be it over or not; None for a visitor's."""
        ...


def here() -> PageOwner:
    """Who asks; an empty id for a visitor."""
    match g.get("actor"):
        case Staff() as actor:
            return PageOwner(str(actor.staff_id))
        case Citizen() as actor:
            return PageOwner(str(actor.citizen_id), str(actor.for_id or ""), "citizen")
        case _:
            return PageOwner("")


def owner_of_form() -> PageOwner | None:
    """Whose page the form of this request stood on, by its token, which only we can sign; None when that cannot be told.

    The token's own login session may be over: it is known all the same.
    """
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        token = str(reader.loads(form_of(request).get("csrf_token", ""), max_age=LONGEST_OPEN))
    except BadData:
        return None
    logins: Logins = current_app.extensions["logins"]
    return here() if here().person and token == session.get("csrf_token") else logins.owner_of(token)


def of_somebody_else() -> PageOwner | None:
    """The owner of the page that the form stood on, when another person is logged in here now."""
    owner = owner_of_form() if g.get("is_known") else None
    logins: Logins = current_app.extensions["logins"]
    return owner if owner is not None and owner.person != logins.person_of_browser() else None


def refuse_what_is_not_ours() -> None:
    """A form of another site, or of a page that somebody else had open before they were followed by who is here now."""
    if not came_from_us():
        raise Denied("other-origin", Attempt("other_origin", "route", None))
    if g.get("is_known") and request.form and of_somebody_else() is not None:  # a form that cannot be read says so here
        raise SomebodyElse(Attempt("other_login", "route", None))


def stands_on(endpoint: str) -> Callable[[View], View]:
    """For a form whose page is not at its own address or above it: the endpoint of that page, with the same arguments."""

    def mark(view: View) -> View:
        view.stands_on = endpoint  # type: ignore[attr-defined]  # a mark on the function itself, read below
        return view

    return mark


def page_of(path: str) -> str:
    """The page that a form at this address stands on: what its view names, the address itself, or the nearest above it.

    Empty when only a public page is above it: what somebody wrote has nothing to do there.
    """
    adapter, parts = current_app.url_map.bind(""), path.rstrip("/").split("/")
    with suppress(HTTPException):
        endpoint, arguments = adapter.match(path, method="POST")
        named = getattr(current_app.view_functions[endpoint], "stands_on", None)
        if named is not None:
            return adapter.build(named, arguments)
    while len(parts) > 1:
        try:
            endpoint, _arguments = adapter.match("/".join(parts), method="GET")
        except HTTPException:
            parts.pop()
            continue
        entry = entry_of(current_app.view_functions[endpoint])
        return "/".join(parts) if entry is not None and entry.kind is not EntryKind.PUBLIC else ""
    return ""
