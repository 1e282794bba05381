"""The other machines: the database, the mail server, and the authority that signs their certificates."""

from pathlib import Path
from urllib.parse import urlsplit

from settings.environment import ROOT, Environment


def ca_file(env: Environment) -> Path | None:
    """One private authority for every connection that leaves; None: those the machine trusts."""
    if not env.text("CA_FILE"):
        return None
    path = env.path("CA_FILE", ROOT)
    if not path.is_file():
        env.faults.append(f"CA_FILE names {path}, which is not there")
    return path


def database_url(env: Environment) -> str:
    """Flask-SQLAlchemy would read a relative SQLite path against its own folder, so it is made absolute here."""
    return _database(
        env, "DATABASE_URL", env.secret("DATABASE_URL") or f"sqlite:///{env.instance_dir / 'vardinkorg.db'}"
    )


def owner_database_url(env: Environment, runtime: str) -> str:
    """The address with the role that owns the tables, for migrations, backup and restore; else the product's own."""
    url = env.secret("OWNER_DATABASE_URL")
    return _database(env, "OWNER_DATABASE_URL", url) if url else runtime


def _database(env: Environment, name: str, url: str) -> str:
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"
    if not url.startswith(("sqlite:////", "postgresql://", "postgresql+psycopg://")):
        env.faults.append(f"{name} is neither sqlite:///… nor postgresql://…")
    return url


def smtp_url(env: Environment) -> str:
    """Empty means that notices are stored and not sent."""
    url = env.secret("SMTP_URL")
    if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
        env.faults.append("SMTP_URL is neither smtp://host:port nor smtps://host:port")
    return url
