"""Addresses on the web: what makes one unfit, and the one that people type."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from idna import IDNAError, encode

from settings.environment import Environment
from settings.networks import Network, network_named

_HOST: Final = re.compile(
    r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?|[0-9a-f:.]*:[0-9a-f:.]*"
)
Networks = tuple[Network, ...]
_WIDEST: Final = {4: 8, 6: 7}  # as 10.0.0.0/8 and fc00::/7, which a region may have for itself
LOOPBACK: Final = "127.0.0.0/8 ::1/128"
USUAL_PORTS: Final = {"http": 80, "https": 443}


def fault_in(url: str) -> str:
    """What is wrong with it as the address of a server, said without the address: it may hold a password."""
    if any(sign <= " " or sign in "\\\x7f" for sign in url):
        return "holds a blank, a backslash or a control character"
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0
    except ValueError:
        return "has a host or a port that is none"
    if not port_fits:
        return "has a host or a port that is none"
    if "@" in parts.netloc:
        return "names a user; leave that out"
    if "?" in url or "#" in url:
        return "has a question mark or a number sign; leave out what follows"
    return _fault_in_host(parts.hostname or "")


def _fault_in_host(host: str) -> str:
    if not host:
        return "names no host"
    if not host.isascii():
        try:
            return f"is not written as the network writes it: {encode(host, uts46=True).decode()}"
        except IDNAError:
            return "has a host that is none"
    return "" if _HOST.fullmatch(host) else "has a host that is none"


def public_url(env: Environment) -> str:
    """As a browser would say it: small letters, no usual port, no path and no closing slash."""
    url = env.required("PUBLIC_URL", f"http://127.0.0.1:{env.port}").rstrip("/")
    if env.strict and not env.text("PUBLIC_URL"):
        return url
    if fault := _unfit_for_people(url):
        env.faults.append(f"PUBLIC_URL {fault}")
        return url
    parts = urlsplit(url)
    if env.strict and parts.scheme == "http":
        env.faults.append("PUBLIC_URL is http; in production it begins with https://")
    return _canonical(parts)


def _unfit_for_people(url: str) -> str:
    form = "is not https:// and a host name, with no path"
    if not url.lower().startswith(tuple(f"{scheme}://" for scheme in USUAL_PORTS)):
        return form
    if fault := fault_in(url):
        return fault
    parts = urlsplit(url)
    return form if parts.path or (parts.hostname or "").endswith(".") else ""


def _canonical(parts: SplitResult) -> str:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def status_networks(env: Environment) -> Networks:
    """Who is told by name what is wrong with a node: this machine, unless somebody says more."""
    found = []
    for name in env.text("STATUS_NETWORKS", LOOPBACK).replace(",", " ").split():
        try:
            network = network_named(name)
        except ValueError:
            env.faults.append(f"STATUS_NETWORKS holds '{name}'; it is networks such as 192.0.2.0/24, between blanks")
            continue
        if env.strict and network.prefixlen < _WIDEST[network.version]:
            env.faults.append(f"STATUS_NETWORKS holds {network}, which is nearly everybody; name your own networks")
        found.append(network)
    return tuple(found)


def trusted_proxies(env: Environment) -> int:
    """In production https ends before this process, so that somebody stands in front: how many must be said."""
    number = env.number("TRUSTED_PROXIES", 0, range(10))
    if env.strict and not env.text("TRUSTED_PROXIES"):
        env.faults.append(
            "TRUSTED_PROXIES is missing; it is how many proxies stand in front, and one of them ends https"
        )
    elif env.strict and number == 0 and env.text("TRUSTED_PROXIES").strip("0") == "":
        env.faults.append("TRUSTED_PROXIES is 0 and PUBLIC_URL https; count the proxy that ends https")
    return number
