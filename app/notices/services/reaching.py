"""Reaching a server by its name: the library waits for each of the name's addresses anew, as long as for one."""

import socket
import time


def connected(host: str, port: int, seconds: float) -> socket.socket:
    """A connection within so many seconds, however many addresses the name has: each gets its share of what is left."""
    ends = time.monotonic() + seconds
    addresses = [found[4] for found in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)]
    failed: OSError = TimeoutError()
    for tried, address in enumerate(addresses):
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((str(address[0]), port), left / (len(addresses) - tried))
        except OSError as error:
            failed = error
    raise failed
