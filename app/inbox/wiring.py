"""Joining this feature to the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.inbox.cards import add_cards
from app.inbox.forms.bulk import BulkForm
from app.inbox.forms.lists import SearchForm
from app.inbox.routes import blueprint
from app.inbox.routes.navigation import carried
from app.web.carried import CARRIED
from app.web.form_texts import add_text_fields, add_text_names


def install(app: Flask) -> None:
    """Add the pages and the cards."""
    app.register_blueprint(blueprint)
    CARRIED.of(app).append(carried)
    for name in ("inbox", "cases"):  # the second: of a form that waits for its writer since an earlier release
        add_text_fields(app, name, BulkForm, SearchForm)
        add_text_names(app, name, {"name": _l("Namn")})  # a saved selection's
    add_cards(app)
