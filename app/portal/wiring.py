"""Joining this feature to the application."""

from flask import Flask

from app.portal.labels import WRONG
from app.portal.routes import blueprint
from app.web.errors import add_sentences


def install(app: Flask) -> None:
    """Add the pages, and words for what can go wrong on them."""
    app.register_blueprint(blueprint)
    add_sentences(app, WRONG)
