"""Tying this feature to the application."""

from flask import Flask

from app.notices import handlers
from app.notices.forms import AddressForm
from app.notices.routes import blueprint, demo_blueprint
from app.notices.services.post import PostOffice, use
from app.notices.start_page import register_unsent
from app.web.typed_texts import add_text_fields
from settings.environment import MADE_UP

JOBS = (handlers,)


def install(app: Flask) -> None:
    """Register pages and jobs, and set the way out for mail."""
    config = app.extensions["vardinkorgen"]
    shown = config.app_env in MADE_UP  # where /demo/notices exists
    use(PostOffice(config.smtp_url, config.mail_from, config.public_url, shown=shown, ca_file=config.ca_file))
    app.register_blueprint(blueprint)
    register_unsent()
    add_text_fields(app, "notices", AddressForm)
    if shown:
        app.register_blueprint(demo_blueprint)
