"""What the floors above leave with those below, kept on the application: docs/adr/0046-hooks-on-the-application.md."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

Value = TypeVar("Value")


class Hook(Generic[Value]):
    """A place on every application for one value: a constant of the module that reads it, filled by ``wiring.install``.

    ``empty`` makes what is found before that; without it there is nothing to be found: ``LookupError``.
    """

    def __init__(self, name: str, empty: Callable[[], Value] | None = None) -> None:
        self.name = name
        self.empty = empty

    def set(self, app: Flask, value: Value) -> None:
        """Leave the value on the application, in place of the one before."""
        _hooks(app)[self] = value

    def of(self, app: Flask) -> Value:
        """What is on the application; a list or a dictionary is added to."""
        hooks = _hooks(app)
        if self not in hooks:
            if self.empty is None:
                raise LookupError(self.name)
            hooks.setdefault(self, self.empty())
        value: Value = hooks[self]
        return value

    @property
    def current(self) -> Value:
        """What is on the application at work: in a request, a command or a job."""
        return self.of(current_app)


def _hooks(app: Flask) -> dict[Hook[Any], Any]:
    hooks: dict[Hook[Any], Any] = app.extensions.setdefault("hooks", {})
    return hooks
