"""Where ``/metrics`` is told: at an address that only those who watch can reach."""

from typing import Final, NamedTuple

from settings.environment import Environment
from settings.networks import address_named

LARGEST_PORT: Final = 65535
LONGEST_PORT: Final = 5


class Door(NamedTuple):
    """A network address of this machine, and a port."""

    host: str
    port: int


def metrics_address(env: Environment) -> Door | None:
    """Read ``METRICS_ADDRESS``; None where nothing is told. One that everybody could reach must be said to be meant."""
    said = env.text("METRICS_ADDRESS")
    is_meant = env.choice("ALLOW_PUBLIC_METRICS", default=False)
    if not said:
        return None
    host, _, port = said.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]")
    address = address_named(host)
    is_port = port.isascii() and port.isdecimal() and len(port) <= LONGEST_PORT and 0 < int(port) <= LARGEST_PORT
    if address is None or not is_port:
        env.faults.append(f"METRICS_ADDRESS is '{said}'; it is an IP address and a port, such as 127.0.0.1:9100")
        return None
    if int(port) == env.port:
        env.faults.append("METRICS_ADDRESS has the same port as PORT; take another one")
    if (address.is_unspecified or address.is_global) and not is_meant:
        env.faults.append(
            f"METRICS_ADDRESS is {host}, which others than those who watch may reach;"
            " if something else keeps them out, say ALLOW_PUBLIC_METRICS=yes"
        )
    return Door(host, int(port))
