"""Joining this feature to the application."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.audit.strangers import log_strangers
from app.authz.policy import Action
from app.jobs.registry import EACH_MINUTE
from app.review.forms import LogReviewForm
from app.review.routes import blueprint
from app.review.volume import log_high_read_volume
from app.web.cards import CARDS, Card
from app.web.form_texts import add_text_fields


def install(app: Flask) -> None:
    """Add the pages and the card."""
    app.register_blueprint(blueprint)
    add_text_fields(app, "review", LogReviewForm)
    hint = _l("Se vem som har läst och gjort något i en invånares ärenden")
    card = Card(12, _l("Logguppföljning"), "review.start", Action.REVIEW_LOG, hint, symbol="file-search")
    CARDS.of(app).append(card)
    EACH_MINUTE.of(app).append(log_high_read_volume)
    EACH_MINUTE.of(app).append(log_strangers)  # here, since the floor of the log knows no jobs
