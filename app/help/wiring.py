"""Joining this feature to the application."""

from flask import Flask

from app.help import about, routes
from app.help.about import OPERATOR
from settings.operator import Operator


def install(app: Flask, operator: Operator) -> None:
    """Add the pages, and whom they name."""
    OPERATOR.set(app, operator)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(about.blueprint)
