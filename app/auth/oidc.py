"""Logging in by OpenID Connect: Authlib, and every check that it leaves to us.

Authlib alone accepts a token for another client when ``azp`` is ours, drops the issuer check when other claims are
asked about, allows two minutes of clock difference, and looks at neither ``acr`` nor the ``iss`` of the callback.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.oidc.core import CodeIDToken
from flask import current_app, request, session
from joserfc.jwt import JWTClaimsRegistry
from requests import RequestException
from werkzeug.wrappers import Response

from app.audit.shapes import word
from app.auth import claims as read
from app.auth.claims import AHEAD_SECONDS, Claims
from app.auth.oidc_client import CALLBACK_ISSUER, OidcSettings, StrictApp, provider
from app.auth.refusals import LoginRefused
from app.auth.services.logins import Verified
from app.auth.session_limits import FRESH
from app.auth.signed import HOSTILE, NotSigned, has_type
from app.auth.userinfo import with_userinfo

log = logging.getLogger(__name__)
LEEWAY = 30
OWN_CHOICE = frozenset({"state", "cancelled"})
ERRORS = frozenset(
    {
        "access_denied", "account_selection_required", "consent_required", "interaction_required", "invalid_client",
        "invalid_grant", "invalid_request", "invalid_request_object", "invalid_request_uri", "invalid_scope",
        "invalid_token", "login_required", "registration_not_supported", "request_not_supported",
        "request_uri_not_supported", "server_error", "temporarily_unavailable", "unauthorized_client",
        "unmet_authentication_requirements", "unsupported_grant_type", "unsupported_response_type",
    }
)  # fmt: skip
"""The words of RFC 6749 and OpenID Connect for what went wrong; anything else may be written by anybody."""


def begin(side: str, callback: str, *, fresh: bool = False) -> Response:
    """The way to the identity provider, with state, nonce and verifier kept in the login session.

    ``fresh``: the person must prove who they are now, whatever the provider remembers.
    """
    client = provider(current_app, side)
    parameters = {"claims": json.dumps(_claims_request(client.settings))}
    if client.settings.acr:
        parameters["acr_values"] = client.settings.acr
    if fresh:
        parameters |= {"prompt": "login", "max_age": str(int(FRESH.total_seconds()))}
    answer: Response = client.authorize_redirect(callback, **parameters)
    return answer


def _claims_request(settings: OidcSettings) -> dict[str, dict[str, Any]]:
    """The claims we use, by name: what a scope gives differs from provider to provider."""
    names = dict.fromkeys((settings.given_name_claim, settings.family_name_claim))
    person = {settings.subject_claim: {"essential": True}, **names}
    level = {"acr": {"essential": True, "value": settings.acr}} if settings.acr else {}
    return {"id_token": {**person, **level}, "userinfo": person}


def finish(side: str, *, fresh: bool = False) -> Verified:
    """The person the identity provider vouches for, or ``LoginRefused``; ``ProviderAway`` when it does not answer."""
    try:
        return _finished(side, provider(current_app, side), fresh=fresh)
    except LoginRefused as refused:
        if refused.code not in OWN_CHOICE:
            why = "" if refused.code == "acr" else refused.detail  # the level that came is a value
            log.warning("a login for %s was refused: %s %s", side, refused.code, why)
        raise


def _finished(side: str, client: StrictApp, *, fresh: bool) -> Verified:
    if client.framework.get_state_data(session, request.args.get("state")) is None:
        raise LoginRefused("state")  # nothing of what a stranger brings is read
    _check_callback(client)
    token = _token(client)
    claims = dict(token["userinfo"])
    try:
        return _person(side, client, claims, token.get("access_token"), fresh=fresh)
    except LoginRefused as refused:
        refused.subject = read.named(side, claims.get(client.settings.subject_claim))
        raise


def _person(side: str, client: StrictApp, claims: Claims, access_token: object, *, fresh: bool) -> Verified:
    read.check_level(claims, client.settings)
    at = read.authenticated_at(claims)
    if fresh:
        read.check_fresh(at)
    return read.verified(side, with_userinfo(client, claims, access_token), client.settings, at)


def _check_callback(client: StrictApp) -> None:
    """RFC 9207: the answer must come from the provider that was asked."""
    issuer = request.args.get("iss")
    announced = client.load_server_metadata().get(CALLBACK_ISSUER) is True
    if (issuer is None and announced) or (issuer is not None and issuer != client.settings.issuer):
        client.framework.clear_state_data(session, request.args.get("state"))
        raise LoginRefused("callback-issuer")


def _token(client: StrictApp) -> Claims:
    """The token endpoint's answer, the verified ID token's claims under ``userinfo``; ``LoginRefused`` if it fails a check."""
    try:
        token: Claims = client.authorize_access_token(
            claims_options=_options(client.settings), claims_cls=StrictIdToken, leeway=LEEWAY
        )
    except MismatchingStateError as error:
        raise LoginRefused("state") from error
    except OAuthError as error:
        client.framework.clear_state_data(session, request.args.get("state"))
        raise _provider_refusal(error.error) from error
    except NotSigned as error:
        raise LoginRefused("token", error.code) from error
    except RequestException as error:
        raise client.line.away(error) from error
    except HOSTILE as error:
        raise LoginRefused("token", _reason(error)) from error
    if not token.get("userinfo"):
        raise LoginRefused("token", "no-id-token")
    return token


def _provider_refusal(error: object) -> LoginRefused:
    known = error if isinstance(error, str) and error in ERRORS else "other"
    return LoginRefused("cancelled" if known == "access_denied" else "provider-error", known)


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


class PatientTimes(JWTClaimsRegistry):
    """A provider's clock may be a minute ahead; what has run out has run out half a minute ago at most."""

    def validate_iat(self, value: object) -> None:
        """When it was issued."""
        JWTClaimsRegistry(self.now, AHEAD_SECONDS).validate_iat(value)

    def validate_nbf(self, value: object) -> None:
        """From when it holds."""
        JWTClaimsRegistry(self.now, AHEAD_SECONDS).validate_nbf(value)


class StrictIdToken(CodeIDToken):
    """An ID token that is nothing else, and whose audience is we alone."""

    registry_cls = PatientTimes

    def validate(self, now: int | Callable[[], int] | None = None, leeway: int = 0) -> None:
        """Authlib's checks, with the closed options, after our own."""
        if "typ" in self.header and not has_type(self.header, "jwt"):
            raise LoginRefused("token", "typ")
        if self.get("aud") not in (self.params["client_id"], [self.params["client_id"]]):
            raise LoginRefused("token", "aud")
        if not isinstance(self.get("sub"), str) or not self["sub"].strip():
            raise LoginRefused("claims", "sub")
        super().validate(now, leeway)

    def validate_auth_time(self) -> None:
        """Read by ``claims.authenticated_at``, which takes more spellings and fewer numbers."""

    def validate_amr(self) -> None:
        """Only written in the log."""


def end_session_url(side: str, back: str, state: str) -> str | None:
    """URL that ends the session at the identity provider; None when it has no such endpoint or does not answer."""
    client = provider(current_app, side)
    metadata = client.metadata_at_hand()
    if not metadata or not metadata.get("end_session_endpoint"):
        return None
    parameters = {"post_logout_redirect_uri": back, "state": state, "client_id": client.settings.client_id}
    return str(add_params_to_uri(metadata["end_session_endpoint"], list(parameters.items())))


def _reason(error: Exception) -> str:
    """Which check said no: the library's word for it, and the claim, never a value."""
    claim = getattr(error, "claim", None)
    return ":".join(word(part) for part in (getattr(error, "error", type(error).__name__), claim) if part)
