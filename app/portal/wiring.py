"""Joining this feature to the application."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.catalog.answers import PREFIX
from app.portal.forms import AnswerForm
from app.portal.queries.pages import question_labels
from app.portal.routes import blueprint
from app.web.form_texts import TEXT_NAMERS, add_text_fields, add_text_names
from app.web.start import language


def install(app: Flask) -> None:
    """Add the pages, and words for what can go wrong on them."""
    app.register_blueprint(blueprint)
    add_text_fields(app, "portal", AnswerForm)
    add_text_names(app, "portal", {PREFIX: AnswerForm.body.args[0]})
    TEXT_NAMERS.of(app)["portal.answer_questions"] = _labels


def _labels(arguments: Mapping[str, Any]) -> Mapping[str, str]:
    return question_labels(arguments["case_type_id"], language())
