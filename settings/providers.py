"""The two identity providers, and what makes one unsafe."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from settings.addresses import fault_in
from settings.environment import Environment
from settings.hosts import is_this_machine
from settings.strength import is_guessable

LOA3: Final = "http://id.sambi.se/loa/loa3"  # the staff level that Inera's identity provider answers with
PERSONNUMMER_CLAIM: Final = "https://id.oidc.se/claim/personalIdentityNumber"  # the Swedish OpenID Connect profile
DEMO_CLIENT: Final = "vardinkorgen-demo"  # known to the whole world, hence never accepted in production
SECRET_BYTES: Final = 16
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")  # RFC 6749, 3.3


@dataclass(frozen=True)
class OidcSettings:
    """One identity provider, and the names of the claims that it says who the person is with."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    subject_claim: str
    given_name_claim: str
    family_name_claim: str
    acr: str | None
    scope: str


@dataclass(frozen=True)
class Side:
    """Staff or citizens: the name of their variables, and what their provider is asked for unless they say otherwise."""

    who: str
    subject: str
    subject_claim: str
    acr: str | None

    @property
    def prefix(self) -> str:
        """What the side's variables begin with."""
        return f"{self.who}_OIDC_"


LONGEST_ISSUER: Final = 300
"""What a login session keeps of it."""
STAFF: Final = Side("STAFF", "HSA_ID", "employeeHsaId", LOA3)
CITIZEN: Final = Side("CITIZEN", "PERSONNUMMER", PERSONNUMMER_CLAIM, None)


def provider(env: Environment, side: Side) -> OidcSettings:
    """One provider's settings; outside production the demo provider's."""
    prefix, who = side.prefix, side.who.lower()
    issuer, client = ("", "") if env.strict else (f"http://127.0.0.1:{env.demo_idp_port}/{who}", f"{DEMO_CLIENT}-{who}")
    settings = OidcSettings(
        issuer=env.required(f"{prefix}ISSUER", issuer),
        client_id=env.required(f"{prefix}CLIENT_ID", client),
        client_secret=env.needed_secret(f"{prefix}CLIENT_SECRET", client and f"{client}-secret"),
        subject_claim=env.text(f"{prefix}{side.subject}_CLAIM", side.subject_claim),
        given_name_claim=env.text(f"{prefix}GIVEN_NAME_CLAIM", "given_name"),
        family_name_claim=env.text(f"{prefix}FAMILY_NAME_CLAIM", "family_name"),
        acr=_acr(env, f"{prefix}ACR", side.acr),
        scope=_scope(env, f"{prefix}SCOPE"),
    )
    if env.strict:
        _refuse_unsafe(env, prefix, settings)
    return settings


def _acr(env: Environment, name: str, usual: str | None) -> str | None:
    """The level that a login must have. Without one any login would do, which production never lets in."""
    return env.text(name) or usual or env.required(name, "") or None


def _scope(env: Environment, name: str) -> str:
    """What is asked for, words between blanks; ``openid`` among them, since without it there is no ID token."""
    scope = " ".join(env.text(name, "openid").split())
    if "openid" not in scope.split() or not _SCOPE.fullmatch(scope):
        env.faults.append(f"{name} is '{scope}'; it is words between blanks, openid among them")
    return scope


def _refuse_unsafe(env: Environment, prefix: str, settings: OidcSettings) -> None:
    """The demo identity provider, and any other that somebody on the network could pass for."""
    if settings.issuer:
        _refuse_issuer(env, f"{prefix}ISSUER", settings.issuer)
    if settings.client_id.startswith(DEMO_CLIENT):
        env.faults.append(f"{prefix}CLIENT_ID is that of the demo identity provider")
    if settings.client_secret.startswith(DEMO_CLIENT):
        env.faults.append(f"{prefix}CLIENT_SECRET is that of the demo identity provider")
    elif settings.client_secret and is_guessable(settings.client_secret, SECRET_BYTES):
        env.faults.append(f"{prefix}CLIENT_SECRET is weak: shorter than {SECRET_BYTES} bytes, or it can be guessed")


def _refuse_issuer(env: Environment, name: str, issuer: str) -> None:
    if fault := fault_in(issuer):
        env.faults.append(f"{name} {fault}")
        return
    parts = urlsplit(issuer)
    if parts.scheme != "https":
        env.faults.append(f"{name} is {issuer}; in production it begins with https://")
    if is_this_machine(parts.hostname or ""):
        env.faults.append(f"{name} is on this machine, as the demo identity provider is")
    if len(issuer) > LONGEST_ISSUER:
        env.faults.append(f"{name} is longer than {LONGEST_ISSUER} characters")
