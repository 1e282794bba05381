"""Another value in a hook of the application, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask

from app.core.hooks import Hook

Value = TypeVar("Value")


@contextmanager
def instead(app: Flask, hook: Hook[Value], value: Value) -> Iterator[None]:
    """What was there comes back afterwards."""
    before = hook.of(app)
    hook.set(app, value)
    try:
        yield
    finally:
        hook.set(app, before)
