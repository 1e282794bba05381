"""``make run``: the product with its demo data, its worker and the demo identity provider, in one process. Ctrl-C ends all."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from flask import Flask
from waitress.server import MultiSocketServer, TcpWSGIServer, create_server

from app import create_app
from app.core.crypto import Keyring
from app.core.db import db
from app.jobs.worker import run_forever
from config import ROOT, Config
from demo.addresses import load_addresses
from demo.cases import load_cases
from demo.idp import clients, make_app
from demo.people import is_empty, load_people
from demo.personas import CITIZENS, ROLE_CODES, STAFF, clinic_name

Server = MultiSocketServer | TcpWSGIServer


def main() -> None:
    """Start everything, say where, and wait for Ctrl-C."""
    os.environ.setdefault("APP_ENV", "demo")
    config = Config.from_env()
    app = prepared(config)
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(app, stop), name="worker")
    servers = [_server(app, config.host, config.port, 16)]
    if config.app_env == "demo":
        servers.append(_identity_provider(config))
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    for thread in (worker, *threads):
        thread.start()
    _say(config)
    _wait(stop)
    for server in servers:
        server.close()
    worker.join(timeout=20)


def prepared(config: Config) -> Flask:
    """An application whose keyring, database and (the first time) demo data are there."""
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    if not config.keyring_path.exists():
        Keyring.create(config.keyring_path)
    if not is_current(config.database_url):
        migrate(config.database_url)
    app = create_app(config)
    with app.app_context():
        if is_empty():
            print("Lägger in demodata …", flush=True)
            load_people()
            load_cases()
            load_addresses()
        db.session.remove()
    return app


def is_current(database_url: str) -> bool:
    """Whether an embedded database has the newest schema: one question, much quicker than starting Alembic."""
    if not database_url.startswith("sqlite:///"):
        return False
    path = Path(database_url.removeprefix("sqlite:///"))
    if not path.exists():
        return False
    with sqlite3.connect(path) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        level = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    newest = max(file.name[:4] for file in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    return level == (newest,)


def migrate(database_url: str) -> None:
    """Bring the database to the newest schema, in a process of its own."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url}, check=True)


def _work(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        run_forever(stop)


def _server(app: Flask, host: str, port: int, threads: int) -> Server:
    return create_server(app, host=host, port=port, threads=threads, ident=None)


def _identity_provider(config: Config) -> Server:
    staff, citizen = config.staff_oidc, config.citizen_oidc
    served = clients(
        config.public_url,
        (staff.client_id, staff.client_secret),
        (citizen.client_id, citizen.client_secret),
    )
    address = staff.issuer.rsplit("/", 1)[0]
    return _server(make_app(address, served), "127.0.0.1", config.demo_idp_port, 4)


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


def _wait(stop: threading.Event) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    stop.wait()


if __name__ == "__main__":
    main()
