"""The one place where errors become pages. Refused attempts on what exists go to the log in a commit of their own."""

import logging

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.audit.kinds import EventKind, Outcome
from app.audit.record import Event, Subject, record
from app.core.db import atomic, database_time
from app.core.errors import Attempt, Conflict, Denied, DomainError, Invalid, NotFound
from app.web.guard import current_actor, own_texts

log = logging.getLogger(__name__)

Page = tuple[str, int]


def install(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Denied, _denied)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _unexpected)


def refused(error: DomainError, outcome: Outcome = Outcome.DENIED) -> None:
    """Tell the log of a refusal; unknown objects are left out, or crawlers would fill it."""
    if error.attempt is None:
        return
    _record(error.attempt, error.code, outcome)


def _record(attempt: Attempt, code: str, outcome: Outcome) -> None:
    subjects = []
    if attempt.citizen_id is not None:
        case_id = attempt.resource_id if attempt.resource == "case" else None
        subjects = [Subject(attempt.citizen_id, case_id)]
    event = Event(
        EventKind.REFUSED,
        outcome=outcome,
        subjects=subjects,
        resource=attempt.resource,
        resource_id=attempt.resource_id,
        clinic_id=None,
        details={"action": attempt.action, "code": code},
    )
    with atomic() as session:
        record(session, current_actor(), event, database_time(session))


def _not_found(error: NotFound) -> Page:
    refused(error)
    return render_template("errors/404.html"), 404


def _denied(error: Denied) -> Page:
    refused(error)
    return render_template("errors/403.html"), 403


def _conflict(error: Conflict) -> Page:
    refused(error, Outcome.FAILED)
    return render_template(
        "errors/409.html", conflict=error, own_texts=own_texts()
    ), 409


def _invalid(error: Invalid) -> Page:
    return render_template(
        "errors/422.html", code=error.code, own_texts=own_texts()
    ), 422


def _forged(_error: CSRFError) -> Page:
    _record(Attempt("csrf", request.endpoint or "", None), "csrf", Outcome.DENIED)
    return render_template("errors/400.html", own_texts=own_texts()), 400


_PAGES = frozenset({400, 404, 405, 413, 429, 500, 503})


def _http(error: HTTPException) -> Page | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    page = code if code in _PAGES else 400
    return render_template(f"errors/{page}.html", own_texts=own_texts()), code


def _database(error: SQLAlchemyError) -> Page:
    """The log or the cases cannot be reached: nothing is shown and nothing was changed."""
    log.error(
        "database failed: %s request=%s", type(error).__name__, g.get("request_id", "")
    )
    return render_template("errors/503.html", own_texts=own_texts()), 503


def _unexpected(error: Exception) -> Page:
    if current_app.testing:
        raise error
    log.error(
        "unexpected %s request=%s",
        type(error).__name__,
        g.get("request_id", ""),
        exc_info=_without_text(error),
    )
    return render_template("errors/500.html", own_texts=own_texts()), 500


def _without_text(error: Exception) -> Exception:
    """The error with its trace but without its message, which may quote what somebody wrote."""
    return type(
        "Hidden", (Exception,), {"__module__": type(error).__module__}
    )().with_traceback(error.__traceback__)
