"""Who is told, and who never is."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.authz.actors import Role
from app.citizens.models import CitizenRow, Proxy
from app.core import clock
from app.core.db import atomic
from app.jobs.worker import run_due
from app.notices.kinds import Dropped, NoticeEvent, Receiver
from app.notices.models import NoticeAddress
from app.notices.queries import notice_settings
from app.notices.services.choices import choose
from app.roles.models import StaffMember
from app.roles.services.grants import NewGrant, grant_roles
from tests.notified_people import Post, give_citizen, give_staff, only_notice
from tests.world import World, operation


def test_the_clinics_receivers_are_told_of_a_new_case_and_nobody_at_another_clinic_is(mail: Post, world: World) -> None:
    give_staff(world, "Maja", "Alva", "Hanna", "Hugo", "Adam")

    mail.tell(NoticeEvent.CASE_RECEIVED, Receiver.receivers(world.clinic_id()))
    mail.goes()

    assert mail.addresses() == ["alva@example.se", "maja@example.se"]


def test_nobody_is_told_of_what_they_did_themselves(mail: Post, world: World) -> None:
    give_staff(world, "Maja", "Alva")

    mail.tell(NoticeEvent.CASE_RETURNED, Receiver.receivers(world.clinic_id()), by=world.staff("Maja"))
    mail.goes()

    assert mail.addresses() == ["alva@example.se"]


def test_one_whose_account_is_locked_is_not_told(mail: Post, world: World) -> None:
    give_staff(world, "Hanna", "Henrik")
    with atomic() as current:
        current.execute(update(StaffMember).where(StaffMember.given_name == "Hanna").values(locked_at=clock.now()))

    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.group(world.group_id()))
    mail.goes()

    assert mail.addresses() == ["henrik@example.se"]


def test_an_address_without_its_code_gets_nothing(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    with atomic() as current:
        current.execute(update(NoticeAddress).values(verified_at=None))

    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()

    assert mail.server.received == []


def test_one_who_has_chosen_otherwise_is_not_told_even_in_the_last_minute(mail: Post, world: World) -> None:
    give_staff(world, "Hanna")
    hanna = world.staff("Hanna")
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(hanna.staff_id))

    choose(hanna, [NoticeEvent.CITIZEN_ANSWERED], operation())
    mail.goes()

    assert mail.server.received == []
    assert only_notice().why is Dropped.NOT_WANTED


def test_staff_with_protected_identity_are_told_only_if_they_have_chosen_it(mail: Post, world: World) -> None:
    give_staff(world, "Siv")
    siv = world.staff("Siv")
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(siv.staff_id))
    mail.goes()
    assert mail.server.received == []

    choose(siv, [NoticeEvent.CASE_ASSIGNED], operation())
    mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(siv.staff_id))
    mail.goes()

    assert mail.addresses() == ["siv@example.se"]


def test_a_citizen_with_protected_identity_is_told_only_by_own_choice(mail: Post, world: World) -> None:
    sara = world.citizen("Skyddade Sara")
    give_citizen(sara, "sara@example.se")
    assert not any(choice.on for choice in notice_settings(sara).choices)
    mail.tell(NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(sara.citizen_id))
    mail.goes()
    assert mail.server.received == []

    choose(sara, [NoticeEvent.MESSAGE_FOR_CITIZEN], operation())
    mail.tell(NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(sara.citizen_id))
    mail.goes()

    assert mail.addresses() == ["sara@example.se"]


def test_a_proxy_is_told_of_the_childs_messages_at_the_address_set_for_the_child(mail: Post, world: World) -> None:
    give_citizen(world.citizen("Tvåan"), "own@example.se")
    give_citizen(world.citizen("Tvåan", "Lill"), "for-lill@example.se")

    mail.tell(NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(world.citizen_id("Lill")))
    mail.goes()

    assert mail.addresses() == ["for-lill@example.se"]


def _ended(current: Session) -> None:
    current.execute(update(Proxy).values(ended_at=clock.now()))


def _thirteen(current: Session) -> None:
    current.execute(update(Proxy).values(ends_on=clock.today()))


def _child_protected(current: Session) -> None:
    current.execute(update(CitizenRow).where(CitizenRow.given_name == "Lill").values(protected=True))


def _guardian_protected(current: Session) -> None:
    current.execute(update(CitizenRow).where(CitizenRow.given_name == "Tvåan").values(protected=True))


@pytest.mark.parametrize("end", [_ended, _thirteen, _child_protected, _guardian_protected])
def test_one_who_is_no_longer_proxy_is_not_told_even_in_the_last_minute(
    mail: Post, world: World, end: Callable[[Session], None]
) -> None:
    give_citizen(world.citizen("Tvåan", "Lill"), "for-lill@example.se")
    mail.tell(NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(world.citizen_id("Lill")))

    with atomic() as current:
        end(current)
    mail.goes()

    assert mail.server.received == []
    assert only_notice().why is Dropped.NO_ADDRESS


def test_a_right_to_review_is_told_to_the_other_administrators_and_no_other_right_is(mail: Post, world: World) -> None:
    give_staff(world, "Adam", "Berit", "Maja", "Hanna")
    for name, role in (("Hanna", Role.ADMINISTRATOR), ("Henrik", Role.RECEIVER), ("Alva", Role.REVIEWER)):
        person = world.staff(name).badge
        assert person is not None
        grant_roles(
            world.staff("Adam"),
            NewGrant(person.hsa_id, frozenset({role}), clock.today(), None, "Behövs i arbetet", operation()),
        )
    run_due()
    mail.goes()

    assert mail.addresses() == ["hanna@example.se"]
