"""Identity providers for tests: the demo's, served over real HTTP, and one that lies."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, Response, jsonify, request
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from config import LOA3
from tests.shapes import PUBLIC

CALLBACK = "/login/{side}/callback"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@contextmanager
def served(app: Flask) -> Iterator[None]:
    """The program on the port that ``reserved`` gave it, in a thread."""
    server = make_server("127.0.0.1", app.config["PORT"], app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def key() -> RSAKey:
    """A new signing key with an id of its own."""
    made = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
    made.ensure_kid()
    return made


KEY = key()
OTHER_KEY = key()
HONEST = object()
Sign = Callable[[dict[str, Any]], str]


def signed(claims: dict[str, Any], header: dict[str, Any] | None = None, by: RSAKey = KEY) -> str:
    """The claims as a JWT, with the header's parts over the usual ones."""
    said = {"alg": "RS256", "kid": by.kid, **(header or {})}
    return jwt.encode(said, claims, by)


@dataclass
class EvilProvider:
    """A provider of which a test decides every word. Untouched it is honest.

    ``in_a_list``: which document, ``metadata`` or ``keys``, is a list and no object.
    """

    port: int
    side: str = "staff"
    scheme: str = "http"
    change: dict[str, Any] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    sign: Sign = signed
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    token_answer: Callable[[str], Any] | None = None
    published: Any = HONEST
    in_a_list: str = ""
    key_fetches: int = 0
    userinfo: Any = None
    userinfo_type: str = "application/json"
    bearer: str = ""
    credentials: str = ""
    nonce: str = ""
    challenge: str = ""
    verifier: str = ""

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"{self.scheme}://127.0.0.1:{self.port}/{self.side}"

    def claims(self) -> dict[str, Any]:
        """What an honest token of Maja's says, with the test's changes."""
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "aud": f"vardinkorgen-demo-{self.side}",
            "sub": "subject-1",
            "sid": "session-1",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.nonce,
            "acr": LOA3,
            "amr": ["card"],
            "given_name": "Maja",
            "family_name": "Mottagare",
            "employeeHsaId": "SE0000000000-2001",
            "https://id.oidc.se/claim/personalIdentityNumber": "191212121212",
        }
        return {name: value for name, value in {**honest, **self.change}.items() if name not in self.drop}

    def program(self) -> Flask:
        """The provider as a WSGI program."""
        app = Flask("evil")
        app.config["PORT"] = self.port
        app.add_url_rule("/<side>/.well-known/openid-configuration", view_func=self.discovery)
        app.add_url_rule("/<side>/jwks", view_func=self.jwks)
        app.add_url_rule("/<side>/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/<side>/userinfo", view_func=self.tell)
        return app

    def discovery(self, side: str) -> Response:
        """The metadata."""
        issuer = f"{self.scheme}://127.0.0.1:{self.port}/{side}"
        honest = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/end-session",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        told = {**honest, **self.metadata}
        return jsonify([told] if self.in_a_list == "metadata" else told)

    def jwks(self, side: str) -> Response:
        """The public keys."""
        self.key_fetches += 1
        honest = [one.as_dict(private=False) for one in self.keys]
        told = {"keys": honest if self.published is HONEST else self.published}
        return jsonify([told] if self.in_a_list == "keys" else told)

    def tell(self, side: str) -> Response:
        """The user information: an object, or a text as it is."""
        self.bearer = request.headers.get("Authorization", "")
        told = self.userinfo if isinstance(self.userinfo, str) else json.dumps(self.userinfo)
        return Response(told, content_type=self.userinfo_type)

    def token(self, side: str) -> Any:
        """A token for any code."""
        self.verifier = request.form.get("code_verifier", "")
        self.credentials = request.headers.get("Authorization", "")
        token = self.sign(self.claims())
        if self.token_answer is not None:
            return self.token_answer(token)
        return jsonify(access_token="x", token_type="Bearer", id_token=token)


def start_login(client: FlaskClient, side: str = "staff", **query: str) -> dict[str, str]:
    """Begin a login; answers with what the browser is told to ask the provider."""
    answer = client.get(f"/login/{side}", query_string=query, base_url=PUBLIC)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}


def come_back(client: FlaskClient, side: str = "staff", **query: str) -> TestResponse:
    """The browser returns from the provider."""
    return client.get(f"/login/{side}/callback?{urlencode(query)}", base_url=PUBLIC)


def walk(client: FlaskClient, idp: FlaskClient, key: str, side: str = "staff", **query: str) -> TestResponse:
    """The whole login: to the demo provider, the persona's button, and back."""
    asked = start_login(client, side, **query)
    answer = idp.post(f"/{side}/authorize", data={**asked, "persona": key})
    back = urlsplit(answer.location)
    return client.get(f"{back.path}?{back.query}", base_url=PUBLIC)
