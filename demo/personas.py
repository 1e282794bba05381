"""Who lives in the demo: clinics, staff and citizens of the public contract, as values. Fictitious people, test numbers only.

Imports nothing of the product, so that the identity provider can stand alone; roles are named by their stored values.
"""

from dataclasses import dataclass

REGION = "Demoregionen"
RECEIVER = "receiver"
HANDLER = "handler"
ADMINISTRATOR = "administrator"
ACCESS_ADMINISTRATOR = "access_administrator"
REVIEWER = "reviewer"
ROLE_CODES = {RECEIVER: "ÄM", HANDLER: "ÄH", ADMINISTRATOR: "ADM", ACCESS_ADMINISTRATOR: "BEH", REVIEWER: "GR"}
LOA3 = "http://id.sambi.se/loa/loa3"


@dataclass(frozen=True)
class DemoClinic:
    """A clinic, and the names of its groups."""

    hsa_id: str
    name: str
    telephone: str
    address: str
    opening_hours: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """What a person does at one clinic: role values, and names of groups there."""

    clinic_hsa_id: str
    roles: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoStaff:
    """A member of staff; ``acr`` is the level of the card the identity provider says was used."""

    hsa_id: str
    given_name: str
    family_name: str
    title: str
    duties: tuple[Duty, ...]
    protected: bool = False
    acr: str = LOA3

    @property
    def name(self) -> str:
        """Given name and family name, or the only one."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class DemoCitizen:
    """A citizen; ``proxy_for`` holds the personnummer of the children this person may act for."""

    personnummer: str
    given_name: str
    family_name: str
    protected: bool = False
    proxy_for: tuple[str, ...] = ()
    acr: str = LOA3

    @property
    def name(self) -> str:
        """Given name and family name, or the only one."""
        return f"{self.given_name} {self.family_name}".strip()


STORGATAN = DemoClinic(
    hsa_id="SE0000000000-1001",
    name="Storgatans vårdcentral",
    telephone="010-555 10 01",
    address="Storgatan 1, 123 45 Demostad",
    opening_hours="Måndag–fredag 8–16",
    groups=("Sjuksköterskor", "Läkare"),
)
HAMNEN = DemoClinic(
    hsa_id="SE0000000000-1002",
    name="Hamnens hudmottagning",
    telephone="010-555 10 02",
    address="Hamngatan 2, 123 46 Demostad",
    opening_hours="Måndag–fredag 8–16",
)
CLINICS = (STORGATAN, HAMNEN)


def _at_storgatan(*roles: str, groups: tuple[str, ...] = ()) -> Duty:
    return Duty(STORGATAN.hsa_id, roles, groups)


def _at_hamnen(*roles: str) -> Duty:
    return Duty(HAMNEN.hsa_id, roles)


STAFF = (
    DemoStaff("SE0000000000-2001", "Maja", "Mottagare", "Medicinsk sekreterare", (_at_storgatan(RECEIVER),)),
    DemoStaff(
        "SE0000000000-2002",
        "Hanna",
        "Handläggare",
        "Sjuksköterska",
        (_at_storgatan(HANDLER, groups=("Sjuksköterskor",)),),
    ),
    DemoStaff(
        "SE0000000000-2003",
        "Henrik",
        "Handläggare",
        "Läkare",
        (_at_storgatan(HANDLER, groups=("Sjuksköterskor", "Läkare")), _at_hamnen(HANDLER)),
    ),
    DemoStaff("SE0000000000-2004", "Alva", "Allround", "Distriktssköterska", (_at_storgatan(RECEIVER, HANDLER),)),
    DemoStaff("SE0000000000-2005", "Adam", "Administratör", "Verksamhetsutvecklare", (_at_storgatan(ADMINISTRATOR),)),
    DemoStaff("SE0000000000-2006", "Berit", "Behörighet", "Enhetschef", (_at_storgatan(ACCESS_ADMINISTRATOR),)),
    DemoStaff("SE0000000000-2007", "Greta", "Granskare", "Informationssäkerhetssamordnare", (_at_storgatan(REVIEWER),)),
    DemoStaff("SE0000000000-2008", "Hugo", "Hamn", "Hudläkare", (_at_hamnen(RECEIVER, HANDLER, ADMINISTRATOR),)),
    DemoStaff("SE0000000000-2009", "Siv", "Skyddad", "Sjuksköterska", (_at_storgatan(HANDLER),), protected=True),
)

CITIZENS = (
    DemoCitizen("191212121212", "Tolvan", "Tolvansson"),
    DemoCitizen("199001012385", "Nina", "Nittio"),
    DemoCitizen("200002292399", "Tvåan", "Tvåtusen", proxy_for=("201701012393",)),
    DemoCitizen("190001019801", "Skyddade Sara", "", protected=True),
    DemoCitizen("201701012393", "Lill", "Tvåtusen"),
    DemoCitizen("191401682396", "Sam", "Samordning"),
)


def clinic_name(hsa_id: str) -> str:
    """The name of the demo clinic with this HSA-id."""
    return next(clinic.name for clinic in CLINICS if clinic.hsa_id == hsa_id)
