"""Joining this feature to the application."""

from flask import Flask

from app.help.routes import blueprint


def install(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
