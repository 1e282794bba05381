"""The one place where errors become pages. Refused attempts on what exists go to the log in a commit of their own."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.audit.events import Event, Subject, write_event
from app.audit.kinds import Attempted, EventKind, Outcome
from app.audit.strangers import count_stranger
from app.audit.unsealing import unsealing_failed
from app.authz.actors import Visitor
from app.authz.policy import role_for
from app.core import clock
from app.core.crypto import Unreadable
from app.core.db import atomic, database_time, session
from app.core.errors import (
    Attempt,
    Conflict,
    Denied,
    DomainError,
    ErrorCode,
    Invalid,
    NotFound,
    Refusal,
    RightsEnded,
    SomebodyElse,
    TooMany,
)
from app.core.hooks import Hook
from app.core.journal import named
from app.web.autosave import is_autosave
from app.web.diagnostics import log_error
from app.web.form_page import here, of_somebody_else, owner_of_form, page_of, switch_back
from app.web.form_texts import own_texts, sent_texts
from app.web.guard import SAFE_METHODS, current_actor
from app.web.kept_forms import keep_sent_form, take_back_promise
from app.web.sentences import sentence_for
from app.web.shell import Shell

log = logging.getLogger(__name__)

Page = tuple[str, int]
LOOKUPS: Hook[list[Callable[[UUID], Attempt | None]]] = Hook("lookups", list)
"""Tell what an id in an address stands for, so that the log can name its clinic and citizen."""
FIRST_ERROR = 400


def install(app: Flask) -> None:
    """Register the error pages."""
    handlers: dict[type[Exception], Callable[..., Any]] = {
        NotFound: _not_found,
        Denied: _denied,
        Conflict: _conflict,
        RightsEnded: _rights_ended,
        SomebodyElse: _somebody_else,
        TooMany: _too_many,
        Invalid: _invalid,
        CSRFError: _forged,
        Unreadable: _unreadable,
        HTTPException: _http,
        SQLAlchemyError: _database,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, _promising_nothing(handler))


def _promising_nothing(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap an error handler so that its page does not promise to restore what was typed."""

    def answer(error: Exception) -> Any:
        take_back_promise()
        return handler(error)

    return answer


_STRANGERS = {"csrf": Attempted.FORM_WITHOUT_TOKEN, "other_origin": Attempted.FORM_OF_ANOTHER_SITE}
_STRANGERS |= dict.fromkeys(("login_from_network", "login_in_browser"), Attempted.LOGIN_TOO_OFTEN)


def refused(error: DomainError, outcome: Outcome = Outcome.DENIED) -> None:
    """Tell the log of a refusal; what does not exist is left out, or crawlers would fill it."""
    if error.attempt is not None:
        _log_attempt(_completed(error.attempt), error.code, outcome)


def refused_as_failed(error: DomainError) -> None:
    """Tell the log of what came too late, when a page of its own explains it: no attempt at what one may not do."""
    refused(error, Outcome.FAILED)


def _completed(attempt: Attempt) -> Attempt:
    """A refusal at the door knows only an id from the address: find out what it is."""
    if attempt.resource_id is None or attempt.citizen_id is not None or attempt.clinic_id is not None:
        return attempt
    session().rollback()
    found = (lookup(attempt.resource_id) for lookup in LOOKUPS.current)
    known = next((one for one in found if one is not None), None)
    return replace(known, action=attempt.action, role=attempt.role) if known is not None else attempt


def _log_attempt(attempt: Attempt, code: ErrorCode, outcome: Outcome) -> None:
    if isinstance(current_actor(), Visitor) and not g.get("is_known"):
        count_stranger(_STRANGERS.get(attempt.action, Attempted.OTHER))
        return
    case_id = attempt.resource_id if attempt.resource == "case" else None
    subjects = [Subject(attempt.citizen_id, case_id)] if attempt.citizen_id is not None else []
    details = {"action": attempt.action, "code": code.value}
    if attempt.clinic_id is not None:
        details["of_clinic"] = str(attempt.clinic_id)
    event = Event(
        EventKind.REFUSED,
        outcome=outcome,
        role=attempt.role or role_for(current_actor(), attempt.action),
        relation=attempt.relation,
        subjects=subjects,
        resource=attempt.resource,
        resource_id=attempt.resource_id,
        clinic_id=attempt.clinic_id,
        details=details,
    )
    with atomic() as current:
        write_event(current, current_actor(), event, database_time(current))


def _not_found(error: NotFound) -> Page:
    refused(error)
    return render_template("errors/404.html", own_texts=own_texts()), 404


