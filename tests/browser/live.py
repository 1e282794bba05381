"""The product as a browser meets it: a web server, the worker and the demo identity provider, on free ports of this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from waitress.server import create_server

from app import create_app
from app.jobs.worker import run_forever
from config import Config
from demo.idp import clients, make_app
from tests.programs import close
from tests.world import World

SECRET = "a secret that is long enough for tests and used nowhere else"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Live:
    """The running product: its address, the application, the demo people by name, and the port it listens on."""

    url: str
    app: Flask
    world: World
    port: int


@dataclass(frozen=True)
class Product:
    """The address of the database, and what runs on it."""

    database_url: str
    live: Live


@contextmanager
def running(
    database_url: str, keyring: Path, make: Callable[[Config], Flask] = create_app, public_url: str = ""
) -> Iterator[Live]:
    """Start all but the worker on the database; stop it when left. ``make``: what makes the application.

    ``public_url``: the address of a proxy in front, when there is one.
    """
    ours, theirs = _bound(), _bound()
    port = ours.getsockname()[1]
    in_front = {"PUBLIC_URL": public_url, "TRUSTED_PROXIES": "1"} if public_url else {}
    config = _configured(database_url, keyring, port, theirs.getsockname()[1], in_front)
    app = make(config)
    staff, citizen = config.staff_oidc, config.citizen_oidc
    known = clients(
        config.public_url, (staff.client_id, staff.client_secret), (citizen.client_id, citizen.client_secret)
    )
    with _serving(app, ours), _serving(make_app(staff.issuer.rsplit("/", 1)[0], known), theirs):
        yield Live(config.public_url, app, World(app), port)
    close(app)


def _configured(database_url: str, keyring: Path, port: int, idp_port: int, more: dict[str, str]) -> Config:
    return Config.from_env(
        {
            "APP_ENV": "test",
            "DATABASE_URL": database_url,
            "KEYRING": str(keyring),
            "SECRET_KEY": SECRET,
            "INSTANCE_DIR": str(keyring.parent),
            "PORT": str(port),
            "DEMO_IDP_PORT": str(idp_port),
            **more,
        },
    )


def _bound() -> socket.socket:
    bound = socket.create_server((HOST, 0))
    bound.setblocking(False)
    return bound


@contextmanager
def _serving(app: Flask, bound: socket.socket) -> Iterator[None]:
    connections: dict[int, Any] = {}
    server = create_server(
        app, connections, sockets=[bound], threads=8, ident=None, clear_untrusted_proxy_headers=False
    )

    def run() -> None:
        with suppress(OSError):  # closing may take a socket from under the thread that waits on it
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=5)
        for connection in tuple(connections.values()):  # those that the browser kept open
            connection.close()


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Let the worker do what is due; stop it when left."""
    stop = threading.Event()

    def work() -> None:
        with app.app_context():
            run_forever(stop)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=20)
