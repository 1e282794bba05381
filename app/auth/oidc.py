"""Logging in by OpenID Connect: Authlib, and every check that it leaves to us.

Authlib alone accepts a token for another client when ``azp`` is ours, drops the issuer check when other claims are
asked about, allows two minutes of clock difference, and looks at neither ``acr`` nor the ``iss`` of the callback.
"""

import hmac
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.oidc.core import CodeIDToken
from flask import current_app, request, session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from app.auth.limits import FRESH
from app.auth.oidc_client import CALLBACK_ISSUER, OidcSettings, ProviderAway, ProviderUnsafe, StrictApp, provider
from app.auth.services.logins import Verified
from app.auth.services.sessions import Proof
from app.core import clock, personnummer
from app.core.text import names, one_line, token

log = logging.getLogger(__name__)
LEEWAY = 30
LONGEST_SUBJECT, LONGEST_LEVEL = 100, 200
WHATEVER = ("utf-8", "surrogatepass")
FORBIDDEN_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit"})


class LoginRefused(Exception):
    """The login came to nothing. ``code`` chooses the page, ``detail`` goes to the log; neither holds personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def begin(side: str, callback: str, *, fresh: bool = False) -> Response:
    """The way to the identity provider, with state, nonce and verifier kept in the login session.

    ``fresh``: the person must prove who they are now, whatever the provider remembers.
    """
    client = provider(current_app, side)
    asked: dict[str, str] = {}
    if client.settings.acr:
        essential = {"essential": True, "value": client.settings.acr}
        asked = {"claims": json.dumps({"id_token": {"acr": essential}}), "acr_values": client.settings.acr}
    if fresh:
        asked |= {"prompt": "login", "max_age": str(int(FRESH.total_seconds()))}
    answer: Response = client.authorize_redirect(callback, **asked)
    return answer


def finish(side: str, *, fresh: bool = False) -> Verified:
    """The person the identity provider vouches for, or ``LoginRefused``; ``ProviderAway`` when it does not answer."""
    client = provider(current_app, side)
    _check_callback(client)
    claims = _claims(client)
    _check_claims(claims, client.settings)
    if fresh:
        _check_fresh(claims.get("auth_time"))
    return _verified(side, claims, client.settings)


def _check_callback(client: StrictApp) -> None:
    """RFC 9207: the answer must come from the provider that was asked."""
    said = request.args.get("iss")
    announced = client.load_server_metadata().get(CALLBACK_ISSUER) is True
    if (said is None and announced) or (said is not None and said != client.settings.issuer):
        client.framework.clear_state_data(session, request.args.get("state"))
        raise LoginRefused("callback-issuer")


def _claims(client: StrictApp) -> dict[str, Any]:
    try:
        token = client.authorize_access_token(
            claims_options=_options(client.settings), claims_cls=StrictIdToken, leeway=LEEWAY
        )
    except MismatchingStateError as error:
        raise LoginRefused("state") from error
    except OAuthError as error:
        client.framework.clear_state_data(session, request.args.get("state"))
        raise LoginRefused(
            "cancelled" if error.error == "access_denied" else "provider-error", _word(error.error)
        ) from error
    except (JoseError, AuthlibBaseError) as error:
        raise LoginRefused("token", _reason(error)) from error
    except RequestException as error:
        raise ProviderAway(type(error).__name__) from error
    except (ValueError, KeyError, TypeError) as error:
        raise LoginRefused("token", type(error).__name__) from error
    claims = token.get("userinfo")
    if not claims:
        raise LoginRefused("token", "no-id-token")
    return dict(claims)


def _options(settings: OidcSettings) -> dict[str, Any]:
    """Complete, always: Authlib replaces its own checks by what is given here."""
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True},
    }
    if settings.acr:
        options["acr"] = {"essential": True}
    return options


class StrictIdToken(CodeIDToken):
    """An ID token whose header may not bring keys along and whose audience is we alone."""

    def validate(self, now: int | Callable[[], int] | None = None, leeway: int = 0) -> None:
        """Authlib's checks, with the closed options, after our own."""
        if FORBIDDEN_HEADERS & set(self.header):
            raise LoginRefused("token", "header")
        if self.get("aud") not in (self.params["client_id"], [self.params["client_id"]]):
            raise LoginRefused("token", "aud")
        super().validate(now, leeway)


def _check_claims(claims: dict[str, Any], settings: OidcSettings) -> None:
    if settings.acr is not None:
        said = claims.get("acr")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(*WHATEVER), settings.acr.encode()):
            raise LoginRefused("acr", _word(said))
    at = claims.get("auth_time")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int) or at > clock.now().timestamp() + LEEWAY):
        raise LoginRefused("token", "auth_time")
    for name in (settings.subject_claim, "sub"):
        if not isinstance(claims.get(name), str) or not claims[name].strip():
            raise LoginRefused("claims", _word(name))


def _check_fresh(auth_time: int | None) -> None:
    """What was asked for is not given unless the provider says so: silence, too, is a no."""
    if auth_time is None:
        raise LoginRefused("not-fresh", "missing")
    if clock.now() - datetime.fromtimestamp(auth_time, UTC) > FRESH:
        raise LoginRefused("not-fresh", "old")


def _verified(side: str, claims: dict[str, Any], settings: OidcSettings) -> Verified:
    subject = one_line(claims[settings.subject_claim])[:LONGEST_SUBJECT]
    if side == "citizen":
        try:
            subject = personnummer.parse(subject).digits
        except personnummer.InvalidPersonnummer as error:
            raise LoginRefused("personnummer", error.code.value) from error
    named = names(claims.get(settings.given_name_claim), claims.get(settings.family_name_claim), claims.get("name"))
    amr = tuple(_word(one) for one in claims.get("amr") or ())
    return Verified(subject, *named, _proof(claims, settings), amr)


def _proof(claims: dict[str, Any], settings: OidcSettings) -> Proof:
    at = claims.get("auth_time")
    moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else clock.now()
    sub, sid, acr = token(claims["sub"]), token(claims.get("sid")), claims.get("acr")
    level = one_line(acr)[:LONGEST_LEVEL] if isinstance(acr, str) else ""
    return Proof(settings.issuer, sub, sid, level, moment)


def end_session_url(side: str, back: str, state: str) -> str | None:
    """Where to end the session at the identity provider; None when it offers no such place or is away."""
    client = provider(current_app, side)
    try:
        if not client.load_server_metadata().get("end_session_endpoint"):
            return None
        made = client.create_logout_url(back, state=state, client_id=client.settings.client_id)
    except (ProviderAway, ProviderUnsafe) as error:
        log.warning("logout at the identity provider was not possible: %s", type(error).__name__)
        return None
    return str(made["url"])


def _reason(error: Exception) -> str:
    """Which check said no: the library's word for it, and the claim, never a value."""
    claim = getattr(error, "claim", None)
    return ":".join(_word(part) for part in (getattr(error, "error", type(error).__name__), claim) if part)


def _word(value: object) -> str:
    """A short word fit for the log."""
    text = str(value)
    return text[:100] if text.isprintable() else "?"
