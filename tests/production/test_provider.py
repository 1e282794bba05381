"""The product and an identity provider that somebody else has written: oidc-provider, over TLS of the region's own authority."""

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.auth import oidc_client
from app.core import crypto
from config import LOA3, Config
from demo.idp.realms import clients, realms
from tests.conftest import Engine, House
from tests.http.pages import send
from tests.production.authority import Authority
from tests.production.machine import free_port
from tests.production.oidc_provider import IndependentProvider, independent_provider, parts
from tests.programs import close
from tests.providers import events
from tests.shapes import PUBLIC

MAJA, TOLVAN = "SE0000000000-2001", "191212121212"
PAGE = "/personal-settings"
SECRETS = {"staff": ("vardinkorgen", "a+b/c=d e%f:g" * 4), "citizen": ("invanare+1", "plain" * 10)}
HERE = "127.0.0.1"
BY_SCOPE = {
    "staff": "openid profile employee",
    "citizen": "openid profile https://id.oidc.se/scope/naturalPersonNumber",
}


@pytest.fixture(scope="module")
def house_port() -> int:
    """Where the provider finds the product behind the browser's back."""
    return free_port(HERE)


@pytest.fixture(scope="module")
def independent(tmp_path_factory: pytest.TempPathFactory, house_port: int) -> Iterator[IndependentProvider]:
    """The provider, with the demo's people."""
    assert parts().is_dir(), "scripts/test-production installs the provider"
    folder = tmp_path_factory.mktemp("provider")
    known = {
        name: one._replace(backchannel_logout_uri=f"http://{HERE}:{house_port}/backchannel-logout/{name}")
        for name, one in clients(PUBLIC, SECRETS["staff"], SECRETS["citizen"]).items()
    }
    people = {name: list(realm.personas.values()) for name, realm in realms("https://unused.example", known).items()}
    with independent_provider(folder, HERE, Authority(folder), known, people) as started:
        yield started


def asking(door: Flask, config: Config, independent: IndependentProvider, ca_file: Path | None, **scopes: str) -> None:
    """Make the product's clients anew."""
    sides = {
        name: replace(
            getattr(config, f"{name}_oidc"),
            issuer=independent.issuer(name),
            client_id=SECRETS[name][0],
            client_secret=SECRETS[name][1],
            scope=scopes.get(name, "openid"),
        )
        for name in ("staff", "citizen")
    }
    oidc_client.install(door, sides["staff"], sides["citizen"], ca_file)


@pytest.fixture(scope="module")
def door(engine: Engine, house: House) -> Flask:
    """The application at the address that the provider sends people back to."""
    return engine.application(replace(house.config, public_url=PUBLIC))


