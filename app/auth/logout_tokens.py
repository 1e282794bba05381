"""Logout that the identity provider tells us of (OpenID Connect Back-Channel Logout 1.0): the token, checked."""

from typing import Any, NamedTuple

from flask import current_app
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.auth.oidc import FORBIDDEN_HEADERS, LEEWAY
from app.auth.oidc_client import ALGORITHMS, StrictApp, provider
from app.core import clock
from app.core.text import token

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SECONDS = 120


class LogoutTokenRefused(Exception):
    """The token proves nothing. ``code`` says which check refused it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LogoutOrder(NamedTuple):
    """Whose sessions end: one session of the provider, or all of a subject."""

    issuer: str
    jti: str
    sid: str
    subject: str


def read_logout_token(side: str, text: str) -> LogoutOrder:
    """The order that a logout token carries, or ``LogoutTokenRefused``."""
    client = provider(current_app, side)
    try:
        header, claims = _decoded(client, text)
    except (JoseError, ValueError) as error:
        raise LogoutTokenRefused("signature") from error
    for code, passed in _checks(client, header, claims).items():
        if not passed:
            raise LogoutTokenRefused(code)
    return LogoutOrder(client.settings.issuer, *map(token, (claims["jti"], claims.get("sid"), claims.get("sub"))))


def _decoded(client: StrictApp, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        token = jwt.decode(text, _keys(client, fresh=False), registry=registry)
    except InvalidKeyIdError:
        token = jwt.decode(text, _keys(client, fresh=True), registry=registry)
    return token.header, token.claims


def _keys(client: StrictApp, *, fresh: bool) -> KeySet:
    published: Any = client.fetch_jwk_set(force=fresh)
    return KeySet.import_key_set(published)


def _checks(client: StrictApp, header: dict[str, Any], claims: dict[str, Any]) -> dict[str, bool]:
    ours = client.settings.client_id
    events = claims.get("events")
    return {
        "header": not FORBIDDEN_HEADERS & set(header),
        "typ": str(header.get("typ")).lower().removeprefix("application/") == "logout+jwt",
        "iss": claims.get("iss") == client.settings.issuer,
        "aud": claims.get("aud") in (ours, [ours]),
        "events": isinstance(events, dict) and isinstance(events.get(EVENT), dict),
        "nonce": "nonce" not in claims,
        "time": _is_fresh(claims.get("iat"), claims.get("exp")),
        "jti": _is_word(claims.get("jti")),
        "whom": _is_word(claims.get("sid")) or _is_word(claims.get("sub")),
    }


def _is_fresh(issued: object, expires: object) -> bool:
    if not isinstance(issued, int) or not isinstance(expires, int):
        return False
    at = clock.now().timestamp()
    return at - SECONDS - LEEWAY <= issued <= at + LEEWAY and at - LEEWAY < expires <= issued + SECONDS


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value != ""
