"""Which hosts are this machine, however they are spelt."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

NAMES: Final = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})


def is_this_machine(host: str) -> bool:
    """Whether the host is the machine itself: by a name kept for that, or an address in any of its spellings."""
    name = host.lower().rstrip(".")
    if name in NAMES or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    """The address, also where it is written as ``127.1``, ``0x7f000001`` or IPv4 inside IPv6."""
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(name))
        except (OSError, UnicodeEncodeError):
            return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
