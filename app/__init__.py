"""Vårdinkorgen: secure messages between citizens and clinics."""

import logging
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

from app.core import crypto
from app.core.db import db, engine_options, install
from app.limits.kinds import LIMITS_IN_USE
from app.web.form_size import MAX_FIELDS
from app.web.guard import Application
from app.web.request_line import install as tell_of_requests
from config import Config, ConfigError
from settings.database_address import for_sqlalchemy


def create_app(config: Config) -> Flask:
    """Tie the floors together, in the one order that works: session, guard, forgery protection, pages."""
    app = Application(__name__, static_folder=None)
    app.config.update(flask_settings(config))
    logging.getLogger("authlib").setLevel(logging.WARNING)  # at DEBUG it prints the code verifier
    crypto.use(_keyring(config))
    LIMITS_IN_USE.set(app, config.limits)
    db.init_app(app)
    with app.app_context():
        install(db.engine)
        _install_web(app, config)
        _install_jobs(app)
        _install_features(app, config)
        tell_of_requests(app)
    _install_commands(app, config)
    return app


def _keyring(config: Config) -> crypto.Keyring:
    """Load the key file; ``ConfigError`` when it cannot be used. Production has checked it before, with its environment."""
    try:
        return crypto.Keyring.load(config.keyring_path)
    except crypto.KeyringError as fault:
        raise ConfigError([f"KEYRING: {str(fault)[:-1]}"]) from fault


def flask_settings(config: Config) -> dict[str, object]:
    """The values for ``app.config`` that follow from our own configuration."""
    return {
        "TESTING": config.app_env == "test",
        "SECRET_KEY": config.secret_key,
        "PREFERRED_URL_SCHEME": urlsplit(config.public_url).scheme,
        "SQLALCHEMY_DATABASE_URI": for_sqlalchemy(config.database_url),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url, prepare=config.database_prepare),
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "MAX_FORM_PARTS": MAX_FIELDS,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_SSL_STRICT": False,  # asks for a Referer over https, which no page of ours lets a browser send
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
    }


def _install_web(app: Flask, config: Config) -> None:
    from app.auth.shell import current_shell
    from app.auth.wiring import install as install_auth
    from app.readiness.wiring import install as install_readiness
    from app.web import assets, errors, flashes, form_size, formats, guard, headers, origin, requests, shell, start

    _install_texts(app)
    install_auth(app, config)
    origin.install(app, config.public_url)
    requests.install(app, config.trusted_proxies)
    install_readiness(app, config)  # its door before everything that asks the database
    form_size.install(app)
    guard.install(app, CSRFProtect(app))
    errors.install(app)
    headers.install_headers(app, (config.staff_oidc.issuer, config.citizen_oidc.issuer))
    formats.install_formats(app)
    flashes.install_flashes(app)
    shell.install_shell(app, current_shell)
    assets.serve_static(app)
    app.register_blueprint(start.blueprint)
    app.register_blueprint(start.language_blueprint)


def _install_jobs(app: Flask) -> None:
    """Register the kinds of job of the floors below the features."""
    from app.jobs import worker
    from app.jobs.registry import KINDS
    from app.limits import counting
    from app.operations import JOBS

    for jobs in (worker.JOBS, counting.JOBS, JOBS):
        KINDS.of(app).add(jobs)


def _install_texts(app: Flask) -> None:
    from app.web import page_texts, start

    Babel(app, locale_selector=start.chosen_language)
    page_texts.install_page_texts(app)


def _install_features(app: Flask, config: Config) -> None:
    from app.admin.wiring import install as admin
    from app.asked.wiring import install as asked
    from app.cases.wiring import install as cases
    from app.casework.wiring import install as casework
    from app.catalog.wiring import install as catalog
    from app.help.wiring import install as help_pages
    from app.inbox.wiring import install as inbox
    from app.notices.wiring import install as notices
    from app.portal.wiring import install as portal
    from app.review.wiring import install as review

    notices(app, config)
    for install_feature in (catalog, asked, cases, inbox, casework, portal, admin, review):
        install_feature(app)
    help_pages(app, config.operator)


def _install_commands(app: Flask, config: Config) -> None:
    from app.cli import install as install_commands

    install_commands(app, config)


__all__ = ["create_app"]
