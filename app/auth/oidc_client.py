"""Authlib's client, made strict: what it reads from the network is checked before anything is believed."""

import time
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask
from requests import RequestException, Response

from app.auth.limits import LOGIN_SECONDS
from app.core import clock

ALGORITHMS = ("RS256", "PS256", "ES256")
METADATA_SECONDS = 3600
REFETCH_SECONDS = 60
PATIENCE_SECONDS = 5
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
CALLBACK_ISSUER = "authorization_response_iss_parameter_supported"


class ProviderUnsafe(Exception):
    """The identity provider answers, but not as the one we know: its metadata is not believed."""


class ProviderAway(Exception):
    """The identity provider cannot be reached or does not answer sense. Sessions that exist go on."""


class OidcSettings(Protocol):
    """One identity provider, from the configuration."""

    @property
    def issuer(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> str: ...
    @property
    def subject_claim(self) -> str: ...
    @property
    def given_name_claim(self) -> str: ...
    @property
    def family_name_claim(self) -> str: ...
    @property
    def acr(self) -> str | None: ...
    @property
    def scope(self) -> str: ...


class PlainSession(OAuth2Session):
    """Follows no redirect and waits no longer than a person would."""

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> Response:
        """One request; a redirect is an error, since it could lead anywhere."""
        options.update(allow_redirects=False, timeout=PATIENCE_SECONDS)
        response: Response = super().request(method, url, *args, **options)
        if response.is_redirect:
            raise ProviderUnsafe("redirect")
        return response


class LoginState(FlaskIntegration):
    """State, nonce and verifier of a login under way: in the login session, ten minutes, used once."""

    def set_state_data(self, session: Any, state: str, data: Mapping[str, Any]) -> None:
        """Remember it; older logins of this browser that came to nothing are forgotten."""
        self._clear_session_state(session)
        session[self._key(state)] = {"data": dict(data), "exp": clock.now().timestamp() + LOGIN_SECONDS}

    def get_state_data(self, session: Any, state: str | None) -> Any:
        """What was remembered; None when it is unknown, another provider's, used or late."""
        kept = session.get(self._key(state or ""))
        return kept["data"] if kept and clock.now().timestamp() < kept["exp"] else None

    def clear_state_data(self, session: Any, state: str | None) -> None:
        """Forget it: a state serves once."""
        session.pop(self._key(state or ""), None)

    def _clear_session_state(self, session: Any) -> None:
        now, prefix = clock.now().timestamp(), self._key("")
        for key in [key for key, kept in session.items() if key.startswith(prefix) and kept["exp"] <= now]:
            session.pop(key)

    def _key(self, state: str) -> str:
        return f"_state_{self.name}_{state}"


class StrictApp(FlaskOAuth2App):
    """One identity provider. ``settings`` is what we know of it beforehand; all else is compared with that."""

    client_cls = PlainSession

    def __init__(self, *args: Any, settings: OidcSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.loaded = self.refetched = -float("inf")

    def load_server_metadata(self) -> dict[str, Any]:
        """The metadata, checked, at most an hour old."""
        if time.monotonic() - self.loaded > METADATA_SECONDS:
            self.server_metadata = checked_metadata(
                self._fetched(f"{self.settings.issuer}/.well-known/openid-configuration"), self.settings
            )
            self.loaded = time.monotonic()
        metadata: dict[str, Any] = self.server_metadata
        return metadata

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - the signature is Authlib's
        """The provider's keys; asked for anew when a key is unknown, but not more than once a minute."""
        metadata = self.load_server_metadata()
        kept: dict[str, Any] | None = metadata.get("jwks")
        if kept and not (force and time.monotonic() - self.refetched > REFETCH_SECONDS):
            return kept
        if force:
            self.refetched = time.monotonic()
        metadata["jwks"] = self._fetched(metadata["jwks_uri"])
        return dict(metadata["jwks"])

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            with PlainSession() as session:
                response = session.request("GET", address, withhold_token=True)
                response.raise_for_status()
                answer = response.json()
        except (RequestException, ValueError) as error:
            raise ProviderAway(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise ProviderUnsafe("not-an-object")
        return answer


def checked_metadata(metadata: dict[str, Any], settings: OidcSettings) -> dict[str, Any]:
    """The metadata with our algorithms, or ``ProviderUnsafe``: another issuer, or an endpoint on another host."""
    if metadata.get("issuer") != settings.issuer:
        raise ProviderUnsafe("issuer")
    home = urlsplit(settings.issuer)
    for name in ENDPOINTS:
        address = urlsplit(str(metadata.get(name) or ""))
        missing = not metadata.get(name)
        if missing and name != "end_session_endpoint":
            raise ProviderUnsafe(name)
        if not missing and (address.scheme, address.hostname) != (home.scheme, home.hostname):
            raise ProviderUnsafe(name)
    kept = {key: metadata[key] for key in (*ENDPOINTS, "issuer", CALLBACK_ISSUER) if key in metadata}
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return {
        **kept,
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "token_endpoint_auth_method": "client_secret_basic"
        if "client_secret_basic" in methods
        else "client_secret_post",
    }


class Providers(OAuth):
    """Both identity providers."""

    framework_integration_cls = LoginState
    oauth2_client_cls = StrictApp  # type: ignore[assignment]  # the stubs fix it to one class


def register(app: Flask, staff: OidcSettings, citizen: OidcSettings) -> None:
    """Make both clients; nothing is fetched until somebody logs in."""
    providers = Providers(app)
    for name, settings in (("staff", staff), ("citizen", citizen)):
        providers.register(  # type: ignore[no-untyped-call]  # the stubs leave it so
            name,
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            client_kwargs={"scope": settings.scope, "code_challenge_method": "S256"},
            settings=settings,
        )
    app.extensions["providers"] = providers


def provider(app: Flask, side: str) -> StrictApp:
    """The client of one side: ``staff`` or ``citizen``."""
    client: StrictApp = app.extensions["providers"].create_client(side)
    return client
