"""Joining this feature to the application."""

from flask import Flask

from app.catalog.answers import PREFIX
from app.portal.forms import AnswerForm
from app.portal.labels import WRONG
from app.portal.routes import blueprint
from app.web.errors import add_sentences
from app.web.typed import add_text_fields, add_text_names


def install(app: Flask) -> None:
    """Add the pages, and words for what can go wrong on them."""
    app.register_blueprint(blueprint)
    add_sentences(app, WRONG)
    add_text_fields(app, "portal", AnswerForm)
    add_text_names(app, "portal", {PREFIX: AnswerForm.body.args[0]})
