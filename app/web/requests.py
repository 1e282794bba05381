"""What each request is known by in the log and the diagnostics: a number, a hash of its session, a class of address."""

import re
import secrets

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.audit.events import NOWHERE, Client, client
from app.audit.shapes import request_number
from app.authz.actors import type_of_actor
from app.core.journal import is_about
from app.core.networks import network_of
from app.web.guard import current_actor
from app.web.request_line import request_summary

_TRACE = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def install(app: Flask, trusted_proxies: int) -> None:
    """Number the requests and believe as many proxies as the configuration names, no more.

    Nobody is asked for the scheme: it is that of the public address.
    """
    if trusted_proxies:
        hops = trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=0, x_host=hops)  # type: ignore[method-assign]  # WSGI wraps like this
    app.before_request(lambda: _begin(has_proxy=trusted_proxies > 0))
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin(*, has_proxy: bool) -> None:
    g.request_id = (_passed_on() if has_proxy else "") or secrets.token_hex(8)
    is_about(request=g.request_id)
    request_summary().route = request.endpoint or request_summary().route
    client.set(Client(g.request_id, "", network_of(request.remote_addr or "")))


def _forget(_error: BaseException | None) -> None:
    """What is done next in this thread comes from nowhere, until a request says otherwise."""
    client.set(NOWHERE)


def _passed_on() -> str:
    """The number that the proxy has given, so that its log and ours can be read side by side; else that of its trace."""
    trace = _TRACE.fullmatch(request.headers.get("traceparent", ""))
    return request_number(request.headers.get("X-Request-Id", "")) or (trace[1] if trace else "")


def _end(response: Response) -> Response:
    request_summary().actor = type_of_actor[type(current_actor())]
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
