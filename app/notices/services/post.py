"""The way out: real SMTP, or nothing at all where no server is configured."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import NamedTuple

from app.core import clock
from app.core.hooks import Hook
from app.jobs.lanes import let_go
from app.jobs.registry import Lane
from app.notices.mail_texts import MailText
from app.notices.services.wire import AddressRefused, MailServerUnavailable, NotTaken, SmtpConnection, Timeouts


@dataclass(frozen=True)
class PostOffice:
    """Where mail goes. Empty ``smtp_url``: notices are stored only. ``shown``: and a demo page shows them, codes too."""

    smtp_url: str
    mail_from: str
    public_url: str
    shown: bool = False
    ca_file: Path | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)

    @property
    def delivers(self) -> bool:
        """Whether there is a mail server."""
        return bool(self.smtp_url)


class Letter(NamedTuple):
    """An e-mail. ``number`` is random and the same at each try, so that a mail server can drop the second copy."""

    to: str
    text: MailText
    number: str
    language: str


OFFICE: Hook[PostOffice] = Hook("post office")


class _Open(threading.local):
    line: SmtpConnection | None = None
    office: PostOffice | None = None


_open = _Open()


def send(letter: Letter, before_dot: Callable[[], None]) -> None:
    """Hand the letter to the mail server, over the connection of the letter before it where there is one.

    ``before_dot`` is called before anybody can have it. Raises ``AddressRefused``, ``NotTaken``,
    ``MailServerUnavailable`` or ``AnswerLost``.
    """
    sender, content = parseaddr(OFFICE.current.mail_from)[1], _written(letter)
    try:
        _hand_over(sender, letter.to, content, before_dot)
    except (AddressRefused, NotTaken):
        let_go(Lane.MAIL)
        _start_over()
        raise
    except BaseException:
        hang_up()
        raise
    let_go(Lane.MAIL)


def hang_up() -> None:
    """Close this thread's connection, if there is one."""
    line, _open.line = _open.line, None
    if line is not None:
        line.bid_farewell()


def _hand_over(sender: str, to: str, content: bytes, before_dot: Callable[[], None]) -> None:
    line = _line()
    if line.used:
        try:
            line.hand_over(sender, to, content, before_dot)
        except (
            MailServerUnavailable
        ):  # a server may close after so many letters, or so many seconds: that alone is no fault
            hang_up()
            line = _line()
        else:
            return
    line.hand_over(sender, to, content, before_dot)


def _line() -> SmtpConnection:
    office = OFFICE.current
    if _open.office != office:  # another application's
        hang_up()
    if _open.line is None:
        _open.line, _open.office = SmtpConnection(office.smtp_url, office.timeouts, office.ca_file), office
    return _open.line


def _start_over() -> None:
    line = _open.line
    try:
        if line is not None:
            line.start_over()
    except MailServerUnavailable:
        _open.line = None


def _written(letter: Letter) -> bytes:
    domain = parseaddr(OFFICE.current.mail_from)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = OFFICE.current.mail_from
    message["To"] = letter.to
    message["Subject"] = letter.text.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter.number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text.body)
    message["Content-Language"] = letter.language
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
