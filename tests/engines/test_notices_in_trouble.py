"""Mail servers that refuse, wait, are away, or are somebody else."""

import socket
import ssl
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import current_app
from sqlalchemy import select, update

from app.core import clock
from app.core.db import atomic, session
from app.jobs.health import queue_figures
from app.notices.kinds import Channel, Dropped, NoticeEvent, Receiver, owner_of
from app.notices.mail_texts import text_of
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import notice_settings, of_owner
from app.notices.services import post
from app.notices.services.post import OFFICE
from app.notices.services.sending import forget_old
from app.notices.services.wire import MailServerUnavailable
from tests.mail_server import mail_server
from tests.notified_people import PUBLIC, Post, give_citizen, give_staff, only_notice
from tests.providers import events
from tests.world import World


def test_a_mail_server_that_says_later_gets_the_same_e_mail_later(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    mail.server.fails = 1
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()
    assert mail.server.received == []

    mail.goes(minutes=2)

    assert mail.addresses() == ["hanna@example.se"]
    assert str(only_notice().id) in mail.server.received[0].number


def test_a_mail_server_that_is_away_costs_nothing_but_time(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    OFFICE.set(current_app, post.PostOffice("smtp://localhost:9", "svara-inte@example.se", PUBLIC))
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()

    OFFICE.set(current_app, post.PostOffice(mail.server.url, "svara-inte@example.se", PUBLIC))
    mail.goes(minutes=2)

    assert mail.addresses() == ["hanna@example.se"]


def test_an_address_that_is_refused_for_good_is_shown_as_such_to_its_owner(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    mail.server.refused.add("hanna@example.se")

    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()

    assert only_notice().why is Dropped.REFUSED
    assert notice_settings(world.staff("Hanna")).refused


def test_an_address_that_was_moved_gets_nothing_and_is_told_of_once_by_the_worker(
    mail: Post, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    give_staff(world, "Hanna", "Maja")
    with atomic() as current:
        rows = {row.owner_id: row for row in current.scalars(select(NoticeAddress))}
        moved = rows[world.staff_id("Hanna")]
        moved.email_sealed, number = rows[world.staff_id("Maja")].email_sealed, str(moved.id)
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    for minutes in (1, 5, 30):
        mail.goes(minutes)
    assert mail.server.received == []
    (event,) = events(world.app, "unsealing_failed")
    assert event["details"] == {"table": "notice_addresses", "field": "email", "row": number}
    assert (event["actor"]["type"], event["actor"]["job"]) == ("system", "send_notice")  # type: ignore[index]
    assert caplog.text.count(f"sealed text cannot be opened: notice_addresses.email row={number}") == 1
    assert [job.last_error for job in queue_figures(session())] == ["Unreadable"]
    assert "example.se" not in caplog.text


def test_without_a_mail_server_the_notice_is_kept_and_nothing_is_sent(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    OFFICE.set(current_app, post.PostOffice("", "svara-inte@example.se", PUBLIC, shown=True))

    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()

    assert mail.server.received == []
    assert only_notice().channel is Channel.STORED
    assert only_notice().sent_at is not None


def test_nothing_goes_in_clear_to_another_machine(mail: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, authority = _certificate(tmp_path)
    letter = post.Letter("hanna@example.se", text_of(NoticeEvent.CASE_ASSIGNED, "sv", PUBLIC), str(uuid4()), "sv")
    other = "post.region.se"
    here = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest: here("localhost" if host == other else host, *rest))
    OFFICE.set(
        current_app, post.PostOffice(mail.server.url.replace("localhost", other), "svara-inte@example.se", PUBLIC)
    )
    with pytest.raises(MailServerUnavailable, match="Unencrypted"):
        post.send(letter, nothing)
    assert mail.server.received == []

    with mail_server(context) as server:
        url = server.url.replace("localhost", other)
        OFFICE.set(current_app, post.PostOffice(url, "svara-inte@example.se", PUBLIC, ca_file=authority))
        with pytest.raises(MailServerUnavailable, match="SSLCertVerificationError"):
            post.send(letter, nothing)
        OFFICE.set(current_app, post.PostOffice(server.url, "svara-inte@example.se", PUBLIC, ca_file=authority))
        post.send(letter, nothing)
        post.hang_up()

        assert [received.encrypted for received in server.received] == [True]


def test_the_connection_is_encrypted_where_the_server_offers_it_and_its_certificate_is_checked(
    mail: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = _certificate(tmp_path)
    letter = post.Letter("hanna@example.se", text_of(NoticeEvent.CASE_ASSIGNED, "sv", PUBLIC), str(uuid4()), "sv")
    with mail_server(context) as server:
        OFFICE.set(current_app, post.PostOffice(server.url, "svara-inte@example.se", PUBLIC))
        with pytest.raises(MailServerUnavailable, match="SSLCertVerificationError"):
            post.send(letter, nothing)
        assert server.received == []

        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        post.send(letter, nothing)
        post.hang_up()

        assert [received.encrypted for received in server.received] == [True]
    assert mail.server.received == []


def test_a_connection_that_is_encrypted_from_the_start_is_not_asked_to_be_so_again(mail: Post, tmp_path: Path) -> None:
    context, authority = _certificate(tmp_path)
    letter = post.Letter("hanna@example.se", text_of(NoticeEvent.CASE_ASSIGNED, "sv", PUBLIC), str(uuid4()), "sv")
    with mail_server(context, from_the_start=True) as server:
        url, server.offers_more = server.url.replace("smtp", "smtps"), True
        OFFICE.set(current_app, post.PostOffice(url, "svara-inte@example.se", PUBLIC))
        with pytest.raises(MailServerUnavailable, match="SSLCertVerificationError"):
            post.send(letter, nothing)
        OFFICE.set(current_app, post.PostOffice(url, "svara-inte@example.se", PUBLIC, ca_file=authority))
        post.send(letter, nothing)
        post.hang_up()
        assert [received.to for received in server.received] == ["hanna@example.se"]
    assert mail.server.received == []


def nothing() -> None:
    """What is to be done before the final dot."""


def _certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate for localhost, signed by itself, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime.combine(date.today() - timedelta(days=1), datetime.min.time(), UTC)  # noqa: DTZ011 - wide margins
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


def test_old_notices_and_addresses_that_never_got_their_code_are_forgotten(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()
    give_citizen(world.citizen("Tolvan"), "tolvan@example.se")
    with atomic() as current:
        mine = of_owner(owner_of(world.citizen("Tolvan")))
        current.execute(update(NoticeAddress).where(mine).values(verified_at=None))

    with clock.at(clock.now() + timedelta(days=91)):
        forget_old({})

    assert session().scalars(select(Notice)).all() == []
    assert notice_settings(world.citizen("Tolvan")).waiting is None
    assert notice_settings(world.staff("Hanna")).address == "hanna@example.se"
