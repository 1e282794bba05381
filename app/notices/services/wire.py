"""One connection to a mail server: as patient as RFC 5321 asks (4.5.3.2), and never for ever.

What the server says is read as it is meant: whether the address, this letter or the server itself is what is wrong, and
whether a letter may have been taken although nobody said so.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from app.jobs.registry import NeighbourAway, NotNow
from app.notices.services.reaching import connected
from settings.hosts import is_this_machine

_DOT = "DOT"
_GOODBYE_SECONDS = 5.0
_OK, _GO_ON, _READY, _CLOSING, _PERMANENT = range(200, 300), 354, 220, 421, 500
_ENHANCED = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})\b")
_OF_THE_ADDRESS_BARE = frozenset({550, 553})
_OF_THE_SENDER = frozenset({7, 8})
"""5.1.7 and 5.1.8 speak of the sender's address, which is ours."""

_FIRST_DOTS = re.compile(rb"(?m)^\.")


class Timeouts(NamedTuple):
    """Seconds: for one answer, for everything up to the final dot, for the answer to the dot."""

    answer: float = 300.0
    before_dot: float = 600.0
    after_dot: float = 600.0

    @property
    def longest(self) -> float:
        """Seconds that sending one letter can take at most: with a kept connection that fails, and a new one in its place."""
        return self.before_dot + _GOODBYE_SECONDS + 2 * self.before_dot + self.after_dot + self.answer


class AddressRefused(RuntimeError):
    """The mail server says for good that this address takes no mail."""


class MailServerUnavailable(NeighbourAway):
    """The server cannot be reached, does not answer, or turns away whoever comes. The letter was not taken."""


class AnswerLost(NeighbourAway):
    """The whole letter was sent and no answer came: it may have been taken."""


class NotTaken(NotNow):
    """The server answered, and did not take this letter now; the fault is not said to be the address's.

    ``after_dot``: it had the whole letter by then.
    """

    def __init__(self, reason: str, *, after_dot: bool) -> None:
        super().__init__(reason)
        self.after_dot = after_dot


