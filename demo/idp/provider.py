"""What the provider remembers and signs: one key made at start, codes used once, sessions until they are ended."""

import base64
import hashlib
import hmac
import logging
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from demo.idp.realms import Persona, Realm

log = logging.getLogger(__name__)
CODE_SECONDS = 60
TOKEN_SECONDS = 300
LOGOUT_SECONDS = 120
TIMEOUT_SECONDS = 3
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Session:
    """Somebody who is logged in at one issuer."""

    sid: str
    realm: str
    subject: str


@dataclass(frozen=True)
class Grant:
    """What a code stands for until it is exchanged."""

    realm: Realm
    persona: Persona
    session: Session
    nonce: str
    challenge: str
    redirect_uri: str
    auth_time: int
    until: float


@dataclass
class Provider:
    """The memory of the program; gone when it stops."""

    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"})
    )
    codes: dict[str, Grant] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def open(self, realm: Realm, persona: Persona) -> Session:
        """Log a persona in."""
        session = Session(secrets.token_urlsafe(16), realm.name, persona.key)
        with self.lock:
            self.sessions[session.sid] = session
        return session

    def code_for(self, grant: Grant) -> str:
        """A code that can be exchanged once within a minute."""
        code = secrets.token_urlsafe(32)
        with self.lock:
            self.codes[code] = grant
        return code

    def redeem(self, realm: Realm, code: str, redirect_uri: str, verifier: str) -> Grant | None:
        """What the code stands for; None when it is unknown, used, late, of another issuer or without its verifier."""
        with self.lock:
            grant = self.codes.pop(code, None)
        if grant is None or grant.realm is not realm or grant.until < time.time() or grant.redirect_uri != redirect_uri:
            return None
        return grant if hmac.compare_digest(challenge_of(verifier), grant.challenge) else None

    def id_token(self, grant: Grant) -> str:
        """A signed ID token for the persona."""
        now = int(time.time())
        claims = {
            "iss": grant.realm.issuer,
            "aud": grant.realm.client.client_id,
            "sub": grant.persona.key,
            "sid": grant.session.sid,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": grant.auth_time,
            "nonce": grant.nonce,
            "amr": ["demo"],
        }
        return self.signed({**claims, **grant.persona.claims})

    def logout_token(self, realm: Realm, session: Session) -> str:
        """A signed token that tells the client that a session has ended."""
        now = int(time.time())
        claims = {
            "iss": realm.issuer,
            "aud": realm.client.client_id,
            "sub": session.subject,
            "sid": session.sid,
            "iat": now,
            "exp": now + LOGOUT_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "events": {LOGOUT_EVENT: {}},
        }
        return self.signed(claims, typ="logout+jwt")

    def signed(self, claims: dict[str, object], typ: str = "JWT") -> str:
        """The claims as a JWT of ours."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, "typ": typ}, claims, self.key)

    def end(self, realm: Realm, sid: str) -> None:
        """End a session and tell the client, which may be away."""
        with self.lock:
            session = self.sessions.pop(sid, None)
        if session is None or session.realm != realm.name:
            return
        token = self.logout_token(realm, session)
        try:
            requests.post(realm.client.backchannel_logout_uri, data={"logout_token": token}, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            log.warning("the client could not be told of a logout: %s", type(error).__name__)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
