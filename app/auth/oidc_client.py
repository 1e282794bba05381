"""Authlib's client, made strict: what it reads from the network is checked before anything is believed."""

import base64
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any, Protocol
from urllib.parse import quote_plus, urlsplit

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App, OAuth
from authlib.oidc.core import UserInfo
from flask import Flask
from requests import RequestException

from app.auth.provider_call import BoundedSession, ProviderConnection
from app.auth.provider_documents import ProviderDocument
from app.auth.refusals import ProviderAway, ProviderUnsafe
from app.auth.session_limits import LOGIN_SECONDS
from app.auth.signed import read_signed
from app.core import clock
from app.core.hooks import Hook

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
CALLBACK_ISSUER = "authorization_response_iss_parameter_supported"
BASIC, POST = "client_secret_basic", "client_secret_post"
LOGOUT_SECONDS = 1


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

    client_cls = BoundedSession  # type: ignore[assignment]  # the stubs fix it to one class

    def __init__(self, *args: Any, settings: OidcSettings, line: ProviderConnection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings, self.line = settings, line
        self.metadata, self.keys = ProviderDocument(self._fetched_metadata), ProviderDocument(self._fetched_keys)

    def load_server_metadata(self) -> dict[str, Any]:
        """The metadata, checked."""
        return self.metadata.current()

    def parse_id_token(
        self, token: Any, nonce: Any, claims_options: Any = None, claims_cls: Any = None, leeway: int = 0
    ) -> UserInfo:
        """The ID token's claims, checked by ``claims_cls``; signed by a key of now (``read_signed``)."""
        signed = read_signed(token.get("id_token"), self.keys)
        known = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = claims_cls(signed.claims, signed.header, claims_options, known)
        claims.validate(leeway=leeway)
        return UserInfo(claims)

    def metadata_at_hand(self) -> dict[str, Any] | None:
        """The metadata if it is here, however old; else what comes within a second. For those who must not wait."""
        if self.metadata.kept is None:
            asking = Thread(target=self._ask_quietly, daemon=True)
            asking.start()
            asking.join(LOGOUT_SECONDS)
        return self.metadata.kept

    def _ask_quietly(self) -> None:
        try:
            self.metadata.current()
        except (ProviderAway, ProviderUnsafe):
            return  # the journal has been told

    def _fetched_metadata(self) -> dict[str, Any]:
        metadata = self.fetched(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            return checked_metadata(metadata, self.settings)
        except ProviderUnsafe as error:
            raise self.line.unsafe(str(error)) from error

    def _fetched_keys(self) -> dict[str, Any]:
        return self.fetched(str(self.load_server_metadata()["jwks_uri"]))

    def fetched(self, address: str) -> dict[str, Any]:
        """A JSON object from the provider."""
        try:
            with BoundedSession(line=self.line) as session:
                response = session.request("GET", address, withhold_token=True)
                response.raise_for_status()
                answer = response.json()
        except (RequestException, ValueError, RecursionError) as error:
            raise self.line.away(error) from error
        if not isinstance(answer, dict):
            raise self.line.unsafe("not-an-object")
        return answer


def checked_metadata(metadata: dict[str, Any], settings: OidcSettings) -> dict[str, Any]:
    """The metadata that we use, or ``ProviderUnsafe``: another issuer, or an endpoint on another host."""
    if metadata.get("issuer") != settings.issuer:
        raise ProviderUnsafe("issuer")
    for name in ENDPOINTS:
        if not metadata.get(name) and name != "end_session_endpoint":
            raise ProviderUnsafe(name)
        if metadata.get(name) and not _at_home(metadata[name], settings):
            raise ProviderUnsafe(name)
    kept = {key: metadata[key] for key in (*ENDPOINTS, "issuer", CALLBACK_ISSUER) if key in metadata}
    if _at_home(metadata.get("userinfo_endpoint"), settings):
        kept["userinfo_endpoint"] = metadata["userinfo_endpoint"]
    return {**kept, "token_endpoint_auth_method": _way_to_prove_us(metadata, settings)}


def _at_home(address: object, settings: OidcSettings) -> bool:
    """Whether the address is on the issuer's own host."""
    if not isinstance(address, str):
        return False
    home = urlsplit(settings.issuer)
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname) == (home.scheme, home.hostname) and address.isprintable()
    except ValueError:
        return False


def _way_to_prove_us(metadata: dict[str, Any], settings: OidcSettings) -> str:
    """In the header, unless the provider takes only the body, or could read our secret's signs in two ways."""
    methods = metadata.get("token_endpoint_auth_methods_supported") or [BASIC]
    supported = {method for method in (BASIC, POST) if isinstance(methods, list) and method in methods}
    if not supported:
        raise ProviderUnsafe("token_endpoint_auth_methods_supported")
    secret = settings.client_id + settings.client_secret
    return BASIC if BASIC in supported and (POST not in supported or quote_plus(secret) == secret) else POST


def secret_in_header(client: Any, _method: Any, uri: Any, headers: Any, body: Any) -> tuple[Any, Any, Any]:
    """Our id and secret, each encoded before they are joined (RFC 6749, 2.3.1), which Authlib leaves out."""
    joined = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {base64.b64encode(joined.encode()).decode()}"
    return uri, headers, body


class Providers(OAuth):
    """Both identity providers."""

    framework_integration_cls = LoginState
    oauth2_client_cls = StrictApp  # type: ignore[assignment]  # the stubs fix it to one class


PROVIDERS: Hook[Providers] = Hook("identity providers")


def install(app: Flask, staff: OidcSettings, citizen: OidcSettings, ca_file: Path | None = None) -> None:
    """Make both clients; nothing is fetched until somebody logs in."""
    providers = Providers(app)
    for name, settings in (("staff", staff), ("citizen", citizen)):
        line = ProviderConnection(name, ca_file)
        providers.register(  # type: ignore[no-untyped-call]  # the stubs leave it so
            name,
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            client_kwargs={"scope": settings.scope, "code_challenge_method": "S256", "line": line},
            client_auth_methods=[(BASIC, secret_in_header)],
            settings=settings,
            line=line,
        )
    PROVIDERS.set(app, providers)


def provider(app: Flask, side: str) -> StrictApp:
    """The client of one side: ``staff`` or ``citizen``."""
    client: StrictApp = PROVIDERS.of(app).create_client(side)  # type: ignore[no-untyped-call]  # the stubs leave it so
    return client
