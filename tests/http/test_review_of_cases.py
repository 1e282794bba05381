"""Whatever is done to a case stands in the reviewer's report, in words: each step of its life once."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.audit.events import Event, Subject
from app.audit.kinds import EventKind, Level
from app.authz.actors import Role
from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.models import Message
from app.cases.services.distribution import Distribution, distribute, give_back, redistribute
from app.cases.services.endings import Ending, cancel, close, reopen, withdraw
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case, print_case
from app.core.db import session
from app.jobs.worker import run_due
from app.portal.services.opening import open_own_case
from app.roles.models import RoleGrant
from app.roles.services.grants import GrantEnd, end_role
from app.transaction import transaction
from tests.pages import submit, table_rows
from tests.world import World, operation

SECRET = "Jag har ont i knät"


class Doings:
    """What people do to one case, always from the page as it is now."""

    def __init__(self, app: Flask, world: World, case_id: UUID) -> None:
        self.app, self.world, self.case_id = app, world, case_id

    def run(self, act: Callable[..., object], by: str, order: object) -> None:
        with self.app.app_context():
            act(self.world.staff(by), self.case_id, order)

    @property
    def step_command(self) -> StepCommand:
        return StepCommand(self.world.case(self.case_id).version, operation())

    @property
    def reply(self) -> Reply:
        return Reply(SECRET, self.world.case(self.case_id).version, operation())

    @property
    def ending(self) -> Ending:
        return Ending(Reason.PHONED, SECRET, self.world.case(self.case_id).version, operation())

    def to(self, person: str = "", group: str = "", partial_reply: str = "") -> Distribution:
        world = self.world
        target = Holder(world.staff_id(person) if person else None, world.group_id(group) if group else None)
        return Distribution(target, world.case(self.case_id).version, operation(), partial_reply)

    def answer(self) -> None:
        with self.app.app_context():
            question = session().scalars(select(Message.id).where(Message.open_question)).one()
            answer_question(self.world.citizen("Tolvan"), self.case_id, CitizenAnswer(question, SECRET, operation()))


def report(world: World) -> list[str]:
    """The rows of the report on Tolvan, the oldest first, lists among them."""
    greta = world.login("Greta")
    asked = submit(greta, "/log-review", "/log-review", {"citizen": "19121212-1212", "reason": "sample"})
    page = greta.get(f"{asked.location}&lists=1").text
    assert SECRET not in page
    return table_rows(page)[::-1]


def see_in_list(app: Flask, world: World, case_id: UUID) -> None:
    subject = Subject(world.citizen_id("Tolvan"), case_id)
    with app.app_context(), transaction(world.staff("Maja")) as unit:
        unit.log_event(
            Event(EventKind.CASE_LIST_READ, Level.LIST, role="receiver", relation="receiver", subjects=[subject])
        )


def test_the_whole_way_from_sent_to_read_stands_in_the_report(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan", text=SECRET)
    see_in_list(app, world, case_id)
    does = Doings(app, world, case_id)
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")
    does.run(distribute, "Maja", does.to(group="Sjuksköterskor", partial_reply=SECRET))
    world.take(case_id, by="Hanna")
    does.run(send_counter_question, "Hanna", does.reply)
    does.answer()
    does.run(send_final_reply, "Hanna", does.reply)
    with app.app_context():
        open_own_case(world.citizen("Tolvan"), case_id, "sv")
    told = [
        ("Skickade in ärendet", "Tolvan Tolvansson", "Egna ärenden"),
        ("Såg ärendet i en lista", "Maja Mottagare", "ÄM"),
        ("Läste ärendet", "Maja Mottagare", "Nej, som mottagningens ärendemottagare"),
        ("Fördelade ärendet", "Maja Mottagare", "Till gruppen Sjuksköterskor. Med delsvar till invånaren"),
        ("Tog ärendet", "Hanna Handläggare SE0000000000-2002", "ÄH Ja, ärendet fanns i personens grupp"),
        ("Skickade motfråga", "Hanna Handläggare", "ÄH Ja, ärendet var tilldelat personen"),
        ("Svarade på motfrågan", "Tolvan Tolvansson invånare", "Invånaren Egna ärenden"),
        ("Skickade svar", "Hanna Handläggare", "ÄH Ja, ärendet var tilldelat personen"),
        ("Läste ärendet", "Tolvan Tolvansson invånare", "Invånaren Egna ärenden"),
    ]
    rows = report(world)
    assert len(rows) == len(told)
    for row, parts in zip(rows, told, strict=True):
        for part in (*parts, "Förnya recept", "Storgatans vårdcentral", "Genomfördes"):
            assert part in row


def test_every_other_step_stands_in_the_report(app: Flask, world: World) -> None:
    does = Doings(app, world, world.send("Tolvan", text=SECRET))
    world.distribute(does.case_id, group="Sjuksköterskor")
    world.take(does.case_id, by="Hanna")
    does.run(give_back, "Hanna", does.step_command)
    does.run(redistribute, "Maja", does.to(person="Henrik"))
    does.run(redistribute, "Maja", does.to(person="Hanna"))
    does.run(write_note, "Hanna", NewNote(SECRET, operation()))
    does.run(send_partial_reply, "Hanna", does.reply)
    does.run(undo, "Hanna", does.step_command)
    does.run(close, "Hanna", does.ending)
    does.run(reopen, "Hanna", does.ending)
    with app.app_context():
        print_case(world.staff("Hanna"), does.case_id, "sv")
        grants = select(RoleGrant.id).where(
            RoleGrant.staff_id == world.staff_id("Hanna"), RoleGrant.role == Role.HANDLER
        )
        end_role(world.staff("Adam"), session().scalars(grants).one(), GrantEnd("Slutar", operation()))
        run_due()
    does.run(cancel, "Maja", does.ending)
    told = [
        "Skickade in ärendet",
        "Fördelade ärendet",
        "Tog ärendet",
        "Lämnade tillbaka ärendet",
        "Omfördelade ärendet",
        "Till Hanna Handläggare. Från Henrik Handläggare",
        "Skrev en intern anteckning",
        "Skickade delsvar",
        "Det som ångrades: Delsvar skickat",
        "Anledning: Kontaktad per telefon",
        "Återöppnade ärendet",
        "Skrev ut ärendet",
        "Systemet",
        "Makulerade ärendet",
    ]
    rows = report(world)
    assert len(rows) == len(told)
    for row, part in zip(rows, told, strict=True):
        assert part in row


def test_undoing_what_was_given_away_is_told_as_an_act_on_a_case_that_was_no_longer_held(
    app: Flask, world: World
) -> None:
    does = Doings(app, world, world.held_by("Hanna"))
    does.run(redistribute, "Hanna", does.to(person="Henrik"))
    does.run(undo, "Hanna", does.step_command)
    assert world.case(does.case_id).holder_id == world.staff_id("Hanna")
    row = report(world)[-1]
    assert "Ångrade sitt senaste steg" in row
    assert "Nej, personen hade just lämnat ärendet vidare" in row
    assert "Ja, ärendet var tilldelat personen" not in row


def test_a_case_that_is_withdrawn_stands_in_the_report(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    with app.app_context():
        withdraw(world.citizen("Tolvan"), case_id, StepCommand(world.case(case_id).version, operation()))
    assert "Återkallade ärendet" in report(world)[-1]
