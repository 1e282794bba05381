"""Each row is an installation that once started and should not have: one variable, and what is told of it."""

import os
import shutil
from pathlib import Path

import pytest

from config import ROOT, Config
from settings import keyfile
from settings.connections import owner_address
from settings.environment import Environment
from tests.unit.environments import faults

TLS = "sslmode=verify-full"
ESCAPED = "a sign in user or password that must be written %40"
NO_TLS = "another machine, without sslmode=verify-full"

DATABASES = [
    ("", "DATABASE_URL is missing"),
    ("sqlite:////srv/vardinkorg.db", "ALLOW_SQLITE=yes"),
    ("postgresql://u:p@db/v", f"DATABASE_URL goes to db, {NO_TLS}"),
    ("postgresql://u:p@db/v?sslmode=disable", NO_TLS),
    ("postgresql://u:p@db/v?sslmode=require", NO_TLS),
    ("postgresql://u:p@db/v?sslmode=verify-ca", NO_TLS),
    ("postgresql+psycopg://u:p@db/v", NO_TLS),
    ("postgresql://u:p@/v?host=127.0.0.1,db2&port=1,2", f"DATABASE_URL goes to db2, {NO_TLS}"),
    ("postgresql://u:p@localhost/v?hostaddr=192.0.2.7", f"DATABASE_URL goes to 192.0.2.7, {NO_TLS}"),
    (f"postgresql://u:p@db/v?{TLS}&sslmode=disable", "says sslmode twice"),
    (f"postgresql://u:p@db/v?{TLS}&sslrootcert=/nowhere.crt", "an authority that is not there"),
    ("postgresql:///v", "names no host; a socket on this machine is written ?host=/run/postgresql"),
    ("postgresql:///v?service=region", "names no host"),
    ("postgresql://u:p@127.0.0.1:6401,b:6402/v", f"DATABASE_URL goes to b, {NO_TLS}"),
    ("postgresql://u:p@/v?host=127.0.0.1:1&host=b:2", f"DATABASE_URL goes to b, {NO_TLS}"),
    (f"postgresql://u:p@a,/v?{TLS}", "names no host"),
    (f"postgresql://u:p@ss@db/v?{TLS}", ESCAPED),
    (f"postgresql://u:p/ss@db/v?{TLS}", ESCAPED),
    (f"postgresql://u:p?ss@db/v?{TLS}", ESCAPED),
    (f"postgresql://u:p#ss@db/v?{TLS}", ESCAPED),
    (f"postgresql://u:100%@db/v?{TLS}", ESCAPED),
    (f"postgresql://u:p ss@db/v?{TLS}", "holds a blank"),
    (f"postgresql://u:p@db:99999/v?{TLS}", "has a port that is none"),
    (f"postgresql://u:p@db:abc/v?{TLS}", "has a port that is none"),
    (f"postgresql://u:p@db/v?{TLS}&nosuch=1", "cannot be read as an address of PostgreSQL"),
    ("sqlite://", "is neither"),
]
ISSUERS = [
    ("https:///s", "names no host"),
    ("https://localhost./s", "is on this machine"),
    ("https://LOCALHOST/s", "is on this machine"),
    ("https://127.1/s", "is on this machine"),
    ("https://2130706433/s", "is on this machine"),
    ("https://0x7f.0.0.1/s", "is on this machine"),
    ("https://0.0.0.0/s", "is on this machine"),
    ("https://[::ffff:127.0.0.1]/s", "is on this machine"),
    ("https://[::]/s", "is on this machine"),
    ("https://user:pw@idp.region.se", "names a user"),
    ("https://idp.region.se?x=1", "question mark"),
    ("https://idp.region.se/s#x", "number sign"),
    ("https://idp.region.se:99999", "a port that is none"),
    ("https://idp.region.se:0", "a port that is none"),
    ("https://idp.region.se\\@x.se", "a backslash"),
    ("https://idp region.se", "a blank"),
    ("https://idp..region.se", "a host that is none"),
    ("https://[1::2", "a host or a port that is none"),
]
PUBLIC = [
    ("https://u:p@x.se", "names a user"),
    ("https://x.se#f", "number sign"),
    ("https://x.se?", "question mark"),
    ("https://x.se:99999", "a port that is none"),
    ("https://x.se.", "with no path"),
    ("https://", "is not https:// and a host name"),
    ("ftp://x.se", "is not https:// and a host name"),
    ("https://vårdinkorgen.se", "is not written as the network writes it: xn--vrdinkorgen-x8a.se"),
]
MAIL = [
    ("", "SMTP_URL is missing"),
    ("smtp://mail:abc", "a port that is none"),
    ("smtp://mail:99999", "a port that is none"),
    ("smtp://", "names no host"),
    ("smtp://u:p@ss@mail", ESCAPED),
    ("smtp://u:p/ss@mail", ESCAPED),
    ("smtp://mail/x", "something after the host"),
    ("smtp://mail?tls=no", "question mark"),
    ("http://mail", "is neither"),
]
SENDERS = [
    ("", "MAIL_FROM is missing"),
    ("skräp", "MAIL_FROM is not one address"),
    ("noreply@localhost", "MAIL_FROM is not one address"),
    ("a@region.se\nBcc: x@y.se", "MAIL_FROM is not one address"),
    ("a@region.se, b@region.se", "MAIL_FROM is not one address"),
    ("Vårdinkorgen", "MAIL_FROM is not one address"),
    ("<>", "MAIL_FROM is not one address"),
    ("a b@region.se", "MAIL_FROM is not one address"),
    ("@region.se", "MAIL_FROM is not one address"),
    ("a@", "MAIL_FROM is not one address"),
    ("a@region..se", "MAIL_FROM is not one address"),
    ("V\u202eårdinkorgen <a@region.se>", "MAIL_FROM is not one address"),
    ("V\u200bårdinkorgen <a@region.se>", "MAIL_FROM is not one address"),
    ("Vård\x07 <a@region.se>", "MAIL_FROM is not one address"),
    ("Vård\u2028inkorgen <a@region.se>", "MAIL_FROM is not one address"),
]
SECRETS = ["x", "secret", "x" * 40, "changemechangeme", "password12345678", "supersecretexample", "Hemlighet-2026!"]
OF_LIBPQ = ["PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGSSLMODE", "PGREQUIRESSL"]
OF_LIBPQ += ["PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGGSSENCMODE", "PGOPTIONS", "PGCHANNELBINDING"]
OF_LIBPQ += ["PGREQUIREAUTH", "PGSSLNEGOTIATION", "PGSSLMINPROTOCOLVERSION"]
OTHERS = [
    ("TRUSTED_PROXIES", "", "TRUSTED_PROXIES is missing"),
    ("TRUSTED_PROXIES", "0", "TRUSTED_PROXIES is 0 and PUBLIC_URL https"),
    ("CITIZEN_OIDC_ACR", "", "CITIZEN_OIDC_ACR is missing"),
    ("FLASK_DEBUG", "1", "FLASK_DEBUG is set"),
    ("FLASK_DEBUG", "true", "FLASK_DEBUG is set"),
    ("STATUS_NETWORKS", "0.0.0.0/0", "STATUS_NETWORKS holds 0.0.0.0/0, which is nearly everybody"),
    ("STATUS_NETWORKS", "127.0.0.1 ::/0", "STATUS_NETWORKS holds ::/0, which is nearly everybody"),
    ("STATUS_NETWORKS", "::ffff:0:0/96", "STATUS_NETWORKS holds 0.0.0.0/0, which is nearly everybody"),
    ("STATUS_NETWORKS", "128.0.0.0/1", "STATUS_NETWORKS holds 128.0.0.0/1, which is nearly everybody"),
    *((name, "x", f"{name} is set") for name in OF_LIBPQ),
    ("ALLOW_SQLITE", "true", "ALLOW_SQLITE is 'true'; it is yes or no"),
    ("OWNER_DATABASE_URL", "postgresql://o:p@db/v", f"OWNER_DATABASE_URL goes to db, {NO_TLS}"),
    ("OWNER_DATABASE_URL", f"postgresql://o:p@x@db/v?{TLS}", f"OWNER_DATABASE_URL has {ESCAPED}"),
]
ROWS = [
    *(("DATABASE_URL", value, told) for value, told in DATABASES),
    *((f"{who}_OIDC_ISSUER", value, told) for value, told in ISSUERS for who in ("STAFF", "CITIZEN")),
    *(("PUBLIC_URL", value, told) for value, told in PUBLIC),
    *(("SMTP_URL", value, told) for value, told in MAIL),
    *(("MAIL_FROM", value, told) for value, told in SENDERS),
    *((f"{who}_OIDC_CLIENT_SECRET", value, "is weak") for value in SECRETS for who in ("STAFF", "CITIZEN")),
    *OTHERS,
]


