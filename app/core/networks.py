"""What is kept of the address that a request came from."""

from ipaddress import IPv4Address, ip_network

from settings.networks import Address, address_of, network_named


def network_of(remote: str) -> str:
    """The address without its last part: enough to see another network, too little to follow a person; else nothing."""
    address = address_of(remote)
    return _beginning(address, 24 if isinstance(address, IPv4Address) else 48) if address else ""


def line_of(remote: str) -> str:
    """What one subscriber has: the address, of IPv6 its first half, since whoever has one has all with that beginning."""
    address = address_of(remote)
    if address is None:
        return ""
    return str(address) if isinstance(address, IPv4Address) else _beginning(address, 64)


def is_network(text: str) -> bool:
    """Whether it is the name of a network."""
    try:
        network_named(text)
    except ValueError:
        return False
    return True


def _beginning(address: Address, bits: int) -> str:
    return str(ip_network((address, bits), strict=False))
