"""Which page a form stood on, and in whose login session."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from flask import current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from app.authz.actors import Citizen, Staff
from app.core import clock
from app.core.errors import Attempt, Denied, Refusal, SomebodyElse
from app.core.hooks import Hook
from app.web.entry import EntryKind, entry_of
from app.web.form_size import form_of
from app.web.origin import came_from_us

LONGEST_OPEN = timedelta(hours=24)
"""No login session lives as long; a token that is older tells of no page that its owner has before them."""
View = TypeVar("View", bound=Callable[..., object])


class PageOwner(NamedTuple):
    """A person whose page it was, by id. ``child``: for whom they acted then as a proxy; ``side``: staff or citizen.

    ``clinic``: where they acted as staff.
    """

    person: str
    child: str = ""
    side: str = "staff"
    clinic: str = ""


class SwitchBack(NamedTuple):
    """How a person goes back to what they acted as when they opened a page.

    ``sentence``: as what; ``action`` takes a form with ``fields``, and is empty when they may act so no more.
    """

    sentence: str
    action: str = ""
    fields: Mapping[str, str] = MappingProxyType({})


class Logins(Protocol):
    """What logins know of a browser and of a page's token."""

    def person_of_browser(self) -> str:
        """The person whose login session the cookie is of, or was when it ended; empty for a visitor."""
        ...

    def owner_of(self, token: str) -> PageOwner | None:
        """In whose login session this token was made, be it over or not; None for a visitor's."""
        ...

    def switch_back(self, owner: PageOwner) -> SwitchBack:
        """For somebody who is here as something else now."""
        ...

    def is_of_cookie(self, token: str) -> bool | None:
        """Whether the token was made under the cookie that came; None when none came. Asks no database."""
        ...


LOGINS: Hook[Logins] = Hook("logins")


def here() -> PageOwner:
    """The current person, proxy or clinic, as a form's page records its owner; an empty id for a visitor."""
    match g.get("actor"):
        case Staff() as actor:
            return PageOwner(str(actor.staff_id), clinic=str(actor.clinic_id))
        case Citizen() as actor:
            return PageOwner(str(actor.citizen_id), str(actor.for_id or ""), "citizen")
        case _:
            return PageOwner("")


def owner_of_form() -> PageOwner | None:
    """Whose page the form of this request stood on, by its token, which only we can sign; None when that cannot be told.

    The token's own login session may be over: it is known all the same. An old token tells of nobody but who is here: it
    may have been copied.
    """
    token, age = _token_of_form()
    logins = LOGINS.current
    if here().person and token and token == session.get("csrf_token"):
        return here()
    owner = logins.owner_of(token)
    return owner if owner is not None and (age < LONGEST_OPEN or owner.person == logins.person_of_browser()) else None


def _token_of_form() -> tuple[str, timedelta]:
    """The token as we signed it, and how long ago; empty when we did not."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        token, signed_at = reader.loads(form_of(request).get("csrf_token", ""), return_timestamp=True)
    except BadData:
        return "", timedelta(0)
    return str(token), clock.now() - signed_at


def is_of_nobody_known() -> bool:
    """Whether the form stood on a page of ours, but nobody can tell whose: the login session is long forgotten."""
    return bool(_token_of_form()[0]) and owner_of_form() is None


def may_be_shown_here(*, ask_database: bool = True) -> bool:
    """Whether what was written in the form may stand on a page for who is here: the form was not on another's page.

    One that was on no page of ours is of whoever sent it, and so is any when nobody is logged in, nor was until now.
    """
    logins = LOGINS.current
    token = _token_of_form()[0]
    proven = logins.is_of_cookie(token) if token else True
    if proven is not False or not ask_database:
        return proven is not False
    person, owner = logins.person_of_browser(), owner_of_form()
    return not person or (owner is not None and owner.person == person)


def of_somebody_else() -> PageOwner | None:
    """The owner of the page that the form stood on, when another person is logged in here now."""
    owner = owner_of_form() if g.get("is_known") else None
    return owner if owner is not None and owner.person != LOGINS.current.person_of_browser() else None


def switch_back(owner: PageOwner) -> SwitchBack | None:
    """How to switch back to the clinic or proxy that the page was opened as; None when that is the current one."""
    return LOGINS.current.switch_back(owner) if owner != here() else None


def refuse_what_is_not_ours() -> None:
    """A form of another site, or of a page that somebody else had open before they were followed by who is here now."""
    if not came_from_us():
        raise Denied(Refusal.OTHER_ORIGIN, Attempt("other_origin", "route", None))
    refuse_what_is_somebody_elses()


def refuse_what_is_somebody_elses() -> None:
    """Also where the form was sent to an address that is not there: it is kept for whose page it was."""
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