def _denied(error: Denied) -> Page:
    refused(error)
    return render_template("errors/403.html", own_texts=own_texts()), 403


def _conflict(error: Conflict) -> Page:
    refused(error, Outcome.FAILED)
    reason = sentence_for(error)
    return render_template("errors/409.html", conflict=error, reason=reason, own_texts=own_texts()), 409


def _rights_ended(error: RightsEnded) -> Page:
    named = next((value for value in (request.view_args or {}).values() if isinstance(value, UUID)), None)
    error.attempt = error.attempt or Attempt("act", request.endpoint or "", named)
    refused(error, Outcome.FAILED)
    return render_template("errors/409.html", rights_ended=True, own_texts=own_texts()), 409


def _somebody_else(error: SomebodyElse) -> Page | tuple[str, int, dict[str, str]]:
    """What was typed is kept for whose page it was, and nothing on the page is about either of the two."""
    owner, is_kept = of_somebody_else(), keep_sent_form()
    if is_autosave():  # a page that saves itself would fill the log
        return "", 409, {"X-Kept": "1"} if is_kept or not sent_texts() else {}
    refused_as_failed(error)
    again = url_for(f"auth.login_{owner.side if owner else 'staff'}", fresh="1")
    nobody, has_texts = Shell(locale=str(get_locale() or "sv")), bool(sent_texts())
    page = render_template("errors/somebody_else.html", shell=nobody, is_kept=is_kept, has_texts=has_texts, again=again)
    return page, 409


def _too_many(error: TooMany) -> tuple[str, int, dict[str, str]]:
    """Nothing was done. What was typed is kept, and stands on the page as well."""
    refused(error)
    if request.method not in SAFE_METHODS:
        keep_sent_form()
    wait = max(1, int((error.until - clock.now()).total_seconds()) + 1)
    page = render_template("errors/429.html", own_texts=own_texts(), until=error.until)
    return page, 429, {"Retry-After": str(wait)}


def _invalid(error: Invalid) -> Page:
    return render_template("errors/422.html", reason=sentence_for(error), own_texts=own_texts()), 422


def _forged(_error: CSRFError) -> Page:
    """Without a token, or with that of another login session of the same person: then the page was theirs."""
    owner = owner_of_form()
    if owner is not None and owner.person == here().person:
        _log_attempt(Attempt("other_login", "route", None), Refusal.OTHER_LOGIN, Outcome.FAILED)
        page = {"is_kept": keep_sent_form(), "again": page_of(request.path) or "/", "switch_back": switch_back(owner)}
        return render_template("errors/400.html", own_texts=own_texts(), **page), 400
    _log_attempt(Attempt("csrf", request.endpoint or "", None), Refusal.NO_TOKEN, Outcome.DENIED)
    return render_template("errors/400.html", own_texts=own_texts()), 400


_PAGES = frozenset({400, 404, 405, 413, 429, 500, 503})


def _http(error: HTTPException) -> Page | HTTPException:
    if isinstance(
        cause := getattr(error, "original_exception", None), SQLAlchemyError
    ):  # after the view: keeping the session
        return _database(cause)
    code = error.code or 500
    if code < FIRST_ERROR:  # a redirect raised as an exception is no error
        return error
    page = code if code in _PAGES else FIRST_ERROR
    return render_template(f"errors/{page}.html", own_texts=own_texts()), code


def _database(error: SQLAlchemyError) -> Page:
    """The log or the cases cannot be reached: nothing is shown and nothing was changed."""
    reference = g.get("request_id", "")
    log.error("database failed: %s", named(error))
    return render_template("errors/503.html", own_texts=own_texts(ask_database=False), reference=reference), 503


def _unreadable(error: Unreadable) -> Page:
    """Sealed text was changed or moved, or belongs to another key: nothing of it is shown, and people are told."""
    session().rollback()
    table = error.place.table if error.place else ""
    about = _completed(Attempt("open_sealed", "case" if error.case_id else table, error.case_id))
    event = unsealing_failed(error, about)
    with atomic() as current:
        write_event(current, current_actor(), event, database_time(current))
    page = render_template("errors/500.html", own_texts=own_texts(), reference=g.get("request_id", ""), unreadable=True)
    return page, 500


def _unexpected(error: Exception) -> Page:
    if current_app.testing:
        raise error
    reference = g.get("request_id", "")
    log_error(error)
    return render_template("errors/500.html", own_texts=own_texts(), reference=reference), 500
