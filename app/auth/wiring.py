"""Joining logins to the application: the session, the actor of each request, the identity providers, the pages."""

from pathlib import Path
from typing import Protocol

from flask import Flask, g, session

from app.auth import oidc_client
from app.auth.actors import LIMIT_TABLE, actor_at_login, go_on_as_nobody, install_flask_login, load_actor
from app.auth.form_owners import FormOwners
from app.auth.forms import PersonalSettingsForm
from app.auth.jobs import JOBS
from app.auth.kinds import EndReason
from app.auth.labels import ended_because
from app.auth.login_sessions import LoginSessions, current_login, login_session, this_browser
from app.auth.oidc_client import OidcSettings
from app.auth.rights import citizens_rights_now, staff_rights_now
from app.auth.routes import blueprint
from app.auth.services.network_changes import log_network_change
from app.auth.services.turns import SessionOver
from app.auth.session_limits import Limits, LimitTable
from app.auth.shell import shell_of
from app.auth.step_up import require_fresh
from app.authz.actors import Actor, Citizen, Staff
from app.jobs.registry import KINDS
from app.transaction import RIGHTS_READERS
from app.web import kept_forms
from app.web.form_page import LOGINS
from app.web.form_texts import add_text_fields
from app.web.guard import ADMISSION, Admission
from app.web.kept_forms import WAITING

UNEXPLAINED = frozenset({EndReason.LOGGED_OUT, EndReason.REPLACED})
SHUT_OUT = frozenset({EndReason.NO_GRANT, EndReason.LOCKED})
"""After these a new login leads nowhere."""


class AuthSettings(Protocol):
    """What this feature reads of the configuration."""

    @property
    def public_url(self) -> str: ...
    @property
    def ca_file(self) -> Path | None: ...
    @property
    def staff_oidc(self) -> OidcSettings: ...
    @property
    def citizen_oidc(self) -> OidcSettings: ...
    @property
    def staff_session(self) -> Limits: ...
    @property
    def trusted_session(self) -> Limits: ...
    @property
    def citizen_session(self) -> Limits: ...


def install(app: Flask, settings: AuthSettings) -> None:
    """Before the guard, which asks for the actor."""
    app.session_interface = LoginSessions(str(app.secret_key), https=settings.public_url.startswith("https://"))
    LIMIT_TABLE.set(app, LimitTable(settings.staff_session, settings.trusted_session, settings.citizen_session))
    oidc_client.install(app, settings.staff_oidc, settings.citizen_oidc, settings.ca_file)
    install_flask_login(app)
    ADMISSION.set(app, Admission(_load, actor_at_login, require_fresh, _why_ended))
    app.register_error_handler(SessionOver, go_on_as_nobody)
    RIGHTS_READERS.of(app).update({Staff: staff_rights_now, Citizen: citizens_rights_now})
    LOGINS.set(app, FormOwners())
    WAITING.set(app, FormOwners())
    kept_forms.install(app)
    add_text_fields(app, "auth", PersonalSettingsForm)
    app.register_blueprint(blueprint)
    KINDS.of(app).add(JOBS)


def _why_ended() -> tuple[str, bool]:
    why = session.get("ended_why")
    return (ended_because(EndReason(why)), EndReason(why) not in SHUT_OUT) if why else ("", True)


def _load() -> Actor:
    current = login_session()
    if current.away is not None:
        raise current.away
    actor = load_actor()
    g.is_known = current_login() is not None  # also before the terms are accepted or a clinic is chosen
    if (login := current_login()) is not None:
        log_network_change(actor, login, this_browser())
    ended = current.ended
    if "ended_why" in session and (login is not None or ended in UNEXPLAINED):
        del session["ended_why"]
    if ended is not None and ended not in UNEXPLAINED:
        session["ended"] = ended.value  # the login page says why, once
        session["ended_why"] = ended.value  # and every form that is sent after it
        session["ended_of"] = str(current.ended_of or "")  # to whom what they still send may be given back
    g.shell = shell_of(actor)
    return actor
