"""Closed unless opened: every view carries an entry mark, and the guard asks it before anything else runs.

The mark opens the door to a route; whether this person may see this case is asked by the operation.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from flask import Flask, current_app, g, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from app.authz.actors import Actor, Citizen, Staff, Visitor
from app.authz.policy import Action, may_ever, role_for
from app.core.errors import Attempt, Denied, Refusal, RightsEnded
from app.core.hooks import Hook
from app.web import whose_page
from app.web.diagnostics import log_error
from app.web.entry import Entry, EntryKind, entry_of
from app.web.fields import ReadRequest
from app.web.form_page import page_of, refuse_what_is_not_ours, refuse_what_is_somebody_elses
from app.web.form_texts import own_texts
from app.web.kept_forms import keep_sent_form, look_for_what_waits
from app.web.polls import is_poll
from app.web.prefetch import REFUSAL, is_prefetch

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Admission(NamedTuple):
    """What the guard asks of logins.

    ``load_actor``: who asks. ``actor_at_login``: with which rights that person logged in. ``require_fresh``: the answer
    that leads to a fresh login, or None when it is fresh. ``why_ended``: why the session ended, and whether a new login
    leads back; no text when none ended.
    """

    load_actor: Callable[[], Actor]
    actor_at_login: Callable[[Actor], Actor | None]
    require_fresh: Callable[[], BaseResponse | tuple[str, int] | None]
    why_ended: Callable[[], tuple[str, bool]]


ADMISSION: Hook[Admission] = Hook("admission")
FORGERY: Hook[CSRFProtect] = Hook("forgery protection")


class Unmarked(TypeError):
    """A view without an entry mark was registered."""


class Application(Flask):
    """Flask, but a route whose view has no entry mark cannot be registered, and what is sent is read as text."""

    request_class = ReadRequest

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Register a marked view, or raise ``Unmarked``."""
        if view_func is not None and entry_of(view_func) is None:
            raise Unmarked(rule)
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def log_exception(self, exc_info: Any) -> None:
        """What no error page took care of, such as an error of an error page: told without its message."""
        log_error(exc_info[1])


def _marked(entry: Entry) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.entry = entry  # type: ignore[attr-defined]  # a mark on the function itself, read by Application
        return view

    return mark


def public(view: View) -> View:
    """Anybody, logged in or not."""
    return _marked(Entry(EntryKind.PUBLIC))(view)


def public_to_servers(view: View) -> View:
    """Called by another machine, whose signature the view checks if it matters: no session, no CSRF token, any origin."""
    return _marked(Entry(EntryKind.PUBLIC, other_origin=True))(view)


def signed_in(view: View) -> View:
    """Staff and citizens alike."""
    return _marked(Entry(EntryKind.SIGNED_IN))(view)


def staff_entry(action: Action | None = None) -> Callable[[View], View]:
    """Staff whose roles at the chosen clinic could ever allow the action; any staff when there is none."""
    return _marked(Entry(EntryKind.STAFF, action))


def citizen_entry(action: Action | None = None) -> Callable[[View], View]:
    """Citizens, for themselves or as a proxy."""
    return _marked(Entry(EntryKind.CITIZEN, action))


def fresh_login(view: View) -> View:
    """Beside an entry for people: only with a login of the last minutes. An older one is sent to log in again."""
    view.fresh_login = True  # type: ignore[attr-defined]  # a mark on the function itself, read by the guard
    return view


def file_of(page: str) -> Callable[[View], View]:
    """Used with ``fresh_login`` on a download: after the login, go to this page (an endpoint with the same arguments) instead.

    A browser that is redirected to a download keeps showing the login page.
    """

    def mark(view: View) -> View:
        view.file_of = page  # type: ignore[attr-defined]  # a mark on the function itself, read when a login is not fresh
        return view

    return mark


def wants_fresh_login(view: object) -> bool:
    """Whether the view carries that mark."""
    return bool(getattr(view, "fresh_login", False))


