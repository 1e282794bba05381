"""Every setting of the libraries that has to do with https, cookies or forged forms is known here, with our choice.

The names are read from the libraries' own sources: a new one in an upgrade fails until somebody has chosen.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import flask_settings
from app.auth.login_sessions import LoginSessions
from app.web import requests
from config import Config

ABOUT = re.compile(r"SECURE|COOKIE|SSL|TLS|SCHEME|HTTPS|CSRF|REFERR?ER|ORIGIN|HOST|PROX|SERVER_NAME|SESSION")
NAME = re.compile(r"(?!HTTP_)[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
LIBRARIES = (
    "flask",
    "flask_babel",
    "flask_login",
    "flask_migrate",
    "flask_sqlalchemy",
    "flask_wtf",
    "authlib.common",
    "authlib.integrations.base_client",
    "authlib.integrations.flask_client",
    "werkzeug.middleware.proxy_fix",
    "whitenoise",
)
DEFAULT = object()
OWN_COOKIE = "our cookie is set by app/auth/login_sessions.py: __Host-, Secure, HttpOnly, Lax over https"
NO_REMEMBERING = "nobody is remembered beyond the login session: login_user() is never called"


class Choice(NamedTuple):
    """What we set it to, or ``DEFAULT`` where we leave it, and why."""

    value: Any
    why: str


CHOICES = {
    "AUTHLIB_INSECURE_TRANSPORT": Choice(DEFAULT, "of its servers; config.py demands https of providers in production"),
    "COOKIE_DURATION": Choice(DEFAULT, NO_REMEMBERING),
    "COOKIE_HTTPONLY": Choice(DEFAULT, NO_REMEMBERING),
    "COOKIE_NAME": Choice(DEFAULT, NO_REMEMBERING),
    "COOKIE_SECURE": Choice(DEFAULT, NO_REMEMBERING),
    "FORCE_HOST_FOR_REDIRECTS": Choice(DEFAULT, "Flask-Login redirects nobody: the guard does, by paths"),
    "MAX_COOKIE_SIZE": Choice(DEFAULT, "ours holds an id"),
    "PERMANENT_SESSION_LIFETIME": Choice(DEFAULT, "limits are those of the login session's row"),
    "PREFERRED_URL_SCHEME": Choice("https", "that of PUBLIC_URL, should anything build an address outside a request"),
    "REMEMBER_COOKIE_DOMAIN": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_DURATION": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_HTTPONLY": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_NAME": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_PATH": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_REFRESH_EACH_REQUEST": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_SAMESITE": Choice(DEFAULT, NO_REMEMBERING),
    "REMEMBER_COOKIE_SECURE": Choice(DEFAULT, NO_REMEMBERING),
    "SERVER_NAME": Choice(DEFAULT, "app/web/origin.py gives every request the host of PUBLIC_URL"),
    "SESSION_COOKIE_DOMAIN": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_HTTPONLY": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_NAME": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_PARTITIONED": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_PATH": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_SAMESITE": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_COOKIE_SECURE": Choice(DEFAULT, OWN_COOKIE),
    "SESSION_PROTECTION": Choice(DEFAULT, "off on the manager: moves of a session are noticed by app/auth"),
    "SESSION_REFRESH_EACH_REQUEST": Choice(DEFAULT, OWN_COOKIE),
    "TRUSTED_HOSTS": Choice(DEFAULT, "no Host that arrives is used: see SERVER_NAME"),
    "USE_SESSION_FOR_NEXT": Choice(DEFAULT, "Flask-Login redirects nobody"),
    "WTF_CSRF_CHECK_DEFAULT": Choice(False, "the guard asks for the token, after the entry mark and the origin"),
    "WTF_CSRF_ENABLED": Choice(DEFAULT, "on"),
    "WTF_CSRF_FIELD_NAME": Choice(DEFAULT, "csrf_token, as the templates write it"),
    "WTF_CSRF_HEADERS": Choice(DEFAULT, "X-CSRFToken and X-CSRF-Token: the same token"),
    "WTF_CSRF_META_NAME": Choice(DEFAULT, "of AJAX that the templates do not do"),
    "WTF_CSRF_METHODS": Choice(DEFAULT, "POST, PUT, PATCH and DELETE"),
    "WTF_CSRF_SECRET_KEY": Choice(DEFAULT, "SECRET_KEY signs"),
    "WTF_CSRF_SSL_STRICT": Choice(
        False, "asks for a Referer over https, which no-referrer forbids; the guard asks for the origin"
    ),
    "WTF_CSRF_TIME_LIMIT": Choice(None, "a form may be written for hours; the token ends with the session"),
}
PROXIES = {
    "x_for": 1,  # the log's network
    "x_proto": 0,  # the scheme is that of PUBLIC_URL
    "x_host": 1,  # asked for at the beginning of a login alone
    "x_port": 0,
    "x_prefix": 0,
}
ASKS_WHETHER_SECURE = {"flask_wtf/csrf.py": 1}
"""Where a library behaves otherwise over https. The one place: WTF_CSRF_SSL_STRICT."""


def sources(library: str) -> Iterator[Path]:
    file = inspect.getsourcefile(importlib.import_module(library))
    assert file is not None
    path = Path(file)
    yield from path.parent.rglob("*.py") if path.name == "__init__.py" else [path]


def names_in(library: str) -> set[str]:
    """Settings are asked for by name, in a string."""
    return {
        node.value
        for path in sources(library)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if NAME.fullmatch(node.value) and ABOUT.search(node.value)
    }


@pytest.fixture
def settings() -> dict[str, object]:
    """What the product tells Flask where PUBLIC_URL is https."""
    return flask_settings(Config.from_env({"APP_ENV": "test", "PUBLIC_URL": "https://vard.example"}))


def test_no_library_has_a_setting_about_https_or_cookies_that_nobody_has_chosen() -> None:
    found = set().union(*(names_in(library) for library in LIBRARIES))
    assert found == set(CHOICES)


@pytest.mark.parametrize("name", CHOICES)
def test_the_setting_is_what_we_chose(settings: dict[str, object], name: str) -> None:
    assert settings.get(name, DEFAULT) is CHOICES[name].value or settings[name] == CHOICES[name].value
    assert CHOICES[name].why


def test_every_parameter_of_the_proxies_is_chosen() -> None:
    app = Flask("proxied", static_folder=None)
    requests.install(app, trusted_proxies=1)
    fix = app.wsgi_app
    assert isinstance(fix, ProxyFix)
    parameters = set(inspect.signature(ProxyFix.__init__).parameters) - {"self", "app"}
    assert {name: getattr(fix, name) for name in parameters} == PROXIES


def test_no_library_asks_in_a_new_place_whether_a_request_is_secure() -> None:
    found = {}
    for library in LIBRARIES:
        for path in sources(library):
            times = len(re.findall(r"\bis_secure\b", path.read_text(encoding="utf-8")))
            if times:
                found["/".join(path.parts[-2:])] = times
    assert found == ASKS_WHETHER_SECURE


def test_the_session_cookie_asks_no_setting_of_flask_s() -> None:
    source = inspect.getsource(LoginSessions)
    assert "get_cookie_" not in source
    assert "config" not in source
