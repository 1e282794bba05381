"""The way out: real SMTP, or nothing at all where no server is configured."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from app.core import clock
from app.notices.texts import Text
from settings.hosts import is_this_machine

TIMEOUT = 20.0
_PERMANENT = 500


@dataclass(frozen=True)
class PostOffice:
    """Where mail goes. Empty ``smtp_url``: notices are stored only. ``shown``: and a demo page shows them, codes too."""

    smtp_url: str
    mail_from: str
    public_url: str
    shown: bool = False
    ca_file: Path | None = None

    @property
    def delivers(self) -> bool:
        """Whether there is a mail server."""
        return bool(self.smtp_url)


class Letter(NamedTuple):
    """An e-mail. ``number`` is random and the same at each try, so that a mail server can drop the second copy."""

    to: str
    text: Text
    number: str
    language: str


class Unencrypted(RuntimeError):
    """The mail server is another machine and offers no TLS: codes, addresses and passwords do not travel in clear."""


class Refused(RuntimeError):
    """The mail server says for good that this address takes no mail."""


class _Current:
    office = PostOffice("", "", "")


def use(office: PostOffice) -> None:
    """Set the way out for this process."""
    _Current.office = office


def office() -> PostOffice:
    """The way out."""
    return _Current.office


def send(letter: Letter) -> None:
    """Hand the letter to the mail server; raises ``Refused``, or what ``smtplib`` raises when trying again may help."""
    try:
        with _connection(office().smtp_url) as server:
            server.send_message(_message(letter))
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= _PERMANENT for code, _ in error.recipients.values()):
            raise Refused from None
        raise


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    """A connection with TLS, its certificate checked; without only to a server on this machine that has none."""
    parts, context = urlsplit(url), ssl.create_default_context(cafile=office().ca_file)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            encrypted = True
        if not encrypted and not is_this_machine(host):
            raise Unencrypted
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _message(letter: Letter) -> EmailMessage:
    domain = parseaddr(office().mail_from)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = office().mail_from
    message["To"] = letter.to
    message["Subject"] = letter.text.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter.number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text.body)
    message["Content-Language"] = letter.language
    return message
