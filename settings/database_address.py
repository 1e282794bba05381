"""The one reader of PostgreSQL addresses: the product, migrations, backup, restore and copies take what libpq takes.

Several hosts stand in an address in the standard way (``postgresql://user@a:6401,b:6402/db``), as parameters
(``postgresql://user@/db?host=a,b&port=6401,6402``) or as SQLAlchemy writes them (``?host=a:6401&host=b:6402``).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL, make_url

SQLITE = "sqlite:///"
USUAL_PORT = "5432"
_SCHEME = re.compile(r"postgresql(\+psycopg)?://")
_HOST_AND_PORT = re.compile(r"(\[[^]]+\]|[^:]*)(?::(\d+))?")


class UnreadableAddress(ValueError):
    """No address of a database. Holds nothing of it: there may be a password in it."""


def is_sqlite(address: str) -> bool:
    """Whether it names a file of SQLite."""
    return address.startswith(SQLITE)


def sqlite_file(address: str) -> Path:
    """The file that an address of SQLite names."""
    return Path(address.removeprefix(SQLITE))


def parameters(address: str) -> Mapping[str, str]:
    """The address as libpq's parameters, by name: ``host``, ``port``, ``user``, ``password``, ``dbname``, ``sslmode``."""
    if not _SCHEME.match(address):
        raise UnreadableAddress("it begins with postgresql://")
    try:
        read = conninfo_to_dict(_with_hosts_as_libpq_writes_them(_SCHEME.sub("postgresql://", address, count=1)))
    except psycopg.ProgrammingError:
        raise UnreadableAddress("PostgreSQL cannot read it; is a sign in the password not escaped?") from None
    return {name: str(value) for name, value in read.items()}


def for_libpq(address: str) -> str:
    """The address as psycopg takes it, however it was written."""
    return make_conninfo("", **parameters(address))


def for_sqlalchemy(address: str) -> URL:
    """The address in SQLAlchemy's words, which knows fewer spellings than libpq; SQLite's as it is."""
    if is_sqlite(address):
        return make_url(address)
    read = dict(parameters(address))
    name, user, password = (read.pop(key, None) for key in ("dbname", "user", "password"))
    return URL.create("postgresql+psycopg", username=user, password=password, database=name, query=read)


def as_environment(address: str) -> Mapping[str, str]:
    """The address for a program that uses libpq, as variables: a command line can be read by everybody on the machine.

    What libpq has no variable for only tunes a connection, and is left out.
    """
    variables = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    found = {variables.get(name): value for name, value in parameters(address).items()}
    return {variable.decode(): value for variable, value in found.items() if variable is not None}


def _with_hosts_as_libpq_writes_them(address: str) -> str:
    """The address with SQLAlchemy's hosts and ports, if any: libpq takes the last of several, and no port in one."""
    head, mark, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    hosts = [_HOST_AND_PORT.fullmatch(value) for name, value in pairs if name == "host" and "," not in value]
    if not mark or (len(hosts) < 2 and not any(found and found[2] for found in hosts)):  # noqa: PLR2004 - one is libpq's
        return address
    rest = [(name, value) for name, value in pairs if name != "host"]
    found = [(match[1], match[2] or USUAL_PORT) for match in hosts if match]
    joined = [("host", ",".join(host for host, _ in found)), ("port", ",".join(port for _, port in found))]
    return f"{head}?{urlencode(rest + joined)}"
