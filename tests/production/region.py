"""A region's installation on this machine, put together as docs/operations.md says: nothing is started that it does not name.

nginx with TLS of the region's own authority, two web servers and a worker, PostgreSQL with a standby, PgBouncer, an
independent identity provider and a mail server.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from app.core.crypto import Keyring
from demo.idp.realms import clients, realms
from demo.personas import CLINICS, STAFF
from tests.production import manual, postgres
from tests.production.authority import Authority
from tests.production.machine import Ended, Process, free_port, own_address
from tests.production.mail import Mail
from tests.production.nginx import configuration, nginx
from tests.production.oidc_provider import IndependentProvider, independent_provider

LOOPBACK = "127.0.0.1"
SECRETS = {
    "staff": ("vardinkorgen-personal", secrets.token_urlsafe(32)),
    "citizen": ("vardinkorgen-invanare", secrets.token_urlsafe(32)),
}
CLINIC = CLINICS[0]
PEOPLE = {"Maja": "ÄM", "Hanna": "ÄH", "Adam": "ADM", "Berit": "ADM", "Greta": "GR"}
CASE_TYPES = {"fornya-recept": "fornya_recept", "kontakta-mig": "kontakta_mig"}
READY_SECONDS = 60


@dataclass
class Node:
    """One web server: its port and its process, which comes and goes."""

    region: "Region"
    name: str
    port: int
    running: Process | None = None

    def start(self) -> None:
        """Start it, and wait until its own ``/readyz`` says that it may be given visitors."""
        command = manual.command_of("Description=Vårdinkorgen, web server")
        environment = {**self.region.environment, "HOST": LOOPBACK, "PORT": str(self.port)}
        self.running = Process(command, self.region.folder, environment, self.name, cwd=manual.ROOT)
        self.running.wait_for(LOOPBACK, self.port)
        for _try in range(READY_SECONDS * 5):
            if self.says("/readyz").status_code == requests.codes.ok:
                return
        raise Ended(self.name, self.running.log)

    def says(self, path: str) -> requests.Response:
        """What the node answers to one who asks it without nginx."""
        return requests.get(f"http://{LOOPBACK}:{self.port}{path}", timeout=10, allow_redirects=False)

    def stop(self) -> int:
        """Tell it to stop as systemd does; its exit code."""
        assert self.running is not None
        return self.running.stop()


@dataclass
class Region:
    """All of it, running."""

    folder: Path
    authority: Authority
    address: str
    origin: str
    database: postgres.Server
    mail: Mail
    provider: IndependentProvider
    environment: dict[str, str]
    nodes: list[Node] = field(default_factory=list)
    worker: Process | None = None

    def flask(self, *arguments: str, **more: str) -> str:
        """A command of the product's, typed by the operator; what it printed."""
        return run([sys.executable, "-m", "flask", *arguments], {**self.environment, **more})

    def start_worker(self) -> None:
        """As its unit does."""
        command = manual.command_of("flask worker")
        self.worker = Process(command, self.folder, self.environment, "worker", cwd=manual.ROOT)

    def stop_worker(self) -> None:
        """Tell it to stop, and wait until the job in hand is done."""
        assert self.worker is not None
        self.worker.stop()


def run(command: Sequence[str | Path], environment: Mapping[str, str]) -> str:
    """Run to the end in the folder of the code; what it printed. A failure is told with all that it said."""
    whole = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=manual.ROOT, env=whole)
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout


