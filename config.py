"""What the environment tells this installation: read once, made absolute, and refused whole when it is unsafe."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from settings import addresses, connections, keys, limits, providers, sessions
from settings.addresses import Networks
from settings.environment import DEMO, PRODUCTION, ROOT, TEST, Environment
from settings.journal import JournalSettings, journal_settings
from settings.limits import USUAL, Limits
from settings.metrics import Door, metrics_address
from settings.operator import UNTOLD, Operator, operator
from settings.providers import LOA3, OidcSettings
from settings.purpose import refuse_debugging, refuse_pretence
from settings.sessions import SessionLimits


class ConfigError(Exception):
    """Everything that is wrong with the environment, so that one start is enough to learn it all."""

    def __init__(self, faults: list[str], outcome: str = "Vårdinkorgen does not start") -> None:
        """Keep every fault, in the order of the variables."""
        super().__init__(f"{outcome}:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Config:
    """The whole configuration. Every path is absolute; secrets are left out when it is printed."""

    app_env: str
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    status_networks: Networks
    processes: int
    threads: int
    drain_seconds: int
    finish_seconds: int
    secret_key: str = field(repr=False)
    keyring_path: Path
    instance_dir: Path
    journal: JournalSettings
    metrics: Door | None
    ca_file: Path | None
    database_url: str = field(repr=False)
    owner_database_url: str = field(repr=False)
    database_prepare: bool
    smtp_url: str = field(repr=False)
    mail_from: str
    staff_oidc: OidcSettings
    citizen_oidc: OidcSettings
    demo_idp_port: int
    staff_session: SessionLimits
    trusted_session: SessionLimits
    citizen_session: SessionLimits
    limits: Limits = USUAL
    operator: Operator = UNTOLD

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, *, serves: bool = False) -> "Config":
        """Read the environment, or raise ConfigError with every fault in it; ``serves``: for a web server or a worker.

        In demo mode a missing secret is made and kept in the instance folder.
        """
        env = Environment(environ)
        config = replace(cls._read(env), limits=limits.limits(env), operator=operator(env))
        issuers = {"STAFF_OIDC_ISSUER": config.staff_oidc.issuer, "CITIZEN_OIDC_ISSUER": config.citizen_oidc.issuer}
        refuse_pretence(env, config.public_url, config.database_url, issuers)
        refuse_debugging(env)
        if serves:
            connections.refuse_owner(env)
        if env.faults:
            raise ConfigError(env.faults)
        return config

    @classmethod
    def _read(cls, env: Environment) -> "Config":
        authority = connections.ca_file(env)
        database_url = connections.database_url(env, authority)
        return cls(
            app_env=env.app_env,
            host=env.text("HOST", "127.0.0.1"),
            port=env.port,
            public_url=addresses.public_url(env),
            trusted_proxies=addresses.trusted_proxies(env),
            status_networks=addresses.status_networks(env),
            processes=env.number("WEB_PROCESSES", 2, range(1, 65)),
            threads=env.number("WEB_THREADS", 16, range(1, 21)),
            drain_seconds=env.number("DRAIN_SECONDS", 10, range(301)),
            finish_seconds=env.number("FINISH_SECONDS", 30, range(1, 301)),
            secret_key=keys.secret_key(env),
            keyring_path=keys.keyring(env),
            instance_dir=env.instance_dir,
            journal=journal_settings(env),
            metrics=metrics_address(env),
            ca_file=authority,
            database_url=database_url,
            owner_database_url=connections.owner_database_url(env, database_url, authority),
            database_prepare=env.choice("DATABASE_PREPARE", default=True),
            smtp_url=connections.smtp_url(env),
            mail_from=connections.mail_from(env),
            staff_oidc=providers.provider(env, providers.STAFF),
            citizen_oidc=providers.provider(env, providers.CITIZEN),
            demo_idp_port=env.demo_idp_port,
            staff_session=sessions.staff_session(env),
            trusted_session=sessions.trusted_session(env),
            citizen_session=sessions.citizen_session(env),
        )


__all__ = ["DEMO", "LOA3", "PRODUCTION", "ROOT", "TEST", "Config", "ConfigError", "OidcSettings", "SessionLimits"]
