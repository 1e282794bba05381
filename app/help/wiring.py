"""Joining this feature to the application."""

from flask import Flask

from app.help import about, routes


def install(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(about.blueprint)
