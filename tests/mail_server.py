"""A real mail server in this process, which keeps what it is sent."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from tests.providers import free_port


class Received(NamedTuple):
    """An e-mail as it came over the wire, unpacked."""

    to: str
    subject: str
    body: str
    number: str
    encrypted: bool
    raw: bytes


@dataclass
class MailServer:
    """The server's address, what has come, what it says to whom, and how slow (seconds) it is to say thanks.

    ``says`` is its answer to an address in place of a yes. ``drops`` letters are kept without an answer: it hangs up.
    ``hangs_up``: also after each letter that it took. ``offers_more``: STARTTLS, which it has not, in its greeting.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    fails: int = 0
    delay: float = 0
    drops: int = 0
    hangs_up: bool = False
    offers_more: bool = False
    says: dict[str, str] = field(default_factory=dict)
    connections: set[tuple[str, int]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """What ``SMTP_URL`` would be."""
        return f"smtp://localhost:{self.port}"

    def sent_to(self, address: str) -> list[Received]:
        """What came for one address."""
        return [letter for letter in self.received if letter.to == address]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, host: str, answers: list[str]
    ) -> list[str]:
        """Tell what it can do."""
        session.host_name = host
        return [*answers[:-1], *(["250-STARTTLS"] if self.offers_more else []), answers[-1]]

    async def handle_RCPT(self, _server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the receiver, or refuse it for good."""
        self.connections.add(session.peer)
        if address in self.says:
            return self.says[address]
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the e-mail, or say «later» as long as it is told to fail."""
        if self.fails:
            self.fails -= 1
            return "451 later"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        body = letter.get_content().replace("\r\n", "\n")
        encrypted = session.ssl is not None
        for to in envelope.rcpt_tos:
            self.received.append(
                Received(to, letter["Subject"], body, letter["Message-ID"], encrypted, envelope.content)
            )
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        await asyncio.sleep(self.delay)
        if self.hangs_up:
            asyncio.get_running_loop().call_later(0.01, server.transport.close)
        return "250 OK"


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> Iterator[MailServer]:
    """A server on a free port; with ``tls`` it offers STARTTLS, or takes no word in clear."""
    server = MailServer(free_port())
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        ssl_context=tls if from_the_start else None,
        tls_context=None if from_the_start else tls,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[str]:
    """The address of a server that lets everybody in and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"smtp://127.0.0.1:{door.getsockname()[1]}"


@contextmanager
def dripping_server() -> Iterator[str]:
    """The address of a server whose greeting never ends, a byte at a time: each wait for it is short."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_drip, args=(door,), daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@contextmanager
def unreachable(port: int, number: int) -> Iterator[list[str]]:
    """So many addresses of this machine where the port answers nobody who calls, as behind a firewall that says nothing."""
    addresses = [f"127.0.0.{last}" for last in range(2, number + 2)]
    with ExitStack() as open_ones:
        for address in addresses:
            door = open_ones.enter_context(socket.socket())
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((address, port))
            door.listen(0)
            while _lets_in(open_ones.enter_context(socket.socket()), address, door.getsockname()[1]):
                pass
        yield addresses


def _lets_in(caller: socket.socket, address: str, port: int) -> bool:
    """Whether there was room for another; the room is for as many as the system likes."""
    caller.settimeout(0.1)
    with suppress(TimeoutError):
        caller.connect((address, port))
        return True
    return False


def _drip(door: socket.socket) -> None:
    with suppress(OSError):
        caller, _ = door.accept()
        with caller:
            while True:
                caller.sendall(b"2")
                time.sleep(0.05)
