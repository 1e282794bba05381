"""Which hosts are this machine, however they are spelt."""

import socket
from ipaddress import IPv4Address
from typing import Final

from settings.networks import Address, address_named

NAMES: Final = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})


def is_this_machine(host: str) -> bool:
    """Whether the host is the machine itself: by a name kept for that, or an address in any of its spellings."""
    name = host.lower().rstrip(".")
    if name in NAMES or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(name: str) -> Address | None:
    """The address, also where it is written as ``127.1`` or ``0x7f000001``."""
    if address := address_named(name):
        return address
    try:
        return IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeEncodeError):
        return None
