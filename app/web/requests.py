"""What each request is known by in the log and the diagnostics: a number, a hash of its session, a class of address."""

import ipaddress
import logging
import secrets
import time

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.audit.record import Client, client
from app.transaction import sent_to

log = logging.getLogger("app.requests")


def install(app: Flask, trusted_proxies: int) -> None:
    """Number the requests and believe as many proxies as the configuration names, no more.

    Nobody is asked for the scheme: it is that of the public address.
    """
    if trusted_proxies:
        hops = trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=0, x_host=hops)  # type: ignore[method-assign]  # WSGI wraps like this
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.monotonic()
    client.set(Client(g.request_id, "", network_of(request.remote_addr or "")))
    sent_to.set(request.path)


def _forget(_error: BaseException | None) -> None:
    sent_to.set("")


def _end(response: Response) -> Response:
    took = int((time.monotonic() - g.began) * 1000) if "began" in g else 0
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info(
        "%s %s %s %dms request=%s",
        request.method,
        request.endpoint,
        response.status_code,
        took,
        g.get("request_id", ""),
    )
    return response


def network_of(address: str) -> str:
    """The address without its last part: enough to see another network, too little to follow a person."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    prefix = 24 if parsed.version == 4 else 48  # noqa: PLR2004 - the version number of IP
    return str(ipaddress.ip_network((parsed, prefix), strict=False))
