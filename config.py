"""What the environment tells this installation: read once, made absolute, and refused whole when it is unsafe."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).resolve().parent
DEMO, TEST, PRODUCTION = "demo", "test", "production"
LOA3: Final = "http://id.sambi.se/loa/loa3"  # the staff level that Inera's identity provider answers with
PERSONNUMMER_CLAIM: Final = "https://id.oidc.se/claim/personalIdentityNumber"  # the Swedish OpenID Connect profile
DEMO_CLIENT: Final = "vardinkorgen-demo"  # known to the whole world, hence never accepted in production
TEST_SECRET: Final = "a-secret-that-only-tests-use-0123456789"  # noqa: S105  guards nothing: only APP_ENV=test gets it
GUESSABLE: Final = ("secret", "changeme", "change-me", "change_me", "password", "example", "vardinkorg", "12345678")
SECRET_BYTES: Final = 32
DISTINCT_BYTES: Final = 8


class ConfigError(Exception):
    """Everything that is wrong with the environment, so that one start is enough to learn it all."""

    def __init__(self, faults: list[str]) -> None:
        """Keep every fault, in the order of the variables."""
        super().__init__("Vårdinkorgen does not start:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class OidcSettings:
    """One identity provider, and the names of the claims that it says who the person is with."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    subject_claim: str
    given_name_claim: str
    family_name_claim: str
    acr: str | None


@dataclass(frozen=True)
class SessionLimits:
    """How long a login lasts: unused, and at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Config:
    """The whole configuration. Every path is absolute; secrets are left out when it is printed."""

    app_env: str
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    secret_key: str = field(repr=False)
    keyring_path: Path
    instance_dir: Path
    database_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    staff_oidc: OidcSettings
    citizen_oidc: OidcSettings
    demo_idp_port: int
    staff_session: SessionLimits
    trusted_session: SessionLimits
    citizen_session: SessionLimits

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read the environment, or raise ConfigError with every fault in it.

        In demo mode a missing secret is made and kept in the instance folder.
        """
        env = _Environment(environ)
        config = cls(
            app_env=env.app_env,
            host=env.text("HOST", "127.0.0.1"),
            port=env.port,
            public_url=env.public_url(),
            trusted_proxies=env.number("TRUSTED_PROXIES", 0, range(10)),
            secret_key=env.secret_key(),
            keyring_path=env.keyring(),
            instance_dir=env.instance_dir,
            database_url=env.database_url(),
            smtp_url=env.smtp_url(),
            mail_from=env.text("MAIL_FROM", "noreply@localhost"),
            staff_oidc=env.oidc("STAFF", "HSA_ID", "employeeHsaId", acr=LOA3),
            citizen_oidc=env.oidc("CITIZEN", "PERSONNUMMER", PERSONNUMMER_CLAIM, acr=None),
            demo_idp_port=env.demo_idp_port,
            staff_session=env.session("STAFF", idle=30, absolute=600),
            trusted_session=env.session("TRUSTED", idle=15, absolute=480),
            citizen_session=env.session("CITIZEN", idle=15, absolute=120),
        )
        if env.faults:
            raise ConfigError(env.faults)
        return config


