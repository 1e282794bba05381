"""The configuration fills in everything for a demo and refuses, all at once, what is unsafe in production."""

from datetime import timedelta
from pathlib import Path

import pytest

from config import ROOT, Config
from tests.unit.environments import CITIZEN_SECRET, STAFF_SECRET, STRONG, faults


def test_a_safe_production_environment_starts(production: dict[str, str]) -> None:
    config = Config.from_env(production)
    assert config.app_env == "production"
    assert config.staff_oidc.issuer == "https://idp.inera.se"
    assert config.staff_oidc.acr == "http://id.sambi.se/loa/loa3"
    assert config.database_url.startswith("postgresql://vardinkorg@db/vardinkorg?sslmode=verify-full&sslrootcert=")


def test_an_empty_environment_is_production_and_every_missing_variable_is_named_at_once() -> None:
    told = faults({})
    missing = [line.split()[0] for line in told.splitlines() if " is missing" in line]
    assert missing == [
        *("DATABASE_URL", "PUBLIC_URL", "TRUSTED_PROXIES", "SECRET_KEY", "KEYRING", "SMTP_URL", "MAIL_FROM"),
        *(f"STAFF_OIDC_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")),
        *(f"CITIZEN_OIDC_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ACR")),
    ]
    assert len(told.splitlines()) == len(missing)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("APP_ENV", "prod", "APP_ENV is 'prod'"),
        ("PUBLIC_URL", "http://inkorg.region.se", "PUBLIC_URL is http"),
        ("PUBLIC_URL", "https://region.se/inkorg", "with no path"),
        ("PUBLIC_URL", "inkorg.region.se", "PUBLIC_URL is not https://"),
        ("SECRET_KEY", "short", "SECRET_KEY is weak: it is shorter"),
        ("SECRET_KEY", "a" * 64, "SECRET_KEY is weak: it can be guessed"),
        ("SECRET_KEY", "changeme-changeme-changeme-changeme", "SECRET_KEY is weak: it can be guessed"),
        ("SECRET_KEY", "a-secret-that-only-tests-use-0123456789", "SECRET_KEY is weak: it can be guessed"),
        ("KEYRING", "/nowhere/keyring.json", "KEYRING names /nowhere/keyring.json, which is not there"),
        ("STAFF_OIDC_ISSUER", "http://idp.inera.se", "STAFF_OIDC_ISSUER is http://idp.inera.se"),
        ("STAFF_OIDC_ISSUER", "http://127.0.0.1:8001/staff", "as the demo identity provider is"),
        ("STAFF_OIDC_ISSUER", f"https://idp.inera.se/{'x' * 300}", "STAFF_OIDC_ISSUER is longer than 300 characters"),
        ("CITIZEN_OIDC_ISSUER", "https://localhost:8001/citizen", "CITIZEN_OIDC_ISSUER is on this machine"),
        ("CITIZEN_OIDC_ISSUER", "https://[::1]:8001/citizen", "CITIZEN_OIDC_ISSUER is on this machine"),
        ("CITIZEN_OIDC_ISSUER", "https://demo.localhost/citizen", "CITIZEN_OIDC_ISSUER is on this machine"),
        ("STAFF_OIDC_CLIENT_ID", "vardinkorgen-demo-staff", "STAFF_OIDC_CLIENT_ID is that of the demo"),
        ("STAFF_OIDC_CLIENT_SECRET", "vardinkorgen-demo-staff-secret", "STAFF_OIDC_CLIENT_SECRET is that of the demo"),
        ("DATABASE_URL", "mysql://db/vardinkorg", "DATABASE_URL"),
        ("SMTP_URL", "post.region.se", "SMTP_URL"),
        ("OPERATOR_EMAIL", "Region Exempel", "OPERATOR_EMAIL is 'Region Exempel'; it is one e-mail address"),
        ("PORT", "http", "PORT is 'http'; it is a whole number from 1 to 65535"),
        ("PORT", "70000", "PORT"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES"),
        ("DATABASE_PREPARE", "maybe", "DATABASE_PREPARE is 'maybe'; it is yes or no"),
        ("OWNER_DATABASE_URL", "mysql://db/x", "OWNER_DATABASE_URL is neither"),
        ("STAFF_OIDC_SCOPE", "profile", "STAFF_OIDC_SCOPE is 'profile'; it is words between blanks, openid among them"),
        ("CITIZEN_OIDC_SCOPE", 'openid "x"', "CITIZEN_OIDC_SCOPE is"),
        ("CA_FILE", "/nowhere/ca.pem", "CA_FILE names /nowhere/ca.pem, which cannot be read"),
    ],
)
def test_production_refuses(production: dict[str, str], name: str, value: str, told: str) -> None:
    refusal = faults(production | {name: value})
    assert told in refusal
    assert len(refusal.splitlines()) == (2 if "http://127" in value else 1)


def test_production_refuses_a_keyring_that_others_may_read(production: dict[str, str]) -> None:
    Path(production["KEYRING"]).chmod(0o640)
    assert "make it 0600" in faults(production)


def test_production_makes_no_secret_and_no_file(production: dict[str, str], tmp_path: Path) -> None:
    del production["SECRET_KEY"]
    assert faults(production) == "SECRET_KEY is missing"
    assert not (tmp_path / "secret-key").exists()


def test_several_faults_are_told_together(production: dict[str, str]) -> None:
    told = faults(production | {"SECRET_KEY": "short", "PORT": "many", "STAFF_OIDC_ISSUER": "http://idp.example.se"})
    assert [line.split()[0] for line in told.splitlines()] == ["PORT", "SECRET_KEY", "STAFF_OIDC_ISSUER"]


