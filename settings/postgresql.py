"""Addresses of PostgreSQL: written so that nobody takes another part for the password, and safe to other machines."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from psycopg import pq

from settings.database_address import USUAL_PORT, UnreadableAddress, parameters
from settings.hosts import is_this_machine

ESCAPED: Final = "has a sign in user or password that must be written %40 (@), %2F (/), %3F (?), %23 (#) or %25 (%)"
_UNSAID: Final = "names no host; a socket on this machine is written ?host=/run/postgresql"
_SYSTEM: Final = "system"  # libpq's word for the authorities of the machine
# What libpq reads without saying: the rest of its variables tells where to connect, and how safely.
_HARMLESS: Final = frozenset({"PGUSER", "PGPASSWORD", "PGPASSFILE", "PGDATABASE", "PGAPPNAME", "PGCONNECT_TIMEOUT"})
_MORE: Final = frozenset({"PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL"})


def variables_beside(environ: Mapping[str, str]) -> list[str]:
    """The variables by which libpq would go elsewhere, or less safely, than the address that was looked at says."""
    read = {option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar}
    return sorted(name for name in (read | _MORE) - _HARMLESS if environ.get(name))


def badly_written(url: str) -> str:
    """What is wrong with the spelling, said without the address; empty when there is one way to read it."""
    _, _, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    after = rest[len(authority) :]
    if any(sign <= " " for sign in url):
        return "holds a blank or a control character"
    if authority.count("@") > 1 or "@" in after or "#" in after or re.search(r"%(?![0-9a-fA-F]{2})", url):
        return ESCAPED
    names = [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    if twice := sorted({name for name in names if names.count(name) > 1} - {"host"}):
        return f"says {twice[0]} twice"
    try:
        ports = parameters(url).get("port") or USUAL_PORT
    except UnreadableAddress:
        return "cannot be read as an address of PostgreSQL"
    fits = all(port.isdecimal() and 0 < int(port) < 2**16 for port in ports.split(",") if port)
    return "" if fits else "has a port that is none"


def unsafe(url: str, ca_file: Path | None) -> str:
    """Why what passes on the way could be read or answered by somebody else; empty when it could not."""
    said = {name: value for name, value in parameters(url).items() if value}
    hosts = [host for name in ("host", "hostaddr") if name in said for host in said[name].split(",")]
    if not hosts or not all(hosts) or "service" in said:
        return _UNSAID
    others = [host for host in hosts if not host.startswith("/") and not is_this_machine(host)]
    if not others:
        return ""
    if said.get("sslmode") != "verify-full":
        return f"goes to {others[0]}, another machine, without sslmode=verify-full"
    authority = said.get("sslrootcert", "")
    if not authority and ca_file is not None:
        return ""  # looked at where it was read
    if authority != _SYSTEM and not Path(authority or Path.home() / ".postgresql/root.crt").is_file():
        return "is checked against an authority that is not there; set CA_FILE, or sslrootcert in the address"
    return ""


def with_authority(url: str, ca_file: Path | None) -> str:
    """The address with our own authority in it, where the connection is checked and the address names none."""
    if ca_file is None or "sslmode=verify" not in url or "sslrootcert=" in url:
        return url
    return f"{url}&sslrootcert={quote(str(ca_file))}"
