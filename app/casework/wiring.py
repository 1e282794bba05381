"""Joining this feature to the application."""

from flask import Flask

from app.casework import handlers
from app.casework.forms import CaseForm
from app.casework.routes import blueprint
from app.jobs.registry import KINDS
from app.web.form_texts import add_text_fields


def install(app: Flask) -> None:
    """Add the pages of a case and the job."""
    app.register_blueprint(blueprint)
    KINDS.of(app).add(handlers.JOBS)
    for name in ("casework", "cases"):  # the second: of a form that waits for its writer since an earlier release
        add_text_fields(app, name, CaseForm)