class SmtpConnection:
    """An open connection. Whatever is waited for, a watch cuts it when the time is out: no server holds it for ever."""

    def __init__(self, url: str, timeouts: Timeouts, ca_file: Path | None = None) -> None:
        self.url = url
        self.timeouts = timeouts
        self.used = False
        parts, context = urlsplit(url), ssl.create_default_context(cafile=ca_file)
        encrypted = parts.scheme == "smtps"
        self._server = _FromTheStart(timeouts.answer, context) if encrypted else _Smtp(timeout=timeouts.answer)
        try:
            with self._within(timeouts.before_dot):
                _greet(self._server, parts, context)
        except (OSError, smtplib.SMTPException, Unencrypted) as error:
            self.close()
            raise MailServerUnavailable(type(error).__name__) from None
        except BaseException:
            self.close()
            raise

    def hand_over(self, sender: str, to: str, content: bytes, before_dot: Callable[[], None]) -> None:
        """Send one letter. ``before_dot`` is called when all but the final dot is sent; until then nobody has it."""
        try:
            with self._within(self.timeouts.before_dot):
                self._announce(sender, to)
                self._server.send(_FIRST_DOTS.sub(b"..", content))
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerUnavailable(type(error).__name__) from None
        before_dot()
        code, answer = self._answer_to_dot()
        self.used = True
        if code not in _OK:
            _refuse(_DOT, code, answer, bare_speaks=False)

    def start_over(self) -> None:
        """Ready for the next letter after one that was not taken."""
        try:
            with self._within(self.timeouts.answer):
                self._server.rset()
            self.used = True
        except (OSError, smtplib.SMTPException):
            self.close()
            raise MailServerUnavailable("Reset") from None

    def bid_farewell(self) -> None:
        """Hang up politely."""
        with suppress(OSError, smtplib.SMTPException), self._within(_GOODBYE_SECONDS):
            self._server.quit()
        self.close()

    def close(self) -> None:
        """End the conversation with the mail server and close the connection."""
        self._server.close()
        if self._server.socket_copy is not None:
            self._server.socket_copy.close()

    def _announce(self, sender: str, to: str) -> None:
        code, answer = self._server.mail(sender)
        if code not in _OK:  # the sender is the same in every letter
            raise MailServerUnavailable(_spelled("MAIL", code, answer))
        code, answer = self._server.rcpt(to)
        if code not in _OK:
            _refuse("RCPT", code, answer, bare_speaks=True)
        code, answer = self._server.docmd("DATA")
        if code != _GO_ON:
            _refuse("DATA", code, answer, bare_speaks=False)

    def _answer_to_dot(self) -> tuple[int, bytes]:
        try:
            with self._within(self.timeouts.after_dot):
                self._server.wait_for(self.timeouts.after_dot)
                self._server.send(b".\r\n")
                found = self._server.getreply()
                self._server.wait_for(self.timeouts.answer)
        except (OSError, smtplib.SMTPException):
            raise AnswerLost("AnswerLost") from None
        return found

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        watch = threading.Timer(seconds, self._server.cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()


class _Smtp(smtplib.SMTP):
    """Keeps a second handle on the connection, by which it can be cut from outside also while TLS is being agreed on."""

    socket_copy: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = connected(host, port, timeout)
        found.settimeout(timeout)
        self.socket_copy = found.dup()
        return found

    def call(self, host: str, port: int) -> None:
        """Connect, and be greeted."""
        self._host = host
        code, answer = self.connect(host, port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, answer)

    def wait_for(self, seconds: float) -> None:
        """How long one answer may take from now on."""
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def cut(self) -> None:
        """End it now: whoever waits for an answer gets an error."""
        if self.socket_copy is not None:
            with suppress(OSError):
                self.socket_copy.shutdown(socket.SHUT_RDWR)


class _FromTheStart(smtplib.SMTP_SSL, _Smtp):
    """The same with TLS before the first word."""

    def __init__(self, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(timeout=timeout, context=context)


class Unencrypted(RuntimeError):
    """The mail server is another machine and offers no TLS: codes, addresses and passwords do not travel in clear."""


def _greet(server: _Smtp, parts: SplitResult, context: ssl.SSLContext) -> None:
    """With TLS, its certificate checked; without only to a server on this machine that has none."""
    host, encrypted = parts.hostname or "localhost", parts.scheme == "smtps"
    server.call(host, parts.port or (smtplib.SMTP_SSL_PORT if encrypted else smtplib.SMTP_PORT))
    server.ehlo_or_helo_if_needed()
    if not encrypted and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
        encrypted = True
    if not encrypted and not is_this_machine(host):
        raise Unencrypted
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _refuse(command: str, code: int, answer: bytes, *, bare_speaks: bool) -> None:
    """Raise what the answer means; ``bare_speaks``: 550 and 553 without a longer code are about the address here."""
    spelled = _spelled(command, code, answer)
    if code == _CLOSING and command == "RCPT":
        raise MailServerUnavailable(spelled)
    if speaks_of_the_address(code, answer, bare_speaks=bare_speaks):
        raise AddressRefused(spelled)
    raise NotTaken(spelled, after_dot=command == _DOT)


def speaks_of_the_address(code: int, answer: bytes, *, bare_speaks: bool) -> bool:
    """Whether the failure is permanent and concerns the receiver's address; any other is the server's or our own."""
    if code < _PERMANENT:
        return False
    longer = _ENHANCED.match(answer)
    if longer is None:
        return bare_speaks and code in _OF_THE_ADDRESS_BARE
    of_class, subject, detail = (int(part) for part in longer.groups())
    return (of_class, subject) == (5, 1) and detail not in _OF_THE_SENDER


def _spelled(command: str, code: int, answer: bytes) -> str:
    """``RCPT 554 5.7.1``: for operators. Never the server's text, which may hold the address."""
    longer = _ENHANCED.match(answer)
    return f"{command} {code} {longer[0].decode()}" if longer else f"{command} {code}"
