"""A line in the journal and a count for each request: the page's name, not its address; the kind of person, not who."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from sqlalchemy import Engine

from app.core import journal, measures
from app.core.db import count_connections, db
from app.web.assets import PREFIX

log = logging.getLogger("app.requests")
KEY = "vardinkorgen.request"
FILE, NOWHERE, FAILED = "file", "none", 500
QUIET = frozenset({FILE, "health.livez", "health.readyz"})
"""Asked every second by machines: counted, and told of at ``DEBUG`` only."""


@dataclass
class RequestSummary:
    """What is learnt of a request on its way. Files are answered before anybody asks who it is."""

    route: str = NOWHERE
    actor: str = ""
    status: int = FAILED


def request_summary() -> RequestSummary:
    """The request under way; of one that came around our door, one that nobody reads."""
    found: RequestSummary = request.environ.setdefault(KEY, RequestSummary())
    return found


class _Door:
    """Stands before everything that answers."""

    def __init__(self, answering: WSGIApplication, engine: Engine) -> None:
        self.answering, self.engine = answering, engine

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        seen = environ[KEY] = RequestSummary(FILE if environ.get("PATH_INFO", "").startswith(PREFIX) else NOWHERE)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            seen.status = int(status[:3])
            return start_response(status, headers, *more)

        began = time.monotonic()
        with journal.about(), measures.in_flight.track_inprogress():
            try:
                return self.answering(environ, start)
            finally:
                count_connections(self.engine)
                _log_request(seen, environ.get("REQUEST_METHOD", ""), time.monotonic() - began)


def _log_request(seen: RequestSummary, requested_method: str, took: float) -> None:
    method = requested_method if requested_method in measures.METHODS else measures.OTHER
    measures.count_request(seen.route, method, seen.status, took)
    level = logging.DEBUG if seen.route in QUIET else logging.INFO
    fields: dict[str, journal.Field] = {"method": method, "route": seen.route, "status": seen.status}
    if seen.actor:
        fields["actor"] = seen.actor
    journal.say(log, level, "request", **fields, ms=int(took * 1000))


def install(app: Flask) -> None:
    """Outermost: after everything else that wraps the application."""
    app.wsgi_app = _Door(app.wsgi_app, db.engine)  # type: ignore[method-assign]  # the documented way to wrap a Flask application