@contextmanager
def region(folder: Path) -> Iterator[Region]:
    """The installation with its first clinic, its people and two case types; two nodes, a worker."""
    with ExitStack() as stack:
        authority, address = Authority(folder), own_address()
        plain, secure, *ports = (free_port() for _ in range(4))
        origin = f"https://{address}:{secure}"
        database = stack.enter_context(postgres.primary(authority))
        postgres.make_database(database)
        make_tables(database)
        pooler = stack.enter_context(postgres.pgbouncer(database))
        mail = Mail(authority)
        mail.come()
        stack.callback(mail.go)
        provider = stack.enter_context(_provider(folder, address, authority, origin))
        environment = _environment(folder, origin, provider) | {
            "DATABASE_URL": postgres.address(pooler, postgres.RUNTIME, postgres.RUNTIMES_PASSWORD, authority),
            "DATABASE_PREPARE": "no",
            "SMTP_URL": mail.url,
        }
        made = Region(folder, authority, address, origin, database, mail, provider, environment)
        made.nodes = [Node(made, f"web-{number}", port) for number, port in enumerate(ports, start=1)]
        first_clinic(made)
        written = configuration(folder, address, (plain, secure), authority.certificate_for(address), ports)
        stack.enter_context(nginx(folder, address, (plain, secure), written))
        stack.callback(_end, made)
        for node in made.nodes:
            node.start()
        made.start_worker()
        yield made


def _end(made: Region) -> None:
    for running in (*(node.running for node in made.nodes), made.worker):
        if running is not None:
            running.kill()


def make_tables(database: postgres.Server) -> None:
    """As the owner, by the two commands of the manual."""
    run([sys.executable, "-m", "alembic", "upgrade", "head"], {"OWNER_DATABASE_URL": database.owner})
    libpq = {
        "PGHOST": postgres.HOST,
        "PGPORT": str(database.port),
        "PGDATABASE": postgres.DATABASE,
        "PGUSER": postgres.OWNER,
        "PGPASSWORD": postgres.OWNERS_PASSWORD,
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(database.authority.file),
    }
    run(["psql", "-1", "-v", "ON_ERROR_STOP=1", "-q", "-f", "migrations/runtime_role.sql"], libpq)


@contextmanager
def _provider(folder: Path, address: str, authority: Authority, origin: str) -> Iterator[IndependentProvider]:
    known = clients(origin, SECRETS["staff"], SECRETS["citizen"])
    people = {name: list(one.personas.values()) for name, one in realms("https://unused.example", known).items()}
    with independent_provider(folder, address, authority, known, people) as started:
        yield started


def _environment(folder: Path, origin: str, provider: IndependentProvider) -> dict[str, str]:
    """Every variable of the manual's file but for the database and the mail server."""
    keyring = folder / "keyring.json"
    Keyring.create(keyring)
    told = {
        "PUBLIC_URL": origin,
        "TRUSTED_PROXIES": "1",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "KEYRING": str(keyring),
        "INSTANCE_DIR": str(folder / "instance"),
        "DRAIN_SECONDS": "2",
        "CA_FILE": str(provider.authority),
        "MAIL_FROM": "Vårdinkorgen <noreply@region.example>",
        "CITIZEN_OIDC_ACR": "http://id.sambi.se/loa/loa3",
    }
    for side in ("staff", "citizen"):
        told[f"{side.upper()}_OIDC_ISSUER"] = provider.issuer(side)
        told[f"{side.upper()}_OIDC_CLIENT_ID"], told[f"{side.upper()}_OIDC_CLIENT_SECRET"] = SECRETS[side]
    return told


def first_clinic(made: Region) -> None:
    """The clinic, its first people and what citizens may ask, by the commands of the manual."""
    made.flask(
        "clinic", "create", "--hsa-id", CLINIC.hsa_id, "--name", CLINIC.name, "--region", "Region Prov",
        "--telephone", "010-555 10 01", "--opening-hours", "Måndag–fredag 8–16",
    )  # fmt: skip
    for person in STAFF:
        given = person.given_name
        if given in PEOPLE:
            made.flask(
                "staff", "appoint", "--hsa-id", person.hsa_id, "--given-name", given, "--family-name",
                person.family_name, "--clinic", CLINIC.hsa_id, "--role", PEOPLE[given], "--reason", "Uppstart",
            )  # fmt: skip
    for position, (key, name) in enumerate(CASE_TYPES.items(), start=1):
        made.flask(
            "case-type", "publish", "--clinic", CLINIC.hsa_id, "--key", key, "--position", str(position),
            f"demo/case_types/{name}.json",
        )  # fmt: skip