@pytest.mark.parametrize(("name", "value", "told"), ROWS)
def test_production_refuses_what_is_unsafe_or_cannot_work(
    production: dict[str, str], name: str, value: str, told: str
) -> None:
    refusal = faults(production | {name: value})
    assert told in refusal
    assert refusal.startswith(name)
    assert len(refusal.splitlines()) == 1


def test_a_variable_of_libpq_is_refused_for_the_owners_commands_too(production: dict[str, str]) -> None:
    for variable in OF_LIBPQ:
        env = Environment(production | {"OWNER_DATABASE_URL": production["DATABASE_URL"], variable: "192.0.2.2"})
        owner_address(env)
        assert [fault.split()[0] for fault in env.faults] == [variable]


def test_what_says_neither_where_nor_how_may_stand_in_the_environment(production: dict[str, str]) -> None:
    harmless = {"PGPASSFILE": "/etc/v/owner.pgpass", "PGAPPNAME": "v", "FLASK_DEBUG": "0", "PGUSER": "v"}
    config = Config.from_env(production | harmless | {"STATUS_NETWORKS": "10.0.0.0/8 fc00::/7"})
    assert [str(network) for network in config.status_networks] == ["10.0.0.0/8", "fc00::/7"]


@pytest.mark.parametrize(
    "url", ["sqlite:///:memory:", "sqlite:///", "sqlite:////", "sqlite:///file:v?mode=memory&uri=true"]
)
def test_sqlite_that_is_meant_names_a_file(production: dict[str, str], url: str) -> None:
    assert faults(production | {"DATABASE_URL": url, "ALLOW_SQLITE": "yes"}).startswith("DATABASE_URL names no file")


