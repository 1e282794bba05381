"""The independent identity provider of tests/production/provider: started, told what to give, and walked through.

By hand, to look at it: with Node 18 or newer (tried with 20), ``make test-production ARGS="-k provider"`` puts its package
into ``.production``; then ``node tests/production/provider/provider.mjs .production SETTINGS``. SETTINGS is the JSON that
``_settings`` makes; that run leaves one as ``provider.json`` in its folder (``--basetemp=FOLDER`` says where), beside the
certificates that it names. ``http://127.0.0.1:CONTROL/staff/asked`` tells what it was asked.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import requests

from config import LOA3
from demo.idp.realms import Client, Persona
from tests.production.authority import Authority
from tests.production.machine import Process, free_port, process

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = HERE / "provider" / "provider.mjs"
SECONDS = 10


def parts() -> Path:
    """Where ``npm ci`` has put the package: scripts/test-production says so."""
    return Path(os.environ.get("PRODUCTION_PARTS", ROOT / ".production"))


def is_installed() -> bool:
    """Whether the package is there."""
    return (parts() / "node_modules" / "oidc-provider" / "package.json").is_file()


class Issuer(NamedTuple):
    """One of the two: whom it serves, who can log in, and where it listens."""

    name: str
    client: Client
    accounts: Mapping[str, Persona]
    port: int


@dataclass
class IndependentProvider:
    """The running program. ``authority`` is the file that the product must be given as ``CA_FILE``."""

    host: str
    issuers: Mapping[str, Issuer]
    authority: Path
    control: int
    process: Process

    def issuer(self, name: str) -> str:
        """The issuer as it calls itself."""
        return f"https://{self.host}:{self.issuers[name].port}"

    def do(self, name: str, deed: str) -> Any:
        """Change something behind the product's back, or ask what was seen: the deeds at the end of provider.mjs."""
        answer = requests.get(f"http://127.0.0.1:{self.control}/{name}/{deed}", timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def independent_provider(
    folder: Path,
    host: str,
    authority: Authority,
    clients: Mapping[str, Client],
    people: Mapping[str, Sequence[Persona]],
) -> Iterator[IndependentProvider]:
    """Both issuers on ports of their own, until the block ends. ``people``: who can log in at which."""
    issuers = {
        name: Issuer(name, client, {one.key: one for one in people[name]}, free_port(host))
        for name, client in clients.items()
    }
    control = free_port("127.0.0.1")
    file = folder / "provider.json"
    file.write_text(json.dumps(_settings(host, authority, issuers, control)), encoding="utf-8")
    with process(["node", PROGRAM, parts(), file], folder, name="oidc-provider") as started:
        for address, port in [("127.0.0.1", control), *((host, one.port) for one in issuers.values())]:
            started.wait_for(address, port)
        yield IndependentProvider(host, issuers, authority.file, control, started)


def _settings(host: str, authority: Authority, issuers: Mapping[str, Issuer], control: int) -> dict[str, Any]:
    certificate = authority.certificate_for(host)
    place = {"host": host, "certificate": str(certificate.certificate), "certificateKey": str(certificate.key)}
    realms = [
        {
            **place,
            "name": one.name,
            "port": one.port,
            "acr": LOA3,
            "client": _client(one.client),
            "accounts": {key: _claims(person) for key, person in one.accounts.items()},
        }
        for one in issuers.values()
    ]
    return {"control": control, "cookieKey": secrets.token_hex(16), "realms": realms}


def _client(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uris": [client.redirect_uri],
        "post_logout_redirect_uris": [client.post_logout_redirect_uri],
        "backchannel_logout_uri": client.backchannel_logout_uri,
    }


def _claims(person: Persona) -> dict[str, str]:
    return {name: said for name, said in person.claims.items() if name != "acr"}
