"""How the product stands in a run of the suite: alone on http, or as in production, on https behind a proxy.

``TEST_SHAPE=https`` chooses the second, for the whole run: addresses and the cookie's name are read from here.
"""

import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

IS_HTTPS = os.environ.get("TEST_SHAPE", "") == "https"
PUBLIC = "https://127.0.0.1:8000" if IS_HTTPS else "http://127.0.0.1:8000"
PLAIN_COOKIE = "vardinkorg"
"""At a server that is asked without https, whatever the shape of the run."""
COOKIE = "__Host-vardinkorg" if IS_HTTPS else PLAIN_COOKIE
ENVIRONMENT = {"PUBLIC_URL": PUBLIC, "TRUSTED_PROXIES": "1"} if IS_HTTPS else {}
"""What the environment says of it."""


class Proxy:
    """Hands requests on in plain http as the nginx of docs/operations.md does, from a browser that is Chromium."""

    def __init__(self, behind: Any) -> None:
        self.behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["HTTP_X_FORWARDED_FOR"] = environ.get("REMOTE_ADDR", "127.0.0.1")
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
        environ.setdefault("HTTP_X_FORWARDED_HOST", environ["HTTP_HOST"])
        environ["REMOTE_ADDR"], environ["wsgi.url_scheme"] = "127.0.0.1", "http"
        if environ["REQUEST_METHOD"] == "POST" and "HTTP_ORIGIN" not in environ:
            environ["HTTP_ORIGIN"] = "null"  # what ``no-referrer`` makes of it
            environ.setdefault("HTTP_SEC_FETCH_SITE", "same-origin")
        answer: Iterable[bytes] = self.behind(environ, start_response)
        return answer


def shaped(app: Flask) -> Flask:
    """The application in the shape of this run."""
    if IS_HTTPS:
        app.wsgi_app = Proxy(app.wsgi_app)  # type: ignore[method-assign]  # WSGI wraps like this
    return app
