"""What real operations on cases tell whom: the whole way from the act to the mailbox."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.cases.services.replies import Reply, send_final_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.jobs.worker import run_due
from app.notices.kinds import NoticeEvent
from app.notices.mail_texts import MailText, all_texts, text_of
from app.notices.services.post import OFFICE, PostOffice
from tests.hooks import instead
from tests.mail_server import MailServer, mail_server
from tests.notified_people import PUBLIC, Post, give_citizen, give_staff
from tests.world import World, operation

CANARY = "Kanariefågel Sköldpadda"


@pytest.fixture
def sent(app: Flask, world: World) -> Iterator[Post]:
    """A mail server, with the product's own checks; everybody has an address."""
    with mail_server() as server, app.app_context():
        give_staff(world, "Maja", "Alva", "Hanna", "Henrik", "Adam", "Hugo")
        give_citizen(world.citizen("Tolvan"), "tolvan@example.se")
        with instead(app, OFFICE, PostOffice(server.url, "svara-inte@example.se", PUBLIC)):
            yield Post(server)


def told(server: MailServer) -> list[tuple[str, str]]:
    """Who got what, and an empty server."""
    found = sorted((letter.to.partition("@")[0], letter.subject) for letter in server.received)
    server.received.clear()
    return found


def subject(event: NoticeEvent) -> str:
    return text_of(event, "sv", PUBLIC).subject


def test_a_case_tells_each_in_turn_and_its_content_nobody(app: Flask, world: World, sent: Post) -> None:
    raw = b""
    case_id = world.send(text=CANARY)
    run_due()
    sent.goes()
    raw += b"".join(letter.raw for letter in sent.server.received)
    new = subject(NoticeEvent.CASE_RECEIVED)
    assert told(sent.server) == [("alva", new), ("maja", new)]

    world.distribute(case_id, group="Sjuksköterskor")
    run_due()
    sent.goes(minutes=5)
    raw += b"".join(letter.raw for letter in sent.server.received)
    assigned = subject(NoticeEvent.CASE_ASSIGNED)
    assert told(sent.server) == [("hanna", assigned), ("henrik", assigned)]

    world.take(case_id, by="Hanna")
    version = world.case(case_id).version
    send_final_reply(world.staff("Hanna"), case_id, Reply(CANARY, version, operation()))
    run_due()
    sent.goes(minutes=10)
    letters = [MailText(letter.subject, letter.body) for letter in sent.server.received]
    assert set(letters) <= all_texts(PUBLIC)
    raw += b"".join(letter.raw for letter in sent.server.received)
    assert told(sent.server) == [("tolvan", subject(NoticeEvent.MESSAGE_FOR_CITIZEN))]

    secrets = [CANARY.split(maxsplit=1)[0][:8], "Tolvansson", "191212", str(case_id), "recept", "Storgatan"]
    assert not [secret for secret in secrets if secret.encode() in raw]


def test_a_distribution_that_is_undone_within_the_minute_is_mailed_to_nobody(world: World, sent: Post) -> None:
    case_id = world.send()
    run_due()
    sent.goes()
    told(sent.server)
    world.distribute(case_id, person="Hanna")
    run_due()

    undo(world.staff("Maja"), case_id, StepCommand(world.case(case_id).version, operation()))
    sent.goes(minutes=5)

    assert told(sent.server) == []
