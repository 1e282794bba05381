"""``/metrics`` of a node: one address, whichever of its processes answers, and the counts of them all.

The first process opens the address, its children share it. One of them at a time answers; when that one ends, the next
takes its place, and nobody who asks meets a shut door.
"""

import fcntl
import socket
import threading
from functools import cache
from http.server import ThreadingHTTPServer
from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import MetricsHandler
from prometheus_client.multiprocess import MultiProcessCollector

from app.watch.collector import Build, FromTheDatabase
from settings.metrics import Door

TIMEOUT_SECONDS = 10


class _ScrapeHandler(MetricsHandler):
    timeout = TIMEOUT_SECONDS


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@cache
def opened(door: Door) -> socket.socket:
    """The address, ours from now on: opened once, before the processes are forked that share it."""
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    listening = socket.create_server((door.host, door.port), family=family, backlog=16)
    listening.settimeout(None)
    return listening


def answer_in_turn(app: Flask, listening: socket.socket, folder: Path) -> None:
    """In each process: wait for the lock that one process holds at a time, then serve metrics until this process ends."""
    threading.Thread(target=_answer, args=(app, listening, folder), name="metrics", daemon=True).start()


def _answer(app: Flask, listening: socket.socket, folder: Path) -> None:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # the library leaves it so
    registry.register(FromTheDatabase(app))
    registry.register(Build())
    with (folder / "turn").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # given up by the system when the process ends, however it ends
        server = _Server(listening.getsockname()[:2], _ScrapeHandler.factory(registry), bind_and_activate=False)
        server.socket.close()
        server.socket = listening
        server.serve_forever()
