"""The two issuers: who can log in at each, with which claims, and which client it serves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from demo.personas import CITIZENS, ROLE_CODES, STAFF, DemoCitizen, DemoStaff, clinic_name

P = TypeVar("P", DemoStaff, DemoCitizen)
HSA_ID_CLAIM = "employeeHsaId"
PERSONNUMMER_CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"


class Client(NamedTuple):
    """The product as one issuer knows it. Addresses are compared whole, never by their beginning."""

    client_id: str
    client_secret: str
    redirect_uri: str
    post_logout_redirect_uri: str
    backchannel_logout_uri: str


class Persona(NamedTuple):
    """A button on the page. ``key`` is the subject; ``claims`` go into the token as they are."""

    key: str
    label: str
    claims: Mapping[str, str]


@dataclass(frozen=True)
class Realm:
    """One issuer of the demo: its name, its client and its people."""

    name: str
    issuer: str
    title: str
    client: Client
    personas: Mapping[str, Persona]


Clients = Mapping[str, Client]


def clients(product_url: str, staff: tuple[str, str], citizen: tuple[str, str]) -> Clients:
    """The product at this address as client of both issuers; ``staff`` and ``citizen`` are client id and secret."""
    return {"staff": _client(product_url, "staff", staff), "citizen": _client(product_url, "citizen", citizen)}


def _client(product_url: str, realm: str, credentials: tuple[str, str]) -> Client:
    base = product_url.rstrip("/")
    client_id, secret = credentials
    return Client(
        client_id, secret, f"{base}/login/{realm}/callback", f"{base}/logged-out", f"{base}/backchannel-logout/{realm}"
    )


def realms(
    public_url: str,
    served: Clients,
    staff: Sequence[DemoStaff] = STAFF,
    citizens: Sequence[DemoCitizen] = CITIZENS,
) -> dict[str, Realm]:
    """Both issuers, under ``public_url``."""
    people: dict[str, tuple[str, dict[str, Persona]]] = {
        "staff": ("Personal – e-tjänstekort", _personas(staff, _staff_persona)),
        "citizen": ("Invånare – e-legitimation", _personas(citizens, _citizen_persona)),
    }
    base = public_url.rstrip("/")
    return {
        name: Realm(name, f"{base}/{name}", title, served[name], personas) for name, (title, personas) in people.items()
    }


def _personas(people: Sequence[P], as_persona: Callable[[P], Persona]) -> dict[str, Persona]:
    made = [as_persona(person) for person in people]
    return {persona.key: persona for persona in made}


def _staff_persona(person: DemoStaff) -> Persona:
    duties = [f"{_codes(duty.roles)}, {clinic_name(duty.clinic_hsa_id)}" for duty in person.duties]
    label = " – ".join([person.name, "; ".join(duties)]) if duties else person.name
    names = {"given_name": person.given_name, "family_name": person.family_name}
    return Persona(person.hsa_id, label, {HSA_ID_CLAIM: person.hsa_id, **names, "acr": person.acr})


def _codes(roles: Sequence[str]) -> str:
    return " + ".join(ROLE_CODES[role] for role in roles)


def _citizen_persona(person: DemoCitizen) -> Persona:
    number = f"{person.personnummer[:8]}-{person.personnummer[8:]}"
    names = {"given_name": person.given_name, "family_name": person.family_name}
    return Persona(
        person.personnummer,
        f"{person.name} – {number}",
        {PERSONNUMMER_CLAIM: person.personnummer, **names, "acr": person.acr},
    )
