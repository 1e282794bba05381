"""Tying this feature to the application."""

from pathlib import Path
from typing import Protocol

from flask import Flask

from app.jobs.registry import AT_REST, KINDS, STATUS_LINES
from app.notices.forms import AddressForm
from app.notices.handlers import JOBS, last_day
from app.notices.routes import blueprint, demo_blueprint
from app.notices.services.post import OFFICE, PostOffice, hang_up
from app.notices.start_page import unsent_above
from app.web.cards import ABOVE_CARDS
from app.web.form_texts import add_text_fields
from settings.environment import MADE_UP


class MailSettings(Protocol):
    """What this feature reads of the configuration."""

    @property
    def app_env(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def smtp_url(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def ca_file(self) -> Path | None: ...


def install(app: Flask, settings: MailSettings) -> None:
    """Add the pages and the jobs, and set the way out for mail."""
    shown = settings.app_env in MADE_UP  # where /demo/notices exists
    OFFICE.set(
        app,
        PostOffice(settings.smtp_url, settings.mail_from, settings.public_url, shown=shown, ca_file=settings.ca_file),
    )
    app.register_blueprint(blueprint)
    KINDS.of(app).add(JOBS)
    AT_REST.of(app).append(hang_up)
    STATUS_LINES.of(app).append(last_day)
    ABOVE_CARDS.of(app).append(unsent_above)
    add_text_fields(app, "notices", AddressForm)
    if shown:
        app.register_blueprint(demo_blueprint)
