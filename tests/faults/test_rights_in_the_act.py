"""A right that ends while a request waits is not used: every act reads its actor's rights again behind its locks."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.authz.actions import Action
from app.authz.actors import Role, Staff
from app.cases.errors import CaseMoved
from app.cases.holder import Holder
from app.cases.models import Case, CaseStep, Message, Note
from app.cases.services.distribution import Distribution, distribute, redistribute
from app.cases.services.drafts import keep_texts
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_final_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case, print_case
from app.citizens.models import CitizenRow
from app.citizens.services.proxies import end_proxy, protect
from app.core import clock
from app.core.db import atomic, db, session
from app.core.errors import DomainError, RightsEnded
from app.inbox.inboxes import ClinicTab, OwnTab
from app.inbox.services.lists import View, read_inbox
from app.portal.services.opening import open_own_case
from app.roles.models import Clinic, Group, RoleGrant, StaffMember
from app.roles.services.absences import NewAbsence, register_absence
from app.roles.services.clinic_settings import Span, close_days
from app.roles.services.grants import GrantEnd, NewGrant, end_role, grant_roles
from app.roles.services.groups import (
    GroupChange,
    GroupName,
    Membership,
    add_member,
    close_group,
    create_group,
    remove_member,
    rename_group,
)
from tests.world import World, operation, send_as

TVAAN, LILL = "200002292399", "201701012393"


def grant_of(app: Flask, staff_id: UUID, role: Role) -> UUID:
    with app.app_context():
        held = select(RoleGrant.id).where(
            RoleGrant.staff_id == staff_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
        )
        return session().scalars(held).first() or pytest.fail("no such grant")


def end(app: Flask, world: World, name: str, role: Role, by: str = "Adam") -> None:
    grant, admin = grant_of(app, world.staff_id(name), role), world.staff(by)
    with app.app_context():
        end_role(admin, grant, GrantEnd("Slutar", operation()))


def refused(app: Flask, act: Callable[[], object]) -> DomainError:
    with app.app_context(), pytest.raises(DomainError) as caught:
        act()
    return caught.value


def count(app: Flask, table: type[Message] | type[Note]) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table)) or 0


def test_a_reply_on_its_way_is_refused_when_the_role_ends_first(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, version = world.staff("Hanna"), world.case(case_id).version
    end(app, world, "Hanna", Role.HANDLER)
    error = refused(app, lambda: send_final_reply(hanna, case_id, Reply("Svar.", version, operation())))
    assert isinstance(error, CaseMoved)
    assert not error.still_visible
    assert count(app, Message) == 0


def test_a_case_is_not_shown_to_one_whose_role_ended_while_they_waited(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.staff("Hanna")
    end(app, world, "Hanna", Role.HANDLER)
    for look in (open_case, print_case):
        assert refused(app, partial(look, hanna, case_id, "sv")).code in {"not-found", "moved-on"}


def test_a_case_is_shown_with_the_rights_that_are_left(app: Flask, world: World) -> None:
    other = world.send("Tolvan")
    case_id = world.held_by("Alva")
    alva = world.staff("Alva")
    with app.app_context():
        assert [one.case_id for one in open_case(alva, case_id, "sv").earlier] == [other]
    end(app, world, "Alva", Role.RECEIVER)
    with app.app_context():
        page = open_case(alva, case_id, "sv")
    assert page.earlier == ()
    assert Action.CANCEL not in page.may


def test_nor_to_one_who_was_taken_out_of_the_group_that_has_it(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, adam, group = world.staff("Hanna"), world.staff("Adam"), world.group_id()
    with app.app_context():
        remove_member(adam, group, Membership(hanna.staff_id, operation()))
    assert refused(app, lambda: open_case(hanna, case_id, "sv")).code == "not-found"
    error = refused(app, lambda: write_note(hanna, case_id, NewNote("En rad", operation())))
    assert isinstance(error, CaseMoved)
    assert count(app, Note) == 0


def test_one_who_has_just_given_the_case_away_learns_that_the_right_to_undo_it_has_ended(
    app: Flask, world: World
) -> None:
    case_id = world.held_by("Hanna")
    version, henrik = world.case(case_id).version, world.staff_id("Henrik")
    with app.app_context():
        redistribute(world.staff("Hanna"), case_id, Distribution(Holder(person=henrik), version, operation()))
    hanna, version = world.staff("Hanna"), world.case(case_id).version
    end(app, world, "Hanna", Role.HANDLER)
    error = refused(app, lambda: undo(hanna, case_id, StepCommand(version, operation())))
    assert isinstance(error, CaseMoved)
    assert not error.still_visible
    assert world.case(case_id).holder_id == henrik


def test_a_right_that_ended_and_is_not_needed_stops_nothing(app: Flask, world: World) -> None:
    case_id = world.held_by("Henrik")
    henrik, adam = world.staff("Henrik"), world.staff("Adam")
    with app.app_context():
        remove_member(adam, world.group_id(), Membership(henrik.staff_id, operation()))
        assert open_case(henrik, case_id, "sv").number


def test_a_new_right_stops_nothing_that_is_under_way(app: Flask, world: World) -> None:
    maja, adam = world.staff("Maja"), world.staff("Adam")
    with app.app_context():
        grant_roles(
            adam, NewGrant(hsa_of(maja), frozenset({Role.HANDLER}), clock.today(), None, "Vikarie", operation())
        )
        assert read_inbox(maja, ClinicTab.NEW, View("sv")).tab is ClinicTab.NEW


def hsa_of(person: Staff) -> str:
    assert person.badge is not None
    return person.badge.hsa_id


def test_a_locked_account_acts_no_more(app: Flask, world: World) -> None:
    case_id, maja, hanna_id = world.send("Tolvan"), world.staff("Maja"), world.staff_id("Hanna")
    with app.app_context(), atomic() as current:
        current.execute(update(StaffMember).where(StaffMember.id == maja.staff_id).values(locked_at=clock.now()))
    order = Distribution(Holder(person=hanna_id), 1, operation())
    assert isinstance(refused(app, lambda: distribute(maja, case_id, order)), CaseMoved)
    assert world.case(case_id).holder_id is None


def test_a_role_that_ends_by_date_ends_at_midnight_also_for_what_waits(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, version = world.staff("Hanna"), world.case(case_id).version
    with app.app_context(), atomic() as current:
        mine = update(RoleGrant).where(RoleGrant.staff_id == hanna.staff_id)
        current.execute(mine.values(valid_to=clock.today()))
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow):
        error = refused(app, lambda: send_final_reply(hanna, case_id, Reply("Svar.", version, operation())))
    assert isinstance(error, CaseMoved)
    assert count(app, Message) == 0


def test_a_list_is_not_shown_when_the_role_has_ended(app: Flask, world: World) -> None:
    maja, hanna = world.staff("Maja"), world.staff("Hanna")
    end(app, world, "Maja", Role.RECEIVER)
    end(app, world, "Hanna", Role.HANDLER)
    assert isinstance(refused(app, lambda: read_inbox(maja, ClinicTab.NEW, View("sv"))), RightsEnded)
    assert isinstance(refused(app, lambda: read_inbox(hanna, OwnTab.TODO, View("sv"))), RightsEnded)


def test_one_who_was_an_administrator_changes_nothing_more(app: Flask, world: World) -> None:
    adam, berit = world.staff("Adam"), world.staff("Berit")
    hanna = world.staff("Hanna")
    with app.app_context():
        for_good = NewGrant(hsa_of(berit), frozenset({Role.ADMINISTRATOR}), clock.today(), None, "Byte", operation())
        grant_roles(adam, for_good)
    end(app, world, "Adam", Role.ADMINISTRATOR, by="Berit")
    again = NewGrant(hsa_of(hanna), frozenset({Role.RECEIVER}), clock.today(), None, "Vikarie", operation())
    acts: list[Callable[[], object]] = [
        lambda: grant_roles(adam, again),
        lambda: end_role(adam, grant_of(app, hanna.staff_id, Role.HANDLER), GrantEnd("Nej", operation())),
        lambda: create_group(adam, GroupName("Ny grupp", "", operation())),
        lambda: add_member(adam, world.group_id("Läkare"), Membership(hanna.staff_id, operation())),
        lambda: close_group(adam, world.group_id("Läkare"), operation()),
        lambda: close_days(adam, Span(clock.today(), clock.today(), "", operation())),
    ]
    for act in acts:
        assert isinstance(refused(app, act), RightsEnded)


@pytest.mark.parametrize("end_it", [lambda: end_proxy(TVAAN, LILL), lambda: protect(LILL, protected=True)])
def test_a_proxy_that_has_ended_shows_nothing_more_of_the_child(
    app: Flask, world: World, end_it: Callable[[], object]
) -> None:
    case_id, tvaan = world.send("Tvåan", child="Lill"), world.citizen("Tvåan", "Lill")
    with app.app_context():
        end_it()
    assert refused(app, lambda: open_own_case(tvaan, case_id, "sv")).code in {"not-found", "moved-on"}


def test_a_locked_citizen_reads_no_more(app: Flask, world: World) -> None:
    case_id, tolvan = world.send("Tolvan"), world.citizen("Tolvan")
    with app.app_context(), atomic() as current:
        current.execute(update(CitizenRow).where(CitizenRow.id == tolvan.citizen_id).values(locked_at=clock.now()))
    assert refused(app, lambda: open_own_case(tolvan, case_id, "sv")).code in {"not-found", "moved-on"}


def in_a_thread(app: Flask, act: Callable[[], object], said: list[str]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            try:
                act()
                said.append("ok")
            except DomainError as error:
                said.append(type(error).__name__)
            finally:
                db.session.remove()

    return threading.Thread(target=run)


def test_one_who_waits_for_the_case_learns_that_the_role_has_ended(app: Flask, world: World) -> None:
    """The whole window: let in, waiting for a lock, and the right ends before the lock is free."""
    case_id = world.held_by("Hanna")
    hanna, version, said = world.staff("Hanna"), world.case(case_id).version, list[str]()
    waiting = in_a_thread(app, lambda: send_final_reply(hanna, case_id, Reply("Svar.", version, operation())), said)
    with app.app_context():
        with atomic() as current:
            current.scalars(select(Case.id).where(Case.id == case_id).with_for_update()).one()
            waiting.start()
            waiting.join(0.3)
            assert said == []
            ended = update(RoleGrant).where(RoleGrant.staff_id == hanna.staff_id).values(ended_at=clock.now())
            current.execute(ended)
            changed = update(StaffMember).where(StaffMember.id == hanna.staff_id)
            current.execute(changed.values(rights_version=StaffMember.rights_version + 1))
        waiting.join(20)
        db.session.remove()
    assert said == ["CaseMoved"]
    assert count(app, Message) == 0


def test_an_end_of_a_role_waits_for_the_act_under_way_and_is_dated_after_it(app: Flask, world: World) -> None:
    case_id, said = world.send("Tolvan"), list[str]()
    adam, grant = world.staff("Adam"), grant_of(app, world.staff_id("Maja"), Role.RECEIVER)
    maja, hanna_id = world.staff("Maja"), world.staff_id("Hanna")
    ending = in_a_thread(app, lambda: end_role(adam, grant, GrantEnd("Slutar", operation())), said)
    with app.app_context():
        with atomic() as current:
            hold = select(StaffMember.id).where(StaffMember.id == maja.staff_id).with_for_update(read=True)
            current.scalars(hold).one()
            ending.start()
            ending.join(0.3)
            assert said == []
        ending.join(20)
        assert said == ["ok"]
        error = refused(app, lambda: distribute(maja, case_id, Distribution(Holder(person=hanna_id), 1, operation())))
        assert isinstance(error, CaseMoved)
        db.session.remove()


def test_an_act_that_waited_is_dated_after_what_it_waited_for(app: Flask, world: World) -> None:
    case_id, maja, said = world.send("Tolvan"), world.staff("Maja"), list[str]()
    hanna_id = world.staff_id("Hanna")
    waiting = in_a_thread(
        app, lambda: distribute(maja, case_id, Distribution(Holder(person=hanna_id), 1, operation())), said
    )
    with app.app_context():
        with atomic() as current:
            current.scalars(select(Case.id).where(Case.id == case_id).with_for_update()).one()
            waiting.start()
            waiting.join(0.3)
            released = datetime.now(UTC)
        waiting.join(20)
        assert said == ["ok"]
        latest = select(CaseStep.at).where(CaseStep.case_id == case_id).order_by(CaseStep.number.desc()).limit(1)
        assert session().scalars(latest).one() >= released
        db.session.remove()


def test_two_administrators_who_change_each_other_at_once_queue(app: Flask, world: World) -> None:
    adam, berit = world.staff("Adam"), world.staff("Berit")
    with app.app_context():
        both = NewGrant(hsa_of(berit), frozenset({Role.ADMINISTRATOR}), clock.today(), None, "Två", operation())
        grant_roles(adam, both)
    berit = world.staff("Berit")
    said: list[str] = []
    acts: list[Callable[[], object]] = []
    for admin, other in ((adam, berit), (berit, adam)):
        order = NewGrant(hsa_of(other), frozenset({Role.RECEIVER}), clock.today(), None, "Hjälper till", operation())
        acts.append(partial(grant_roles, admin, order))
    threads = [in_a_thread(app, act, said) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert said == ["ok", "ok"]
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Clinic)) == 2


def test_several_acts_of_one_person_at_once_take_turns(app: Flask, world: World) -> None:
    """A person with several pages open: each act keeps its draft and reads its rights, and none waits for ever."""
    case_ids = [world.send("Tolvan") for _ in range(4)]
    hanna_id, maja, said = world.staff_id("Hanna"), world.staff("Maja"), list[str]()
    acts: list[Callable[[], object]] = [
        partial(distribute, maja, case_id, Distribution(Holder(person=hanna_id), 1, operation()))
        for case_id in case_ids
    ]
    acts += [partial(keep_texts, maja, case_id, {"note": "Ett utkast"}) for case_id in case_ids]
    assert all_at_once(app, acts, said) == ["ok"] * 8


def test_several_sends_of_one_citizen_at_once_all_arrive(app: Flask, world: World) -> None:
    tolvan, clinic_id, said = world.citizen("Tolvan"), world.clinic_id(), list[str]()
    acts = [partial(send_as, tolvan, clinic_id, "Förnya recept", f"Text {one}", operation()) for one in range(5)]
    assert all_at_once(app, acts, said) == ["ok"] * 5
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Case)) == 5


def all_at_once(app: Flask, acts: Sequence[Callable[[], object]], said: list[str]) -> list[str]:
    threads = [in_a_thread(app, act, said) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


def test_roles_groups_and_absences_kept_at_once_wait_for_nobody_for_ever(app: Flask, world: World) -> None:
    """Each locks the clinic, people and a group in the same order, also those that make rows which refer to them."""
    adam, berit, group, said = world.staff("Adam"), world.staff("Berit"), world.group_id("Läkare"), list[str]()
    days = (clock.today(), clock.today() + timedelta(days=1))
    for turn in range(3):
        siv, hanna = world.staff("Siv"), world.staff("Hanna")
        day = NewGrant(hsa_of(siv), frozenset({Role.RECEIVER}), clock.today(), clock.today(), "Vikarie", operation())
        with app.app_context():
            version = session().scalars(select(Group.version).where(Group.id == group)).one()
        acts: list[Callable[[], object]] = [
            partial(grant_roles, berit, day),
            partial(register_absence, siv, NewAbsence(siv.staff_id, *days, None, operation())),
            partial(rename_group, adam, group, GroupChange("Läkare", f"Text {turn}", version, operation())),
            partial(add_member, adam, group, Membership(hanna.staff_id, operation())),
            partial(remove_member, berit, group, Membership(hanna.staff_id, operation())),
        ]
        all_at_once(app, acts, said)
    assert len(said) == 15
    assert set(said) <= {"ok", "Invalid", "RightsEnded"}
