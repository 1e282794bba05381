"""https in front of the product: a proxy with a certificate of its own, which passes on what nginx would."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "server", "date"}


class _Terminator(ThreadingHTTPServer):
    """The server of one test; ``behind`` is the port that it hands requests on to."""

    daemon_threads = True
    behind = 0

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no error."""


class _HandsOn(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Terminator

    def handle_one_request(self) -> None:
        self.do_GET = self.do_POST = self.do_HEAD = self._hand_on
        super().handle_one_request()

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = HTTPConnection(HOST, self.server.behind, timeout=60)
        connection.request(self.command, self.path, body, self._headers())
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_ONE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    def _headers(self) -> dict[str, str]:
        came = {name: value for name, value in self.headers.items() if name.lower() not in OF_ONE_CONNECTION}
        # As with `proxy_set_header Host $host`, which drops the port.
        host = self.headers["Host"].partition(":")[0]
        told = {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https", "X-Forwarded-Host": host}
        return came | told | {"Host": host}

    def log_message(self, *_words: object) -> None:
        """Quiet."""


class Front:
    """Its address, known before the product is, and ``lead_to``, which opens it."""

    def __init__(self, certificate: Path) -> None:
        self.server = _Terminator((HOST, 0), _HandsOn)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        port: int = self.server.server_address[1]
        self.url = f"https://{HOST}:{port}"

    @contextmanager
    def lead_to(self, port: int) -> Iterator[None]:
        """Hand everything on to this port while it lasts."""
        self.server.behind = port
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


def self_signed(path: Path) -> Path:
    """A certificate for this machine and its key, in one file, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(hours=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    unlocked = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path