SECRET_PARTS = ["postgresql://u:Gripsholm9@ss@db/v", "postgresql://u:Gripsholm9@db:x/v", "mysql://u:Gripsholm9@db/v"]
SECRET_PARTS += [
    "postgresql://u:Gripsholm9@db/v?nosuch=1",
    "postgresql://u:Gripsholm9/x@db/v",
    "postgresql://u:Gripsholm9@db/v",
]


@pytest.mark.parametrize("name", ["DATABASE_URL", "OWNER_DATABASE_URL", "SMTP_URL", "PUBLIC_URL", "STAFF_OIDC_ISSUER"])
@pytest.mark.parametrize("value", [*SECRET_PARTS, "https://u:Gripsholm9@x.se", "smtp://u:Gripsholm9@x.se:abc"])
def test_no_refusal_shows_a_password(production: dict[str, str], name: str, value: str) -> None:
    assert "Gripsholm9" not in faults(production | {name: value})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@127.0.0.1/v",
        "postgresql://u:p@localhost:6432/v?sslmode=disable",
        "postgresql://u@/v?host=/run/postgresql",
        f"postgresql://u:p%40%2F%23@db/v?{TLS}",
        f"postgresql://u:p@/v?host=a,b&port=6401,6402&target_session_attrs=read-write&{TLS}",
        f"postgresql://u:p@a:6401,b:6402/v?target_session_attrs=read-write&{TLS}",
        f"postgresql://u:p@/v?host=a:1&host=b:2&{TLS}",
        f"postgresql+psycopg://u:p@db/v?{TLS}",
        f"postgresql://u:p@db/v?{TLS}&sslrootcert=system",
    ],
)
def test_an_address_of_the_database_that_is_safe_is_taken(production: dict[str, str], url: str) -> None:
    assert Config.from_env(production | {"DATABASE_URL": url}).database_url.startswith(url)


def test_sqlite_in_production_is_taken_from_who_says_that_it_is_meant(production: dict[str, str]) -> None:
    said = {"DATABASE_URL": "sqlite:////srv/v.db", "ALLOW_SQLITE": "yes"}
    assert Config.from_env(production | said).database_url == "sqlite:////srv/v.db"


