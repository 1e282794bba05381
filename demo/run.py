"""``make run``: the product with its demo data, its worker and the demo identity provider, in one process. Ctrl-C ends all."""

import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from app.core import journal
from app.core.door import taken
from app.core.in_use import InUse, hold, in_use
from app.jobs.worker import run_forever
from app.readiness.wiring import begin, describe_what_starts
from config import Config, ConfigError
from demo.database import prepared
from demo.folder import ask_to_write, refuse
from demo.idp import clients, make_app
from demo.personas import CITIZENS, ROLE_CODES, STAFF, clinic_name

Server = MultiSocketServer | BaseWSGIServer
PROVIDERS_HOST = "127.0.0.1"


def main() -> None:
    """Start everything, say where, and wait for Ctrl-C."""
    os.environ.setdefault("APP_ENV", "demo")
    os.umask(0o077)  # what is made in the instance folder is its owner's alone
    _end_at_once_by_signal()
    ask_to_write()
    try:
        config = Config.from_env()
        if config.app_env != "demo":
            sys.exit("make run startar demon, med påhittade uppgifter. I drift startas wsgi.py: se docs/operations.md.")
        with in_use(config.instance_dir):
            hold(config.database_url)
            journal.begin(config.journal.level or "WARNING", config.journal.form)
            _run(config)
    except ConfigError as error:
        refuse(str(error))
    except InUse:
        sys.exit("Demodata görs om just nu. Försök igen om en stund.")


def _run(config: Config) -> None:
    doors = (_door(config.host, config.port, "PORT"), _door(PROVIDERS_HOST, config.demo_idp_port, "DEMO_IDP_PORT"))
    app = prepared(config)
    begin(app)
    describe_what_starts(app)
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(app, stop), name="worker")
    _end_by_signal(stop)  # before the first thread: nothing but an orderly end stops those of the servers
    servers = [_server(app, doors[0], 16), _server(_identity_provider(config), doors[1], 4)]
    for thread in (worker, *(threading.Thread(target=_serve, args=(server,), daemon=True) for server in servers)):
        thread.start()
    _say(config)
    stop.wait()
    for server in servers:
        server.close()
    worker.join(timeout=20)


def _door(host: str, port: int, variable: str) -> socket.socket:
    """The port, ours from now on."""
    try:
        return taken(host, port)
    except OSError as error:
        refuse(
            f"Port {port} går inte att använda på {host} ({error.strerror}). Stoppa det program som använder den,"
            f" eller välj en annan port: make run {variable}={port + 100 if port < 65000 else 8100}",  # noqa: PLR2004 - the last port there is, nearly
        )


def _work(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        run_forever(stop)


def _server(app: Flask, door: socket.socket, threads: int) -> Server:
    return create_server(app, sockets=[door], threads=threads, ident=None)


def _serve(server: Server) -> None:
    with suppress(OSError):  # closing may take the socket from under this thread while it waits on it
        server.run()


def _identity_provider(config: Config) -> Flask:
    staff, citizen = config.staff_oidc, config.citizen_oidc
    served = clients(
        config.public_url,
        (staff.client_id, staff.client_secret),
        (citizen.client_id, citizen.client_secret),
    )
    return make_app(staff.issuer.rsplit("/", 1)[0], served)


def _say(config: Config) -> None:
    people = [
        f"  {person.name:<22} {', '.join(_duty(duty.roles, duty.clinic_hsa_id) for duty in person.duties)}"
        for person in STAFF
    ]
    citizens = [f"  {citizen.name:<22} {citizen.personnummer}" for citizen in CITIZENS]
    lines = [
        "",
        f"Vårdinkorgen: {config.public_url}",
        "",
        "Personal (Logga in som personal):",
        *people,
        "",
        "Invånare (Logga in som invånare):",
        *citizens,
        "",
        "Påhittade personer, inga riktiga uppgifter. Ctrl-C avslutar.",
    ]
    print("\n".join(lines), flush=True)


def _duty(roles: tuple[str, ...], clinic_hsa_id: str) -> str:
    return f"{' + '.join(ROLE_CODES[role] for role in roles)} ({clinic_name(clinic_hsa_id)})"


def _end_at_once_by_signal() -> None:
    """Until everything has started there is nothing to end in order: what is half made is thrown away by the next start.

    Python itself sets no handler where the signal is ignored, as for what a shell starts in the background.
    """
    signal.signal(signal.SIGINT, lambda _signal, _frame: os._exit(0))


def _end_by_signal(stop: threading.Event) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


if __name__ == "__main__":
    main()