def current_actor() -> Actor:
    """Who asks, as of this request."""
    actor: Actor = g.get("actor") or Visitor()
    return actor


def current_staff() -> Staff:
    """The member of staff who asks; only in views with a staff entry."""
    actor = current_actor()
    if not isinstance(actor, Staff):
        raise Denied
    return actor


def current_citizen() -> Citizen:
    """The citizen who asks; only in views with a citizen entry."""
    actor = current_actor()
    if not isinstance(actor, Citizen):
        raise Denied
    return actor


def install(app: Flask, forgery: CSRFProtect) -> None:
    """Ask the entry mark before every request, and then the token of forms.

    In this order, so that a form sent after the session's end is answered with a way to log in and the typed text.
    """
    FORGERY.set(app, forgery)
    app.before_request(_guard)
    whose_page.install(app)


def _guard() -> BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]] | None:
    if is_prefetch() and request.method in SAFE_METHODS:
        return REFUSAL
    view = current_app.view_functions.get(request.endpoint or "")
    entry = entry_of(view)
    if entry is None:  # no such address: Flask answers 404 or 405
        if request.method not in SAFE_METHODS:
            g.actor = ADMISSION.current.load_actor()
            refuse_what_is_somebody_elses()
        return None
    g.actor = Visitor() if entry.other_origin else ADMISSION.current.load_actor()
    if request.method not in SAFE_METHODS and not entry.other_origin:
        refuse_what_is_not_ours()
    look_for_what_waits()
    answer = _entrance(entry)
    if answer is None and request.method not in SAFE_METHODS and not entry.other_origin:
        FORGERY.current.protect()
    if answer is None and wants_fresh_login(view):
        answer = ADMISSION.current.require_fresh()
    return answer


def _entrance(entry: Entry) -> BaseResponse | tuple[str, int] | None:
    match entry.kind:
        case EntryKind.PUBLIC:
            return None
        case EntryKind.SIGNED_IN:
            return _to_login("auth.login_staff") if isinstance(g.actor, Visitor) else None
        case EntryKind.STAFF:
            return _admit(entry, Staff, "auth.login_staff")
        case EntryKind.CITIZEN:
            return _admit(entry, Citizen, "auth.login_citizen")


def _admit(entry: Entry, kind: type[Staff] | type[Citizen], login: str) -> BaseResponse | tuple[str, int] | None:
    actor: Actor = g.actor
    if isinstance(actor, Visitor):
        return _to_login(login)
    if isinstance(actor, kind) and (entry.action is None or may_ever(actor, entry.action)):
        return None
    if request.method not in SAFE_METHODS and entry.action is not None and (role := _former_role(actor, entry.action)):
        keep_sent_form()
        raise RightsEnded(replace(_attempt(entry), role=role))
    raise Denied(Refusal.NO_ENTRY, _attempt(entry))


def _former_role(actor: Actor, action: Action) -> str:
    """The role in which the person could do this when they logged in: then the page was theirs, and sending is no attempt."""
    before = ADMISSION.current.actor_at_login(actor)
    return role_for(before, action) if before is not None and may_ever(before, action) else ""


def _attempt(entry: Entry) -> Attempt:
    arguments = request.view_args or {}
    named = next((value for value in arguments.values() if isinstance(value, UUID)), None)
    return Attempt(entry.action.value if entry.action else "enter", request.endpoint or "", named)


def _to_login(endpoint: str) -> BaseResponse | tuple[str, int]:
    if is_poll():
        return "", 401
    if request.method in SAFE_METHODS:
        return redirect(url_for(endpoint, next=request.full_path.rstrip("?")), 303)
    is_kept = keep_sent_form()
    session.pop("ended", None)  # this page says it
    login = url_for(endpoint, next=page_of(request.path) or "/")
    why, leads_back = ADMISSION.current.why_ended()
    page = render_template(
        "errors/401.html", own_texts=own_texts(), is_kept=is_kept, login=login, why=why, leads_back=leads_back
    )
    return page, 401
