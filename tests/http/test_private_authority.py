"""A provider behind the region's own certificate authority: ``CA_FILE`` names it, and without that the journal says so."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.auth import oidc_client
from config import Config
from tests.identity import EvilProvider
from tests.production.authority import Authority
from tests.providers import with_provider
from tests.shapes import PUBLIC


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """The region's own."""
    return Authority(tmp_path)


@pytest.fixture
def behind_tls(evil: EvilProvider, authority: Authority) -> Iterator[int]:
    """The provider once more, with a certificate of that authority; its port."""
    certificate = authority.certificate_for("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    server = make_server("127.0.0.1", 0, evil.program(), threaded=True, ssl_context=context)
    evil.scheme, evil.port = "https", server.port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def begins(victim: Flask, config: Config, port: int, ca_file: Path | None) -> int:
    asked = with_provider(config, port, "https")
    oidc_client.install(victim, asked.staff_oidc, asked.citizen_oidc, ca_file)
    return victim.test_client().get("/login/staff", base_url=PUBLIC).status_code


def test_the_authority_is_believed_when_it_is_named(
    victim: Flask, config: Config, behind_tls: int, authority: Authority
) -> None:
    assert begins(victim, config, behind_tls, authority.file) == 302


@pytest.mark.parametrize("another", [False, True], ids=["public ones alone", "another alone"])
def test_else_nobody_logs_in_and_the_journal_says_why(
    victim: Flask,
    config: Config,
    behind_tls: int,
    tmp_path: Path,
    another: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    authority: Authority,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))  # one setting, and it is not this one
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert begins(victim, config, behind_tls, Authority(elsewhere).file if another else None) == 503
    assert "the identity provider for staff cannot be used: SSLError: unable to get local issuer" in caplog.text
