"""What the product sends to its database: listened to, or made to fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from app.core.db import db


@contextmanager
def before_each(app: Flask, told: Callable[[str, object], None]) -> Iterator[None]:
    """Call ``told`` with each statement and its values before it is sent. What it raises, the product meets."""

    def listen(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        told(statement, values)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@contextmanager
def sent_to_database(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent while the block runs, in order."""
    sent: list[str] = []
    with before_each(app, lambda statement, _values: sent.append(statement)):
        yield sent
