"""The product's own address is the configured one, whatever host and scheme a request arrives with.

A proxy may drop the port, pass its own name, or forget to say https. Nothing behind this reads what it passed, but for
the login, which has to know at which address the browser keeps its cookie.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from app.core.hooks import Hook
from settings.addresses import USUAL_PORTS

ARRIVED = "vardinkorgen.arrived_host"
PUBLIC_URL: Hook[str] = Hook("public address")


class OwnOrigin:
    """Gives every request the scheme and the host of the public address, and keeps the host it came with."""

    def __init__(self, behind: WSGIApplication, public_url: str) -> None:
        self.behind = behind
        parts = urlsplit(public_url)
        self.scheme = parts.scheme
        self.host = spelt(parts.netloc, parts.scheme)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on."""
        environ[ARRIVED] = spelt(environ.get("HTTP_HOST", ""), self.scheme)
        environ["HTTP_HOST"], environ["wsgi.url_scheme"] = self.host, self.scheme
        return self.behind(environ, start_response)


def spelt(host: str, scheme: str) -> str:
    """The host as browsers spell it: in small letters, without the port that its scheme has anyway."""
    return host.lower().removesuffix(f":{USUAL_PORTS.get(scheme, '')}")


def install(app: Flask, public_url: str) -> None:
    """Inside whatever believes the proxies."""
    PUBLIC_URL.set(app, public_url)
    app.wsgi_app = OwnOrigin(app.wsgi_app, public_url)  # type: ignore[method-assign]  # WSGI wraps like this


def arrived_host() -> str:
    """The host that the browser, or the proxy in its name, asked for."""
    host: str = request.environ.get(ARRIVED, request.host)
    return host


def is_ours(origin: str) -> bool:
    """Whether a browser's ``Origin`` is the product's, at its own address or at that where it was asked."""
    return origin in {f"{request.scheme}://{host}" for host in (request.host, arrived_host())}


def came_from_us() -> bool:
    """What the browser says of where the form stood.

    Our ``no-referrer`` makes Chromium send ``Origin: null`` with forms of our own pages too, so ``Sec-Fetch-Site``
    decides wherever it is sent, and ``Origin`` only for older browsers.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or is_ours(origin)
