"""Joining this feature to the application. It has no pages of its own: cases and portal use its template macros."""

from flask import Blueprint, Flask


def install(app: Flask) -> None:
    """Let templates find ``catalog/…``."""
    app.register_blueprint(Blueprint("catalog", __name__, template_folder="templates"))
