"""When an e-mail goes, in which words, and that it goes once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app.core import clock
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.worker import run_due
from app.notices.kinds import Channel, Dropped, NoticeEvent, Receiver
from app.notices.mail_texts import MailText, all_texts
from app.notices.services.sending import make_notices
from app.roles.models import StaffMember
from tests.notified_people import PUBLIC, Post, give_citizen, give_staff, only_notice
from tests.world import World


def test_an_e_mail_goes_a_minute_after_the_act_and_not_before(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    with clock.at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)):
        mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    with clock.at(datetime(2026, 11, 23, 9, 0, 59, tzinfo=UTC)):
        assert run_due() == 0
        assert mail.server.received == []

    with clock.at(datetime(2026, 11, 23, 9, 1, tzinfo=UTC)):
        run_due()

    assert mail.addresses() == ["hanna@example.se"]
    assert only_notice().channel is Channel.EMAIL


def test_every_event_arrives_word_for_word_as_approved_in_the_readers_language(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    receiver = Receiver.staff(world.staff_id("Hanna"))
    for hour, language in enumerate(("sv", "en")):
        with atomic() as current:
            current.execute(update(StaffMember).values(language=language))
        with clock.at(clock.now() + timedelta(hours=hour)):
            for event in NoticeEvent:
                mail.tell(event, receiver)
            mail.goes()

    arrived = [MailText(letter.subject, letter.body) for letter in mail.server.received]
    assert sorted(arrived) == sorted(all_texts(PUBLIC))


def test_no_e_mail_gives_anybody_away(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    give_citizen(world.citizen("Tolvan"), "x@example.se")
    about = mail.tell(
        NoticeEvent.MESSAGE_FOR_CITIZEN,
        Receiver.citizen(world.citizen_id("Tolvan")),
        Receiver.staff(world.staff_id("Hanna")),
    )
    mail.goes()

    assert len(mail.server.received) == 2
    for letter in mail.server.received:
        wire = (letter.raw.decode() + letter.subject + letter.body).casefold()
        told = [
            "tolvan",
            "1912",
            "hanna handläggare",
            "storgatan",
            str(about),
            str(world.citizen_id("Tolvan")),
            "recept",
        ]
        assert not [word for word in told if word in wire]


def test_what_was_undone_within_the_minute_is_never_mailed(mail: Post, world: World) -> None:
    give_citizen(world.citizen("Tolvan"), "tolvan@example.se")
    about = mail.tell(NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(world.citizen_id("Tolvan")))

    mail.undone.add(about)
    mail.goes()

    assert mail.server.received == []
    assert only_notice().why is Dropped.UNDONE


def test_the_same_promise_twice_and_a_job_run_twice_are_one_e_mail(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    receiver = Receiver.staff(world.staff_id("Hanna"))
    about = mail.tell(NoticeEvent.CASE_ASSIGNED, receiver, receiver)
    mail.tell(NoticeEvent.CASE_ASSIGNED, receiver, about=about)
    payload = session().scalars(select(Job.payload).where(Job.kind == "notify")).one()
    make_notices(payload)

    mail.goes()
    mail.goes()

    assert mail.addresses() == ["hanna@example.se"]


def test_one_who_is_told_both_as_a_person_and_in_a_group_gets_one_e_mail(mail: Post, world: World) -> None:
    give_staff(world, "Hanna", "Henrik")

    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")), Receiver.group(world.group_id()))
    mail.goes()

    assert mail.addresses() == ["hanna@example.se", "henrik@example.se"]


def test_thirty_cases_distributed_at_once_are_one_e_mail_and_one_the_next_hour_is_another(
    mail: Post, world: World
) -> None:
    give_staff(world, "Hanna")
    receiver = Receiver.staff(world.staff_id("Hanna"))
    for _ in range(30):
        mail.tell(NoticeEvent.CASE_ASSIGNED, receiver)
    mail.goes()
    assert len(mail.server.received) == 1

    with clock.at(clock.now() + timedelta(hours=1)):
        mail.tell(NoticeEvent.CASE_ASSIGNED, receiver)
        mail.goes()

    assert len(mail.server.received) == 2


def test_when_the_first_of_two_is_undone_the_second_is_still_mailed(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    receiver = Receiver.staff(world.staff_id("Hanna"))
    first = mail.tell(NoticeEvent.CASE_ASSIGNED, receiver)
    mail.tell(NoticeEvent.CASE_ASSIGNED, receiver)

    mail.undone.add(first)
    mail.goes()

    assert mail.addresses() == ["hanna@example.se"]
