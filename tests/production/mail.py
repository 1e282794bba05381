"""A mail server that can be away: it goes, comes back at the same port, and remembers what it was sent."""

import ssl

from aiosmtpd.controller import Controller

from tests.mail_server import MailServer
from tests.production.authority import Authority
from tests.production.machine import free_port

HOST = "127.0.0.1"


class Mail(MailServer):
    """The server's letters, and the two things that can happen to it."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(port=free_port(HOST))
        made = authority.certificate_for("localhost", HOST)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(made.certificate, made.key)
        self.controller: Controller | None = None

    def come(self) -> None:
        """Listen, and offer STARTTLS."""
        self.controller = Controller(self, hostname=HOST, port=self.port, tls_context=self.tls, auth_require_tls=False)
        self.controller.start()

    def go(self) -> None:
        """Refuse every connection, as a machine does whose mail server is down."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None
