"""Joining this feature to the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.cases import clock_jobs, handlers
from app.cases.bulk_form import BulkForm
from app.cases.cards import add_cards
from app.cases.forms import CaseForm
from app.cases.list_forms import SearchForm
from app.cases.queries.visibility import attempt_on_case
from app.cases.routes import blueprint
from app.cases.routes.way_back import carried
from app.jobs.registry import KINDS
from app.notices.kinds import NoticeEvent
from app.notices.services.telling import STILL_TRUE
from app.roles.services.groups import CLOSING_GUARDS
from app.web.carried import CARRIED
from app.web.errors import LOOKUPS
from app.web.typed_texts import add_text_fields, add_text_names


def install(app: Flask) -> None:
    """Add the pages, the cards and the jobs, and what cases answer to the floors below."""
    app.register_blueprint(blueprint)
    KINDS.of(app).add(handlers.JOBS)
    KINDS.of(app).add(clock_jobs.JOBS)
    STILL_TRUE.of(app).update(dict.fromkeys(handlers.OF_STEPS, handlers.step_stands))
    STILL_TRUE.of(app)[NoticeEvent.QUESTION_REMINDER] = clock_jobs.question_stands
    CLOSING_GUARDS.of(app).append(handlers.group_has_open_cases)
    CARRIED.of(app).append(carried)
    LOOKUPS.of(app).append(attempt_on_case)
    add_text_fields(app, "cases", CaseForm, BulkForm, SearchForm)
    add_text_names(app, "cases", {"name": _l("Namn")})  # a saved selection's
    add_cards(app)
