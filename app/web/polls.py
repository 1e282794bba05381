"""Views that a page asks by the clock, and not a person: they keep no login session alive and lead nobody to the login page."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def polls(view: View) -> View:
    """Beside the entry mark. Such a view answers with numbers or a fragment and leaves nothing in the log."""
    view.polls = True  # type: ignore[attr-defined]  # a mark on the function itself, read below
    return view


def is_poll() -> bool:
    """Whether this request is one."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "polls", False))
