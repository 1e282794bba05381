"""The addresses of databases that people write, and what they are read as: one table for everything that connects."""

import pytest
from sqlalchemy import create_engine

from settings.database_address import UnreadableAddress, as_environment, for_sqlalchemy, is_sqlite, parameters

TWO = {"user": "u", "password": "p", "host": "a,b", "port": "6401,6402", "dbname": "db"}
ONE = {"user": "u", "password": "p", "host": "a", "dbname": "db"}
READ = {
    "postgresql://u:p@a/db": ONE,
    "postgresql+psycopg://u:p@a/db": ONE,
    "postgresql://u:p@a:6401,b:6402/db": TWO,
    "postgresql+psycopg://u:p@a:6401,b:6402/db": TWO,
    "postgresql://u:p@a:6401,b:6402/db?target_session_attrs=read-write": TWO | {"target_session_attrs": "read-write"},
    "postgresql://u:p@/db?host=a,b&port=6401,6402": TWO,
    "postgresql://u:p@/db?host=a:6401&host=b:6402": TWO,
    "postgresql://u:p@/db?host=a&host=b&sslmode=require": TWO | {"port": "5432,5432", "sslmode": "require"},
    "postgresql://u:p@/db?host=a:6401": ONE | {"port": "6401"},
    "postgresql://u:p%40%2F%3A@a/db": ONE | {"password": "p@/:"},
    "postgresql://u@[::1]:6401/db": {"user": "u", "host": "::1", "port": "6401", "dbname": "db"},
    "postgresql://u@/db?host=/var/run/postgresql": {"user": "u", "host": "/var/run/postgresql", "dbname": "db"},
    "postgresql:///?service=inkorg": {"service": "inkorg"},
    "postgresql://u:p@a/db?sslmode=verify-full&sslrootcert=/etc/ca.pem": ONE
    | {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"},
}


@pytest.mark.parametrize(("written", "meant"), READ.items(), ids=READ)
def test_an_address_means_the_same_however_it_is_written(written: str, meant: dict[str, str]) -> None:
    assert parameters(written) == meant


@pytest.mark.parametrize(("written", "meant"), READ.items(), ids=READ)
def test_the_products_engine_connects_with_just_what_libpq_would_use(written: str, meant: dict[str, str]) -> None:
    engine = create_engine(for_sqlalchemy(written))
    handed, known = engine.dialect.create_connect_args(engine.url)
    of_the_driver = {"context"}
    assert (handed, {name: str(known[name]) for name in known.keys() - of_the_driver}) == ([], meant)


@pytest.mark.parametrize(
    "written",
    ["", "mysql://u:losen@a/db", "postgres://u:losen@a/db", "postgresql://u:lo#s%en@a/db", "postgresql:/a/losen"],
)
def test_what_is_no_address_is_refused_without_being_told(written: str) -> None:
    with pytest.raises(UnreadableAddress) as refused:
        parameters(written)
    assert "losen" not in str(refused.value)
    assert "lo#s" not in str(refused.value)


def test_a_program_is_told_the_address_by_variables() -> None:
    told = as_environment("postgresql://u:p@a:6401,b:6402/db?target_session_attrs=read-write&keepalives_idle=5")
    assert told == {
        "PGUSER": "u",
        "PGPASSWORD": "p",
        "PGHOST": "a,b",
        "PGPORT": "6401,6402",
        "PGDATABASE": "db",
        "PGTARGETSESSIONATTRS": "read-write",
    }


def test_a_password_is_not_told_when_the_address_is_printed() -> None:
    assert "hemligt" not in repr(for_sqlalchemy("postgresql://u:hemligt@a,b/db"))


def test_a_file_is_left_as_it_is() -> None:
    assert is_sqlite("sqlite:////var/x.db")
    assert str(for_sqlalchemy("sqlite:////var/x.db")) == "sqlite:////var/x.db"
