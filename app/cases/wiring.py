"""Joining this feature to the application."""

from flask import Flask

from app.cases import handlers
from app.cases.cards import register_cards
from app.cases.routes import blueprint

JOBS = (handlers,)


def install(app: Flask) -> None:
    """Add the pages, the cards and the jobs."""
    app.register_blueprint(blueprint)
    register_cards()
