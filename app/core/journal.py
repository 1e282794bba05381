"""The journal: lines for whoever runs the product, set up in this one place for web servers, workers and commands.

A line never quotes anybody. What an error says may quote what was typed, and the database's a whole row, so that of each
error its kind and its way through the code are told and never its message. Libraries tell from ``WARNING`` on, whatever
the level: at lower ones they quote addresses, rows and tokens.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from app.core.clock import STOCKHOLM
from app.core.process import process_kind

Field = str | int | float
OUR_LOGGERS = ("app", "demo", "gunicorn")
JSON = "json"

_about: ContextVar[Mapping[str, Field]] = ContextVar("about", default=MappingProxyType({}))
_log = logging.getLogger(__name__)


@contextmanager
def about(**fields: Field) -> Iterator[None]:
    """Every line inside has these fields: the request, the job."""
    token = _about.set({**_about.get(), **fields})
    try:
        yield
    finally:
        _about.reset(token)


def is_about(**fields: Field) -> None:
    """From now on, until the ``about`` around it ends."""
    _about.set({**_about.get(), **fields})


def say(log: logging.Logger, level: int, message: str, **fields: Field) -> None:
    """One line with fields, which a machine can tell apart. Words from closed lists, numbers and ids only."""
    log.log(level, message, extra={"fields": fields})


def begin(level: str, form: str) -> None:
    """Send every line of this process to stderr; again, in another form or at another level, if called again."""
    chosen = level or ("WARNING" if process_kind() == "command" else "INFO")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == JSON else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(chosen)
    logging.captureWarnings(capture=True)
    sys.excepthook = _unforeseen
    threading.excepthook = _unforeseen_in_thread


class _Text(logging.Formatter):
    """``2026-11-27T08:40:01.123+01:00 WARNING web[4711] app.jobs.worker: job failed kind=send_notice …``."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields_of(record)
        place = f"{fields.pop('time')} {fields.pop('level')} {fields.pop('process')}[{fields.pop('pid')}] {fields.pop('logger')}:"
        line = " ".join([place, str(fields.pop("message")), *(f"{name}={value}" for name, value in fields.items())])
        whole = _one_line(line)
        return whole + "\n" + self.formatException(record.exc_info) if record.exc_info else whole

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return way_of(ei[1])


class _Json(JsonFormatter):
    """The same as one JSON document a line."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, _message_dict: dict[str, Any]) -> None:
        log_data.update(_fields_of(record))
        if record.exc_info:
            log_data["error"] = way_of(record.exc_info[1])


def _fields_of(record: logging.LogRecord) -> dict[str, Field]:
    moment = datetime.fromtimestamp(record.created, UTC).astimezone(STOCKHOLM)
    return {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "process": process_kind(),
        "pid": record.process or os.getpid(),
        "logger": record.name,
        "message": record.getMessage(),
        **getattr(record, "fields", {}),
        **_about.get(),
    }


def way_of(error: BaseException | None) -> str:
    """What kinds of errors, the innermost cause first, and where in the code; never what they say."""
    causes: list[str] = []
    while error is not None and len(causes) < MAX_CAUSES:
        frames = "".join(traceback.format_tb(error.__traceback__))
        causes.insert(0, f"{frames}{named(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(causes)


MAX_CAUSES = 10


class Hidden(Exception):
    """An error of the kind that its message names, whose own message is kept out of the journal."""


def without_text(error: BaseException) -> Hidden:
    """What a line may carry of an error, however it is printed."""
    return Hidden(named(error)).with_traceback(error.__traceback__)


def named(error: BaseException) -> str:
    """The kind of error, and the database's own code for it, such as ``QueryCanceled 57014``."""
    if isinstance(error, Hidden):
        return str(error)
    inner = getattr(error, "orig", None) or error
    code = getattr(inner, "sqlstate", None) or getattr(inner, "sqlite_errorname", None)
    return f"{type(inner).__name__} {code}" if code else type(inner).__name__


def _one_line(text: str) -> str:
    """No sign that could begin a line of its own or steer a terminal."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _unforeseen(_kind: type[BaseException], error: BaseException, _way: TracebackType | None) -> None:
    """What ends the process without anybody taking care of it."""
    if not isinstance(error, KeyboardInterrupt):
        _log.critical("ended by %s", type(error).__name__, exc_info=error)


def _unforeseen_in_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        _log.critical("a thread was ended by %s", type(ended.exc_value).__name__, exc_info=ended.exc_value)
