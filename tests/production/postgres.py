"""PostgreSQL as a region runs it: a primary and a streaming standby over TLS, and PgBouncer in transaction mode."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.databases import SCRATCH
from tests.production import manual
from tests.production.authority import Authority
from tests.production.machine import Process, free_port, process

Command = Sequence[str | Path]
HOST = "127.0.0.1"
ACCOUNT = "postgres"
ADMINISTRATOR, PASSWORD = "postgres", "administratorns-losen-9Q"
DATABASE = "vardinkorg"
OWNER, OWNERS_PASSWORD = "vardinkorg_owner", "agarens-losen-7Fk2xW"
RUNTIME, RUNTIMES_PASSWORD = "app_runtime", "produktens-losen-3Zb8"
SETTINGS = """
listen_addresses = '{host}'
unix_socket_directories = '{folder}'
ssl = on
ssl_cert_file = '{folder}/server.pem'
ssl_key_file = '{folder}/server.key'
password_encryption = 'scram-sha-256'
wal_level = replica
hot_standby = on
shared_buffers = '32MB'
max_connections = 100
"""
DOORS = "local all all trust\nhostssl all all all scram-sha-256\nhostssl replication all all scram-sha-256\n"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that the machine has installed; None when it has none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def address(port: int, user: str, password: str, authority: Authority, database: str = DATABASE) -> str:
    """A server's or a pooler's address, its certificate checked."""
    tls = f"sslmode=verify-full&sslrootcert={quote(str(authority.file), safe='')}"
    return f"postgresql://{user}:{password}@{HOST}:{port}/{database}?{tls}"


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL."""

    folder: Path
    port: int
    process: Process
    authority: Authority

    def address(self, user: str, password: str, database: str = DATABASE) -> str:
        """Its address for a role."""
        return address(self.port, user, password, self.authority, database)

    @property
    def owner(self) -> str:
        """For the one who migrates, backs up and restores."""
        return self.address(OWNER, OWNERS_PASSWORD)

    @property
    def runtime(self) -> str:
        """For web servers and workers."""
        return self.address(RUNTIME, RUNTIMES_PASSWORD)

    def run(self, *statements: str, database: str = "postgres") -> None:
        """As the administrator, each in a transaction of its own."""
        with psycopg.connect(self.address(ADMINISTRATOR, PASSWORD, database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def promote(self) -> None:
        """Make a standby the primary, and wait until it takes writes."""
        self.run("SELECT pg_promote(true, 60)")


@contextmanager
def primary(authority: Authority) -> Iterator[Server]:
    """A new server with an administrator and nothing else."""
    with _folder(authority) as folder:
        (folder / "password").write_text(PASSWORD, encoding="ascii")
        command: Command = [_bin() / "initdb", "--pgdata", folder / "data", "--username", ADMINISTRATOR]
        more = ("--encoding=UTF8", "--locale=C.UTF-8", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256")
        _as_account([*command, *more])
        (folder / "data/pg_hba.conf").write_text(DOORS, encoding="ascii")
        with _started(folder, authority) as server:
            yield server


def make_database(server: Server) -> None:
    """The two roles and the empty database, as the manual has the administrator make them."""
    server.run(
        f"CREATE ROLE {OWNER} LOGIN PASSWORD '{OWNERS_PASSWORD}'",
        f"CREATE ROLE {RUNTIME} LOGIN PASSWORD '{RUNTIMES_PASSWORD}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0",
        f"REVOKE CONNECT, TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {RUNTIME}",
    )


@contextmanager
def standby(of: Server, name: str = "standby") -> Iterator[Server]:
    """A second server that follows the first; every commit of the first waits for it from now on."""
    with _folder(of.authority) as folder:
        tls = f"sslmode=verify-full sslrootcert={folder}/authority.pem"
        followed = f"host={HOST} port={of.port} user={ADMINISTRATOR} application_name={name} {tls}"
        command: Command = [_bin() / "pg_basebackup", "-D", folder / "data", "-d", followed, "-R", "--checkpoint=fast"]
        _as_account(command, PGPASSWORD=PASSWORD)
        with _started(folder, of.authority) as server:
            of.run(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'", "SELECT pg_reload_conf()")
            _until(of, "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
            # What it copied names a standby of its own: as primary it would wait for that for ever.
            server.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
            yield server


@contextmanager
def pgbouncer(of: Server, users: Mapping[str, str] | None = None) -> Iterator[int]:
    """A pooler in transaction mode in front of the database; its port."""
    known = {RUNTIME: RUNTIMES_PASSWORD} if users is None else users
    with _folder(of.authority) as folder:
        own = free_port(HOST)
        (folder / "userlist.txt").write_text("".join(f'"{name}" "{word}"\n' for name, word in known.items()))
        (folder / "pgbouncer.ini").write_text(_pooler(folder, of.port, own), encoding="utf-8")
        _give_away(folder)
        with process(_account([_found("pgbouncer"), folder / "pgbouncer.ini"]), folder, name="pgbouncer") as started:
            started.wait_for(HOST, own)
            yield own


def _pooler(folder: Path, port: int, own: int) -> str:
    """The manual's file, and nothing of it changed but places and a pool small enough that clients must share it."""
    places = {
        "host=db.example.se port=5432": f"host={HOST} port={port}",
        "listen_addr = 10.0.0.21": f"listen_addr = {HOST}",
        "listen_port = 6432": f"listen_port = {own}",
        "default_pool_size = 40": "default_pool_size = 8",
        "/etc/pgbouncer/userlist.txt": f"{folder}/userlist.txt",
        "/etc/pgbouncer/certificate.pem": f"{folder}/server.pem",
        "/etc/pgbouncer/key.pem": f"{folder}/server.key",
        "/etc/pgbouncer/ca.pem": f"{folder}/authority.pem",
    }
    return manual.moved("ini", "[pgbouncer]", places)


def both(first: Server, second: Server, user: str = RUNTIME, password: str = RUNTIMES_PASSWORD) -> str:
    """The standard address of two hosts, of which the one that takes writes is meant."""
    one = first.address(user, password)
    ports = f"{HOST}:{first.port},{HOST}:{second.port}"
    return one.replace(f"{HOST}:{first.port}", ports) + "&target_session_attrs=read-write"


def _bin() -> Path:
    found = programs()
    assert found is not None, "PostgreSQL is not installed on this machine"
    return found


def _found(program: str) -> str:
    """Administrators' programs stand beside the path that people have."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or program


@contextmanager
def _folder(authority: Authority) -> Iterator[Path]:
    """A folder of the account's own, with a certificate in it."""
    folder = Path(tempfile.mkdtemp(prefix="vi-production-", dir=SCRATCH))
    try:
        made = authority.certificate_for(HOST, "localhost")
        shutil.copy(made.certificate, folder / "server.pem")
        shutil.copy(made.key, folder / "server.key")
        (folder / "server.key").chmod(0o600)
        shutil.copy(authority.file, folder / "authority.pem")
        _give_away(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_away(folder: Path) -> None:
    """To the account that the servers run as: neither of them runs as root."""
    if os.getuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)


def _account(command: Command) -> list[str | Path]:
    if os.getuid():
        return list(command)
    return ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups", "--", *command]


def _as_account(command: Command, **environment: str) -> None:
    own = {**os.environ, "HOME": "/nonexistent", **environment}  # there libpq looks for certificates of its own
    ended = subprocess.run(_account(command), check=False, capture_output=True, text=True, cwd="/", env=own)
    assert ended.returncode == 0, ended.stderr


@contextmanager
def _started(folder: Path, authority: Authority) -> Iterator[Server]:
    data, port = folder / "data", free_port(HOST)
    (data / "postgresql.conf").write_text(SETTINGS.format(host=HOST, folder=folder), encoding="utf-8")
    _give_away(folder)
    command = _account([_bin() / "postgres", "-D", data, "-p", str(port)])
    with ExitStack() as stack:
        started = stack.enter_context(process(command, folder, name="postgres"))
        stack.callback(started.stop, signal.SIGINT)  # at once, and in order: its shared memory goes with it
        started.wait_for(HOST, port)
        server = Server(folder, port, started, authority)
        _until(server, "SELECT true")
        yield server


def _until(server: Server, question: str, seconds: float = 60) -> None:
    """Until the server answers yes."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with psycopg.connect(server.address(ADMINISTRATOR, PASSWORD, "postgres")) as connection:
                if connection.execute(question.encode()).fetchone() == (True,):
                    return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline, question
        time.sleep(0.05)