def test_our_own_authority_checks_the_database_unless_the_address_names_another(production: dict[str, str]) -> None:
    authority = production["CA_FILE"]
    assert Config.from_env(production).database_url.endswith(f"{TLS}&sslrootcert={authority}")
    named = production["DATABASE_URL"] + f"&sslrootcert={authority}"
    assert Config.from_env(production | {"DATABASE_URL": named}).database_url == named


def test_without_any_authority_a_checked_connection_could_not_be_made(
    production: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    del production["CA_FILE"]
    assert "set CA_FILE, or sslrootcert in the address" in faults(production)


def test_a_file_without_certificates_is_no_authority(production: dict[str, str], tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("hej", encoding="ascii")
    assert "holds no certificate in PEM" in faults(production | {"CA_FILE": str(empty)})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://Inkorg.Region.se/", "https://inkorg.region.se"),
        ("https://inkorg.region.se:443", "https://inkorg.region.se"),
        ("https://inkorg.region.se:8443", "https://inkorg.region.se:8443"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
    ],
)
def test_the_public_address_is_read_as_a_browser_says_it(production: dict[str, str], given: str, read: str) -> None:
    assert Config.from_env(production | {"PUBLIC_URL": given}).public_url == read


@pytest.mark.parametrize(
    "sender", ["noreply@region.se", "Vårdinkorgen <noreply@region.se>", '"Region X, vård" <a@b.se>']
)
def test_a_sender_may_have_a_name(production: dict[str, str], sender: str) -> None:
    assert Config.from_env(production | {"MAIL_FROM": sender}).mail_from == sender


@pytest.mark.parametrize("folder", ["instance", "instance/keys"])
def test_a_keyring_beside_the_database_is_refused(production: dict[str, str], tmp_path: Path, folder: str) -> None:
    beside = tmp_path / folder / "keyring.json"
    beside.parent.mkdir(parents=True)
    shutil.copy(production["KEYRING"], beside)
    assert "the database's files (INSTANCE_DIR)" in faults(production | {"KEYRING": str(beside)})


def test_a_keyring_in_the_folder_of_the_code_is_refused(production: dict[str, str]) -> None:
    inside = ROOT / "instance" / f"keyring-{os.getpid()}.json"
    inside.parent.mkdir(exist_ok=True)
    shutil.copy(production["KEYRING"], inside)
    try:
        assert "in the folder of the code" in faults(production | {"KEYRING": str(inside)})
    finally:
        inside.unlink()


@pytest.mark.parametrize("content", ["", "{}", '{"format": 2}'])
def test_a_bad_key_file_is_told_with_the_rest(production: dict[str, str], content: str) -> None:
    Path(production["KEYRING"]).write_text(content, encoding="ascii")
    told = faults(production | {"PORT": "many"})
    assert [line.split()[0] for line in told.splitlines()] == ["PORT", "KEYRING:"]
    assert "is not one that can be used" in told


def test_a_good_key_file_is_what_make_keyring_makes(tmp_path: Path) -> None:
    keyfile.write(tmp_path / "k", keyfile.Keys("k1", {"k1": b"1" * 32}, b"2" * 32))
    assert keyfile.read(tmp_path / "k").current == "k1"


@pytest.mark.parametrize("app_env", ["demo", "test"])
def test_a_demo_or_a_test_never_meets_a_real_identity_provider(app_env: str, production: dict[str, str]) -> None:
    told = faults(production | {"APP_ENV": app_env})
    assert f"APP_ENV is {app_env} and STAFF_OIDC_ISSUER is on another machine" in told
    assert f"APP_ENV is {app_env} and CITIZEN_OIDC_ISSUER is on another machine" in told


def test_a_demo_is_not_served_to_the_world_from_postgresql(production: dict[str, str]) -> None:
    left = {name: value for name, value in production.items() if "OIDC" not in name}
    assert faults(left | {"APP_ENV": "demo"}).startswith(
        "APP_ENV is demo, PUBLIC_URL https and the database PostgreSQL"
    )


@pytest.mark.parametrize("name", ["STAFF_OIDC_CLIENT_ID", "CITIZEN_OIDC_ACR", "SMTP_URL", "SECRET_KEY"])
def test_what_the_manual_left_out_must_be_filled_in(production: dict[str, str], name: str) -> None:
    told = faults(production | {name: "smtp://…"})
    assert f"{name} still has the … of the manual: fill it in" in told.splitlines()
