"""How network addresses are read, wherever one comes from: a connection, a proxy, the environment."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
"""IPv4 as a socket for both kinds tells it: ::ffff:192.0.2.1 is 192.0.2.1."""


def address_named(text: str) -> Address | None:
    """The address, without the name of an interface; None for what is none."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def address_of(remote: str) -> Address | None:
    """From where a request came, also where a proxy tells the port: ``192.0.2.1:1234``, ``[2001:db8::1]:1234``."""
    if remote.startswith("["):
        return address_named(remote[1:].partition("]")[0])
    return address_named(remote.partition(":")[0] if remote.count(":") == 1 else remote)


def network_named(text: str) -> Network:
    """The network; ``ValueError`` for what is none."""
    network = ip_network(text)
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return IPv4Network((int(network.network_address) & 0xFFFF_FFFF, network.prefixlen - _MAPPED.prefixlen))
    return network
