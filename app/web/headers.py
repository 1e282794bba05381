"""The security headers of every answer. One policy for the whole product; no view may loosen it."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

NONCE_BYTES = 18
YEAR = 365 * 24 * 60 * 60
REPORTS = "/csp-reports"

_UNUSED_POWERS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _UNUSED_POWERS),
}
STATIC_HEADERS = {
    **COMMON_HEADERS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
STAY_ON_HTTPS = {"Strict-Transport-Security": f"max-age={2 * YEAR}; includeSubDomains"}
"""Where the public address is https: on every answer, whatever a proxy says of the one it brings."""


def csp_nonce() -> str:
    """The nonce of this answer's scripts: the same for every call while one request lasts, new for the next."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(NONCE_BYTES)
    nonce: str = g.csp_nonce
    return nonce


def origin_of(address: str) -> str:
    """``https://id.example.se/end?x=1`` → ``https://id.example.se``."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def content_security_policy(nonce: str, issuers: Iterable[str]) -> str:
    """The whole policy. ``issuers``: addresses a form may lead to after a redirect, or Chromium stops the logout."""
    origins = sorted({origin_of(issuer) for issuer in issuers})
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(["form-action 'self'", *origins]),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types htmx",
            f"report-uri {REPORTS}",
        ]
    )


def install_headers(app: Flask, issuers: Iterable[str] = ()) -> None:
    """Put the headers on every answer, error pages included, and give templates ``csp_nonce()``."""
    allowed = tuple(issuers)

    def protect(response: Response) -> Response:
        response.headers.update(COMMON_HEADERS)
        response.headers["Content-Security-Policy"] = content_security_policy(csp_nonce(), allowed)
        # Everything the application itself answers may hold personal data; files of the design never pass here.
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(["Cookie", "HX-Request"])
        if request.is_secure:  # by the public address, see app.web.origin
            response.headers.update(STAY_ON_HTTPS)
        return response

    app.after_request(protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