class _Environment:
    """Reads one variable after another and collects what is wrong instead of stopping at the first fault."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []
        self.app_env = self.text("APP_ENV", PRODUCTION)
        if self.app_env not in (DEMO, TEST, PRODUCTION):
            self.faults.append(f"APP_ENV is '{self.app_env}'; it is one of {DEMO}, {TEST} and {PRODUCTION}")
        self.strict = self.app_env not in (DEMO, TEST)
        self.instance_dir = self.path("INSTANCE_DIR", ROOT / "instance")
        self.port = self.number("PORT", 8000, range(1, 65536))
        self.demo_idp_port = self.number("DEMO_IDP_PORT", min(self.port + 1, 65535), range(1, 65536))

    def text(self, name: str, default: str = "") -> str:
        """Empty and unset mean the same, as in a file of variables with the value left out."""
        return self.environ.get(name, "").strip() or default

    def required(self, name: str, default: str) -> str:
        """Give the default outside production; in production its absence is a fault."""
        value = self.text(name)
        if not value and self.strict:
            self.faults.append(f"{name} is missing")
        return value or default

    def number(self, name: str, default: int, allowed: range) -> int:
        """Give a whole number inside the range, or the default with a fault noted."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdecimal() and int(value) in allowed:
            return int(value)
        self.faults.append(f"{name} is '{value}'; it is a whole number from {allowed.start} to {allowed.stop - 1}")
        return default

    def path(self, name: str, default: Path) -> Path:
        """Relative paths are relative to the repository root, wherever the command was typed."""
        return ROOT / Path(self.text(name, str(default))).expanduser()

    def public_url(self) -> str:
        """The address that people type, without a path or a closing slash."""
        url = self.required("PUBLIC_URL", f"http://127.0.0.1:{self.port}").rstrip("/")
        if self.strict and not self.text("PUBLIC_URL"):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            self.faults.append(f"PUBLIC_URL is '{url}'; it is https:// and a host name, with no path")
        elif self.strict and parts.scheme == "http":
            self.faults.append("PUBLIC_URL is http; in production it begins with https://")
        return url

    def secret_key(self) -> str:
        """Never printed; in production long and not to be guessed."""
        if self.app_env == TEST:
            return self.text("SECRET_KEY", TEST_SECRET)
        if self.app_env == DEMO:
            return self.text("SECRET_KEY") or _kept_secret(self.instance_dir / "secret-key")
        secret = self.required("SECRET_KEY", "")
        if secret and len(secret.encode()) < SECRET_BYTES:
            self.faults.append(f"SECRET_KEY is weak: it is shorter than {SECRET_BYTES} bytes")
        elif secret and (len(set(secret)) < DISTINCT_BYTES or any(word in secret.lower() for word in GUESSABLE)):
            self.faults.append("SECRET_KEY is weak: it can be guessed; make one with `openssl rand -base64 48`")
        return secret

    def keyring(self) -> Path:
        """The key file; in production it has been made already, and its owner alone may read it."""
        named = bool(self.required("KEYRING", ""))
        path = self.path("KEYRING", self.instance_dir / "keyring.json")
        if self.strict and named:
            if not path.is_file():
                self.faults.append(f"KEYRING names {path}, which is not there")
            elif path.stat().st_mode & 0o077:
                self.faults.append(f"KEYRING names {path}, which others than its owner may use: chmod 600")
        return path

    def database_url(self) -> str:
        """Flask-SQLAlchemy would read a relative SQLite path against its own folder, so it is made absolute here."""
        url = self.text("DATABASE_URL", f"sqlite:///{self.instance_dir / 'vardinkorg.db'}")
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"
        if not url.startswith(("sqlite:////", "postgresql://", "postgresql+psycopg://")):
            self.faults.append("DATABASE_URL is neither sqlite:///… nor postgresql://…")
        return url

    def smtp_url(self) -> str:
        """Empty means that notices are stored and not sent."""
        url = self.text("SMTP_URL")
        if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
            self.faults.append("SMTP_URL is neither smtp://host:port nor smtps://host:port")
        return url

    def oidc(self, who: str, subject: str, subject_claim: str, acr: str | None) -> OidcSettings:
        """One provider's settings; outside production the demo provider's."""
        prefix = f"{who}_OIDC_"
        demo_issuer = f"http://127.0.0.1:{self.demo_idp_port}/{who.lower()}"
        settings = OidcSettings(
            issuer=self.required(f"{prefix}ISSUER", demo_issuer),
            client_id=self.required(f"{prefix}CLIENT_ID", f"{DEMO_CLIENT}-{who.lower()}"),
            client_secret=self.required(f"{prefix}CLIENT_SECRET", f"{DEMO_CLIENT}-{who.lower()}-secret"),
            subject_claim=self.text(f"{prefix}{subject}_CLAIM", subject_claim),
            given_name_claim=self.text(f"{prefix}GIVEN_NAME_CLAIM", "given_name"),
            family_name_claim=self.text(f"{prefix}FAMILY_NAME_CLAIM", "family_name"),
            acr=self.text(f"{prefix}ACR") or acr,
        )
        if self.strict:
            self.refuse_unsafe_provider(prefix, settings)
        return settings

    def refuse_unsafe_provider(self, prefix: str, settings: OidcSettings) -> None:
        """The demo identity provider, and any other that somebody on the network could pass for."""
        parts = urlsplit(settings.issuer)
        if self.text(f"{prefix}ISSUER"):
            if parts.scheme != "https":
                self.faults.append(f"{prefix}ISSUER is {settings.issuer}; in production it begins with https://")
            if _is_loopback(parts.hostname or ""):
                self.faults.append(f"{prefix}ISSUER is on this machine, as the demo identity provider is")
        if self.text(f"{prefix}CLIENT_ID").startswith(DEMO_CLIENT):
            self.faults.append(f"{prefix}CLIENT_ID is that of the demo identity provider")
        if self.text(f"{prefix}CLIENT_SECRET").startswith(DEMO_CLIENT):
            self.faults.append(f"{prefix}CLIENT_SECRET is that of the demo identity provider")

    def session(self, who: str, *, idle: int, absolute: int) -> SessionLimits:
        """Limits in minutes; an installation may shorten them and not lengthen them."""
        idle_minutes = self.number(f"SESSION_{who}_IDLE_MINUTES", idle, range(1, idle + 1))
        absolute_minutes = self.number(f"SESSION_{who}_ABSOLUTE_MINUTES", absolute, range(1, absolute + 1))
        return SessionLimits(timedelta(minutes=idle_minutes), timedelta(minutes=absolute_minutes))


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")
