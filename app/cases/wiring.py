"""Joining this feature to the application."""

from flask import Flask

from app.cases import clock_jobs, handlers
from app.cases.cards import register_cards
from app.cases.forms import TEXTS, CaseForm
from app.cases.labels import WRONG
from app.cases.queries.visibility import attempt_on_case
from app.cases.routes import blueprint
from app.web.errors import add_lookup, add_sentences
from app.web.typed import add_text_fields

JOBS = (handlers, clock_jobs)


def install(app: Flask) -> None:
    """Add the pages, the cards and the jobs."""
    app.register_blueprint(blueprint)
    add_lookup(app, attempt_on_case)
    add_sentences(app, WRONG)
    add_text_fields(app, {name: getattr(CaseForm, name).args[0] for name in TEXTS})
    register_cards()
