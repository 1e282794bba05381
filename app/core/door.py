"""An address to be served at, taken before anything else is done: one that somebody else has is told at once."""

import socket


def taken(host: str, port: int) -> socket.socket:
    """The address, ours from now on; nobody is let in until somebody listens. ``OSError``: it is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError:
        door.close()
        raise
    return door
