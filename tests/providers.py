"""The product beside an identity provider that answers over real HTTP."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.canonical import decode
from app.audit.models import AuditEvent
from app.auth import oidc_client
from app.core import crypto
from app.core.db import session
from config import Config
from demo.idp import clients, make_app
from demo.personas import CITIZENS, STAFF, DemoCitizen, DemoStaff
from tests.conftest import Engine, House
from tests.identity import EvilProvider, served, walk
from tests.programs import close
from tests.shapes import PUBLIC

LOA2_CARD = DemoStaff("SE0000000000-2001", "Maja", "Mottagare", "", (), acr="http://id.sambi.se/loa/loa2")
STRANGER = DemoStaff("SE0000000000-2999", "Okänd", "Person", "", ())
NEWCOMER = DemoCitizen("198507099805", "Nils", "Nykomling")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def events(app: Flask, kind: str) -> list[dict[str, object]]:
    """The payloads of the log's events of this kind, oldest first."""
    with app.app_context():
        rows = session().scalars(select(AuditEvent.payload).where(AuditEvent.kind == kind).order_by(AuditEvent.id))
        return [decode(row) for row in rows]


@dataclass
class Product:
    """The application, and the demo provider's program to press buttons in."""

    app: Flask
    idp: Flask
    config: Config

    def browser(self) -> FlaskClient:
        """A browser that nobody has logged in with."""
        return self.app.test_client()

    def login(self, key: str, side: str = "staff") -> FlaskClient:
        """A browser in which a persona has walked all the way."""
        browser = self.browser()
        answer = walk(browser, self.idp.test_client(), key, side)
        assert answer.status_code == 303, answer.text
        return browser


def with_provider(config: Config, port: int, scheme: str = "http") -> Config:
    """The configuration with both identity providers at this port."""
    base = f"{scheme}://127.0.0.1:{port}"
    staff = replace(config.staff_oidc, issuer=f"{base}/staff")
    return replace(
        config, public_url=PUBLIC, staff_oidc=staff, citizen_oidc=replace(config.citizen_oidc, issuer=f"{base}/citizen")
    )


@pytest.fixture(scope="session")
def door(engine: Engine, house: House) -> Flask:
    """The worker's application at the address that the providers send people back to."""
    return engine.application(replace(house.config, public_url=PUBLIC))


@contextmanager
def _asking(door: Flask, settings: Config) -> Iterator[Flask]:
    """The application with new clients of these providers, which remember nothing of the test before."""
    crypto.use(crypto.Keyring.load(settings.keyring_path))  # a test before may have used another
    oidc_client.install(door, settings.staff_oidc, settings.citizen_oidc)
    yield door
    close(door)


@pytest.fixture
def product(config: Config, door: Flask) -> Iterator[Product]:
    """The product with the demo identity provider, which also knows a card of a lower level and a stranger."""
    port = free_port()
    settings = with_provider(config, port)
    credentials = [(one.client_id, one.client_secret) for one in (settings.staff_oidc, settings.citizen_oidc)]
    idp = make_app(f"http://127.0.0.1:{port}", clients(PUBLIC, *credentials), (*STAFF, STRANGER), (*CITIZENS, NEWCOMER))
    idp.config["PORT"] = port
    with _asking(door, settings) as app, served(idp):
        yield Product(app, idp, settings)


@pytest.fixture
def evil() -> Iterator[EvilProvider]:
    """A provider that says what the test wants."""
    provider = EvilProvider(free_port())
    with served(provider.program()):
        yield provider


@pytest.fixture
def victim(config: Config, evil: EvilProvider, door: Flask) -> Iterator[Flask]:
    """The product with that provider on both sides."""
    with _asking(door, with_provider(config, evil.port)) as app:
        yield app