def test_a_demo_needs_nothing_but_its_name(tmp_path: Path) -> None:
    config = Config.from_env({"APP_ENV": "demo", "INSTANCE_DIR": str(tmp_path)})
    assert (config.host, config.port, config.demo_idp_port) == ("127.0.0.1", 8000, 8001)
    assert config.public_url == "http://127.0.0.1:8000"
    assert config.staff_oidc.issuer == "http://127.0.0.1:8001/staff"
    assert config.citizen_oidc.issuer == "http://127.0.0.1:8001/citizen"
    assert config.keyring_path == tmp_path / "keyring.json"
    assert config.database_url == f"sqlite:///{tmp_path}/vardinkorg.db"


def test_the_secret_of_a_demo_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    environ = {"APP_ENV": "demo", "INSTANCE_DIR": str(tmp_path / "instance")}
    first, second = Config.from_env(environ), Config.from_env(environ)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "instance" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_demo_identity_provider_stands_beside_the_port_that_was_asked_for(tmp_path: Path) -> None:
    config = Config.from_env({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "PORT": "9100"})
    assert config.demo_idp_port == 9101
    assert config.public_url == "http://127.0.0.1:9100"
    assert config.staff_oidc.issuer == "http://127.0.0.1:9101/staff"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("sqlite:///instance/x.db", f"sqlite:///{ROOT}/instance/x.db"),
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
        ("postgresql+psycopg://db/x", "postgresql+psycopg://db/x"),
    ],
)
def test_relative_paths_are_relative_to_the_repository_root(
    given: str, read: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = Config.from_env(
        {"APP_ENV": "test", "INSTANCE_DIR": "elsewhere", "KEYRING": "k.json", "DATABASE_URL": given}
    )
    assert config.database_url == read
    assert config.instance_dir == ROOT / "elsewhere"
    assert config.keyring_path == ROOT / "k.json"


def test_an_unset_authority_means_those_of_the_machine(tmp_path: Path) -> None:
    assert Config.from_env({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path)}).ca_file is None


def test_what_an_installation_seldom_says_has_its_default(production: dict[str, str]) -> None:
    config = Config.from_env(production)
    assert config.owner_database_url == config.database_url
    assert config.database_prepare
    assert (config.staff_oidc.scope, config.citizen_oidc.scope) == ("openid", "openid")


def test_what_is_said_is_read(production: dict[str, str]) -> None:
    said = {
        "OWNER_DATABASE_URL": "postgresql://owner@127.0.0.1/vardinkorg",
        "DATABASE_PREPARE": "no",
        "STAFF_OIDC_SCOPE": "openid  profile",
    }
    config = Config.from_env(production | said)
    assert config.owner_database_url == "postgresql://owner@127.0.0.1/vardinkorg"
    assert not config.database_prepare
    assert config.staff_oidc.scope == "openid profile"


def test_login_limits_may_be_shortened(production: dict[str, str]) -> None:
    config = Config.from_env(
        production | {"SESSION_STAFF_IDLE_MINUTES": "10", "SESSION_CITIZEN_ABSOLUTE_MINUTES": "60"}
    )
    assert config.staff_session.idle == timedelta(minutes=10)
    assert config.staff_session.absolute == timedelta(hours=10)
    assert config.trusted_session.idle == timedelta(minutes=15)
    assert config.trusted_session.absolute == timedelta(hours=8)
    assert config.citizen_session.absolute == timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_STAFF_IDLE_MINUTES", "31"),
        ("SESSION_STAFF_ABSOLUTE_MINUTES", "601"),
        ("SESSION_TRUSTED_IDLE_MINUTES", "16"),
        ("SESSION_TRUSTED_ABSOLUTE_MINUTES", "481"),
        ("SESSION_CITIZEN_IDLE_MINUTES", "16"),
        ("SESSION_CITIZEN_ABSOLUTE_MINUTES", "121"),
        ("SESSION_CITIZEN_IDLE_MINUTES", "0"),
    ],
)
def test_login_limits_may_not_be_lengthened_or_removed(production: dict[str, str], name: str, value: str) -> None:
    assert faults(production | {name: value}).startswith(f"{name} is '{value}'")


@pytest.mark.parametrize("value", ["0", "-1", "1000000", "many"])
@pytest.mark.parametrize(
    "name",
    [
        "LIMIT_LOGINS_NETWORK",
        "LIMIT_LOGINS_BROWSER",
        "LIMIT_SEARCHES",
        "LIMIT_SENDS_CITIZEN",
        "LIMIT_SENDS_STAFF",
        "LIMIT_CODES",
        "LIMIT_READS",
    ],
)
def test_limits_are_neither_none_nor_so_low_that_work_stops(production: dict[str, str], name: str, value: str) -> None:
    assert faults(production | {name: value}).startswith(f"{name} is '{value}'")


def test_limits_may_be_set(production: dict[str, str]) -> None:
    limits = Config.from_env(production | {"LIMIT_SEARCHES": "600"}).limits
    assert (limits.searches, limits.sends_citizen) == (600, 30)


def test_secrets_are_left_out_when_the_configuration_is_printed(production: dict[str, str]) -> None:
    printed = repr(Config.from_env(production))
    assert STRONG not in printed
    assert STAFF_SECRET not in printed
    assert CITIZEN_SECRET not in printed