@pytest.fixture
def ours(config: Config, door: Flask, independent: IndependentProvider, house_port: int) -> Iterator[Flask]:
    """The product beside that provider, and listening for its servers."""
    crypto.use(crypto.Keyring.load(config.keyring_path))
    for side in SECRETS:
        independent.do(side, "as-at-first")
    asking(door, config, independent, independent.authority)
    server = make_server(HERE, house_port, door, threaded=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    yield door
    server.shutdown()
    serving.join()
    server.server_close()
    close(door)


class Person:
    """Somebody with a browser: the product's cookies in one jar, the provider's in another."""

    def __init__(self, app: Flask, independent: IndependentProvider) -> None:
        self.browser: FlaskClient = app.test_client()
        self.at_provider = requests.Session()
        self.at_provider.trust_env, self.at_provider.verify = False, str(independent.authority)

    def logs_in(self, account: str, side: str = "staff") -> TestResponse:
        """The whole way; at the provider a button is pressed, unless it remembers."""
        answer = self.browser.get(f"/login/{side}", base_url=PUBLIC)
        assert answer.status_code == 302, answer.text
        address = answer.location
        while not address.startswith(PUBLIC):
            said = self.at_provider.get(address, allow_redirects=False, timeout=10)
            if said.status_code == 200 and "Vem är du?" in said.text:
                said = self.at_provider.post(address, data={"account": account}, allow_redirects=False, timeout=10)
            assert said.is_redirect, said.text
            address = urljoin(address, said.headers["Location"])
        return self.browser.get(address.removeprefix(PUBLIC), base_url=PUBLIC)

    def ends_at_provider(self, address: str) -> str:
        """Press yes on the provider's page for logging out; answers with where it sends the browser."""
        asked = self.at_provider.get(address, timeout=10)
        secret = asked.text.split('name="xsrf" value="')[1].split('"')[0]
        action = asked.text.split('action="')[1].split('"')[0]
        answer = self.at_provider.post(
            action, data={"xsrf": secret, "logout": "yes"}, allow_redirects=False, timeout=10
        )
        return str(answer.headers["Location"])

    def is_inside(self, page: str = PAGE) -> bool:
        """Whether the product knows them."""
        return self.browser.get(page, base_url=PUBLIC).status_code == 200


@pytest.fixture
def person(ours: Flask, independent: IndependentProvider) -> Person:
    """Nobody in particular."""
    return Person(ours, independent)


def test_staff_log_in_with_the_level_that_is_asked_for(
    ours: Flask, independent: IndependentProvider, person: Person
) -> None:
    assert person.logs_in(MAJA).status_code == 303
    assert person.is_inside()
    (asked,) = independent.do("staff", "asked")
    assert '"essential": true' in asked["claims"]
    (event,) = events(ours, "login_ok")
    assert (event["actor"]["hsa_id"], event["details"]["acr"]) == (MAJA, LOA3)  # type: ignore[index]


def test_citizens_log_in(ours: Flask, person: Person) -> None:
    assert person.logs_in(TOLVAN, "citizen").status_code == 303
    assert person.is_inside("/settings/notices")


@pytest.mark.parametrize("signed", [False, True], ids=["plain", "signed"])
def test_claims_that_come_by_scope_in_the_user_information_are_taken(
    ours: Flask, config: Config, independent: IndependentProvider, person: Person, signed: bool
) -> None:
    for side in SECRETS:
        independent.do(side, "give-claims-by-scope")
        if signed:
            independent.do(side, "sign-user-information")
    asking(ours, config, independent, independent.authority, **BY_SCOPE)
    assert person.logs_in(MAJA).status_code == 303
    assert Person(ours, independent).logs_in(TOLVAN, "citizen").status_code == 303


def test_a_secret_full_of_signs_goes_in_the_header_as_the_standard_encodes_it(
    independent: IndependentProvider, person: Person
) -> None:
    independent.do("staff", "take-secrets-in-the-header-alone")
    assert person.logs_in(MAJA).status_code == 303


def test_a_claim_that_no_scope_gives_is_named(
    ours: Flask, config: Config, independent: IndependentProvider, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    independent.do("staff", "give-claims-by-scope")
    asking(ours, config, independent, independent.authority)
    assert person.logs_in(MAJA).status_code == 403
    assert "a login for staff was refused: claims employeeHsaId" in caplog.text


def test_logging_out_ends_the_session_there_too(ours: Flask, independent: IndependentProvider, person: Person) -> None:
    person.logs_in(MAJA)
    away = send(person.browser, PAGE, "/logout").location
    assert away.startswith(f"{independent.issuer('staff')}/session/end?")
    back = person.ends_at_provider(away)
    assert "här och hos legitimeringen" in person.browser.get(back.removeprefix(PUBLIC), base_url=PUBLIC).text
    assert not person.is_inside()


def test_the_provider_ends_the_session_behind_the_browsers_back(
    ours: Flask, independent: IndependentProvider, person: Person
) -> None:
    person.logs_in(MAJA)
    other = Person(ours, independent)
    other.logs_in(MAJA)
    person.ends_at_provider(f"{independent.issuer('staff')}/session/end?client_id={SECRETS['staff'][0]}")
    assert independent.do("staff", "told") == ["ok"]
    assert (person.is_inside(), other.is_inside()) == (False, True)
    (event,) = events(ours, "session_ended")
    assert event["details"]["reason"] == "ended_by_provider"  # type: ignore[index]


def test_a_citizens_session_is_ended_likewise(ours: Flask, independent: IndependentProvider, person: Person) -> None:
    person.logs_in(TOLVAN, "citizen")
    person.ends_at_provider(f"{independent.issuer('citizen')}/session/end")
    assert independent.do("citizen", "told") == ["ok"]
    assert not person.is_inside("/settings/notices")


@pytest.mark.parametrize("deed", ["new-key", "new-key-under-old-name"])
def test_a_change_of_keys_shuts_nobody_out(
    ours: Flask, independent: IndependentProvider, person: Person, deed: str
) -> None:
    assert person.logs_in(MAJA).status_code == 303
    independent.do("staff", deed)
    later = Person(ours, independent)
    assert later.logs_in(MAJA).status_code == 303
    later.ends_at_provider(f"{independent.issuer('staff')}/session/end")
    assert not later.is_inside()


def test_without_the_regions_authority_the_journal_says_what_is_missing(
    ours: Flask, config: Config, independent: IndependentProvider, caplog: pytest.LogCaptureFixture
) -> None:
    asking(ours, config, independent, None)
    answer = ours.test_client().get("/login/staff", base_url=PUBLIC)
    assert answer.status_code == 503
    assert "Försök igen om några minuter" in answer.text
    assert "SSLError: unable to get local issuer certificate" in caplog.text
    assert "CA_FILE" in caplog.text


def test_while_the_provider_is_frozen_the_house_goes_on(independent: IndependentProvider, person: Person) -> None:
    person.logs_in(MAJA)
    independent.process.started.send_signal(signal.SIGSTOP)
    try:
        assert person.is_inside()
        assert send(person.browser, PAGE, "/logout").status_code == 303
    finally:
        independent.process.started.send_signal(signal.SIGCONT)
    assert not person.is_inside()
