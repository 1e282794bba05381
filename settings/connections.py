"""The other machines: the database, the mail server, and the authority that signs their certificates."""

import re
import ssl
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from unicodedata import category

from settings import postgresql
from settings.addresses import fault_in
from settings.database_address import SQLITE, is_sqlite, sqlite_file
from settings.environment import ROOT, Environment

OWNER: Final = ("OWNER_DATABASE_URL", "OWNER_DATABASE_URL_FILE")
DATABASE_FILE: Final = "vardinkorg.db"
_NO_FILE: Final = re.compile(r"sqlite:/{3,4}(:memory:|file:|$|\?)")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def ca_file(env: Environment) -> Path | None:
    """One private authority for every connection that leaves; None: those the machine trusts."""
    if not env.text("CA_FILE"):
        return None
    path = env.path("CA_FILE", ROOT)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        env.faults.append(f"CA_FILE names {path}, which holds no certificate in PEM")
    except OSError as error:
        env.faults.append(f"CA_FILE names {path}, which cannot be read: {error.strerror}")
    return path


def database_url(env: Environment, authority: Path | None) -> str:
    """With the role of web servers and workers. SQLite only where somebody has said that it is meant."""
    url = env.needed_secret("DATABASE_URL", f"{SQLITE}{env.instance_dir / DATABASE_FILE}")
    meant = env.choice("ALLOW_SQLITE", default=False) or not env.strict
    if is_sqlite(url) and not meant and env.secret("DATABASE_URL"):
        env.faults.append("DATABASE_URL is SQLite, which is for one machine and few people; if meant: ALLOW_SQLITE=yes")
    _nothing_beside(env, url)
    return _database(env, "DATABASE_URL", url, authority)


def owner_database_url(env: Environment, runtime: str, authority: Path | None) -> str:
    """The address with the role that owns the tables, for migrations, backup and restore; else the product's own."""
    url = env.secret("OWNER_DATABASE_URL")
    return _database(env, "OWNER_DATABASE_URL", url, authority) if url else runtime


def owner_address(env: Environment) -> str:
    """What a command needs that works on the whole database and wants nothing else of the environment."""
    name = "OWNER_DATABASE_URL" if any(map(env.text, OWNER)) else "DATABASE_URL"
    told = len(env.faults)
    url = env.secret(name)
    if not url and len(env.faults) == told:
        env.faults.append(
            "DATABASE_URL is missing; OWNER_DATABASE_URL, with the role that owns the tables, does as well"
        )
    _nothing_beside(env, url)
    return _database(env, name, url, ca_file(env)) if url else ""


def refuse_owner(env: Environment) -> None:
    """A web server or a worker that could rewrite the log."""
    for name in OWNER:
        if env.strict and env.text(name):
            env.faults.append(f"{name} is set: who has it can rewrite the log; keep it to the owner's commands")


def _nothing_beside(env: Environment, url: str) -> None:
    if env.strict and url.startswith("postgresql"):
        for name in postgresql.variables_beside(env.environ):
            env.faults.append(
                f"{name} is set, which says beside the database's address where or how to connect; unset it"
            )


def _database(env: Environment, name: str, url: str, authority: Path | None) -> str:
    """Flask-SQLAlchemy would read a relative SQLite path against its own folder, so it is made absolute here."""
    if is_sqlite(url) and env.strict and _NO_FILE.match(url):
        env.faults.append(f"{name} names no file: what is in memory is gone with the process")
    if is_sqlite(url):
        return f"{SQLITE}{ROOT / sqlite_file(url)}"
    if not url.startswith(("postgresql://", "postgresql+psycopg://")):
        env.faults.append(f"{name} is neither sqlite:///… nor postgresql://…")
    elif fault := postgresql.badly_written(url) or (env.strict and postgresql.unsafe(url, authority)):
        env.faults.append(f"{name} {fault}")
    return postgresql.with_authority(url, authority)


def smtp_url(env: Environment) -> str:
    """Outside production empty: notices are stored and not sent."""
    url = env.needed_secret("SMTP_URL", "")
    if url and (fault := _fault_in_smtp(url)):
        env.faults.append(f"SMTP_URL {fault}")
    return url


def _fault_in_smtp(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if scheme not in ("smtp", "smtps"):
        return "is neither smtp://host:port nor smtps://host:port"
    authority = rest.removesuffix("/")
    user, _, host = authority.rpartition("@")
    if "@" in user or any(sign in user for sign in "/?#"):
        return postgresql.ESCAPED
    if "/" in host:
        return "has something after the host; it is smtp://user:password@host:port"
    return fault_in(f"{scheme}://{host}")


def mail_from(env: Environment) -> str:
    """Who notices come from: one address that takes mail, with or without a name before it."""
    value = env.required("MAIL_FROM", "noreply@localhost")
    if env.strict and env.text("MAIL_FROM") and not _is_sender(value):
        env.faults.append("MAIL_FROM is not one address of a mail domain, such as: Vårdinkorgen <noreply@region.se>")
    return value


def _is_sender(value: str) -> bool:
    """As the e-mail itself will be made, so that what is accepted here can be sent."""
    if any(category(sign) in _UNSEEN for sign in value):
        return False
    message = EmailMessage()
    try:
        message["From"] = value
        addresses: tuple[Address, ...] = message["From"].addresses
        defects = message["From"].defects
    except (ValueError, IndexError, HeaderParseError):
        return False
    if len(addresses) != 1 or defects:
        return False
    domain = addresses[0].domain
    return (
        bool(addresses[0].username)
        and addresses[0].addr_spec.isascii()
        and "." in domain
        and not fault_in(f"//{domain}")
    )
