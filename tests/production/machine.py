"""This machine as a network of its own: an address that is not the loopback one, free ports, and processes that end."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60


def own_address() -> str:
    """An IPv4 address of this machine that production accepts: a provider on the loopback one would be refused."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.254", 9))  # sends nothing: it asks the routing table
        address: str = probe.getsockname()[0]
        return address


def free_port(host: str = "") -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def missing(programs: Sequence[str]) -> list[str]:
    """Those of the programs that this machine has not."""
    return [program for program in programs if shutil.which(program) is None]


class Ended(RuntimeError):
    """A process ended, or did not answer in time; with the end of what it had said."""

    def __init__(self, name: str, log: Path) -> None:
        """Read the log, which outlives the process."""
        super().__init__(f"{name} ended or did not answer; it had said:\n{log.read_text(errors='replace')[-3000:]}")


class Process:
    """A program with its own log file, in a process group of its own."""

    def __init__(
        self,
        command: Sequence[str | Path],
        folder: Path,
        environment: Mapping[str, str],
        name: str,
        cwd: Path | None = None,
    ) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.started = subprocess.Popen(
                [str(part) for part in command],
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=cwd or folder,
            )

    def wait_for(self, host: str, port: int) -> None:
        """Until something listens there, or raise ``Ended``."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self.started.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return
            time.sleep(0.05)
        raise Ended(self.name, self.log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end as a service manager does, and wait; its exit code."""
        if self.started.poll() is None:
            self.started.send_signal(how)
            try:
                self.started.wait(SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.started.pid, signal.SIGKILL)
                self.started.wait()
                raise Ended(self.name, self.log) from None
        return self.started.returncode

    def kill(self) -> None:
        """End it and what it has started, whatever they do."""
        if self.started.poll() is None:
            os.killpg(self.started.pid, signal.SIGKILL)
            self.started.wait()


@contextmanager
def process(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, name: str = ""
) -> Iterator[Process]:
    """A process that is gone when the block ends."""
    started = Process(command, folder, environment or {}, name or Path(str(command[0])).name)
    try:
        yield started
    finally:
        started.kill()
