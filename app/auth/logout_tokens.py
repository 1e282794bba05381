"""Logout that the identity provider tells us of (OpenID Connect Back-Channel Logout 1.0): the token, checked."""

from typing import Any, NamedTuple

from flask import current_app

from app.auth.claims import AHEAD_SECONDS
from app.auth.oidc import LEEWAY
from app.auth.oidc_client import StrictApp, provider
from app.auth.signed import NotSigned, has_type, read_signed
from app.core import clock
from app.core.text import token

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SECONDS = 120


class LogoutTokenRefused(Exception):
    """The token proves nothing. ``code`` says which check refused it; ``signed``: by the provider, as nobody else can."""

    def __init__(self, code: str, *, signed: bool = False) -> None:
        super().__init__(code)
        self.code, self.signed = code, signed


class LogoutRequest(NamedTuple):
    """Whose sessions end: one session of the provider, or all of a subject."""

    issuer: str
    jti: str
    sid: str
    subject: str


def read_logout_token(side: str, text: str) -> LogoutRequest:
    """The order that a logout token carries, or ``LogoutTokenRefused``."""
    client = provider(current_app, side)
    try:
        header, claims = read_signed(text, client.keys)
    except NotSigned as error:
        raise LogoutTokenRefused("signature") from error
    for code, passed in _checks(client, header, claims).items():
        if not passed:
            raise LogoutTokenRefused(code, signed=True)
    return LogoutRequest(client.settings.issuer, *map(token, (claims["jti"], claims.get("sid"), claims.get("sub"))))


def _checks(client: StrictApp, header: dict[str, Any], claims: dict[str, Any]) -> dict[str, bool]:
    ours = client.settings.client_id
    events = claims.get("events")
    return {
        "typ": has_type(header, "logout+jwt"),
        "iss": claims.get("iss") == client.settings.issuer,
        "aud": claims.get("aud") in (ours, [ours]),
        "events": isinstance(events, dict) and isinstance(events.get(EVENT), dict),
        "nonce": "nonce" not in claims,
        "time": _is_fresh(claims.get("iat"), claims.get("exp")),
        "jti": _is_word(claims.get("jti")),
        "whom": _is_word(claims.get("sid")) or _is_word(claims.get("sub")),
    }


def _is_fresh(issued: object, expires: object) -> bool:
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return False
    at = clock.now().timestamp()
    return at - SECONDS - LEEWAY <= issued <= at + AHEAD_SECONDS and at - LEEWAY < expires <= issued + SECONDS


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value != ""
