"""What the next page says about what was just done, with a way to undo it while there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, flash, get_flashed_messages, session


@dataclass(frozen=True)
class Flash:
    """One line for the top of the next page. ``undo`` is the address that the button Ångra posts ``fields`` to."""

    kind: str
    text: str
    undo: str | None = None
    fields: Mapping[str, str] | None = None


def say(text: str, kind: str = "success", *, undo: str | None = None, fields: Mapping[str, str] | None = None) -> None:
    """Keep a line for the next page. Kinds: info, success, warning, danger. Never text that somebody wrote."""
    flash({"text": str(text), "undo": undo, "fields": dict(fields or {})}, kind)  # type: ignore[arg-type]  # kept as JSON


def unsay(text: str) -> None:
    """Take back a line that has not been shown."""
    waiting = session.get("_flashes", [])
    session["_flashes"] = [(kind, message) for kind, message in waiting if _read(kind, message).text != text]


def flashes() -> list[Flash]:
    """The lines that wait, oldest first, each once (a form may have been sent twice); they are gone afterwards.

    Takes plain ``flash("text")`` too.
    """
    waiting = cast("list[tuple[str, object]]", get_flashed_messages(with_categories=True))
    lines = [_read(kind, message) for kind, message in waiting]
    return [line for place, line in enumerate(lines) if line not in lines[:place]]


def _read(kind: str, message: object) -> Flash:
    known = kind if kind in {"info", "success", "warning", "danger"} else "info"
    if isinstance(message, Mapping):
        return Flash(known, message["text"], message.get("undo"), message.get("fields"))
    return Flash(known, str(message))


def install_flashes(app: Flask) -> None:
    """Give templates ``flashed()``."""
    app.jinja_env.globals["flashed"] = flashes
