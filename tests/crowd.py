"""A crowd at work: everybody at once in the same cases, in real transactions, and an account of what each was told.

``Crowd(app, world, seed).work()`` lets every person do random things from random pages, some of them old, some sent twice;
``Account`` then compares what the database holds with what people were told.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditSubject
from app.authz.actors import Actor, Citizen, Staff
from app.authz.policy import Action
from app.cases.models import Case, CaseStep, Message, Note, Reason
from app.cases.sealing import unseal_in
from app.cases.services import distribution, endings, notes, replies, sending, undo
from app.cases.services.reading import open_case, open_own_case
from app.cases.services.steps import Holder, Plain
from app.core.db import db, session
from app.core.errors import DomainError
from tests.world import World, operation, send_as

STAFF = ("Maja", "Alva", "Hanna", "Henrik", "Siv")
CITIZENS = ("Tolvan", "Nina")
CASES_EACH = 2
ACTS_EACH = 15

READS, NOTE = "case_read", "note_written"
STAFF_ACTS = {
    "distributed": 8,
    "redistributed": 3,
    "taken": 5,
    "given_back": 1,
    "partial_reply_sent": 3,
    "counter_question_sent": 5,
    "final_reply_sent": 1,
    "closed": 1,
    "reopened": 5,
    "cancelled": 0.2,
    "undone": 3,
    NOTE: 3,
    READS: 3,
}
BUTTONS = {
    Action.DISTRIBUTE: "distributed",
    Action.REDISTRIBUTE: "redistributed",
    Action.TAKE: "taken",
    Action.GIVE_BACK: "given_back",
    Action.SEND_PARTIAL_REPLY: "partial_reply_sent",
    Action.SEND_COUNTER_QUESTION: "counter_question_sent",
    Action.SEND_FINAL_REPLY: "final_reply_sent",
    Action.CLOSE: "closed",
    Action.REOPEN: "reopened",
    Action.CANCEL: "cancelled",
    Action.WRITE_NOTE: NOTE,
}
CITIZEN_ACTS = {"answer_sent": 8, "withdrawn": 0.2, "case_sent": 0.5, READS: 2}
WRITTEN = frozenset({"partial_reply_sent", "counter_question_sent", "final_reply_sent", "answer_sent", NOTE})


class Told(NamedTuple):
    """Something that somebody was told is done: the kind of its event, the case, who did it, and the text that went along."""

    kind: str
    case_id: UUID
    who: UUID
    text: str


@dataclass
class Tally:
    """What a run came to; the last three are to be nought."""

    operations: int = 0
    refused: int = 0
    repeated: int = 0
    lost: int = 0
    doubled: int = 0
    crossed: int = 0
    flaws: list[str] = field(default_factory=list)


class Crowd:
    """Everybody at the clinic and two citizens, in a handful of cases."""

    def __init__(self, app: Flask, world: World, seed: int) -> None:
        self.app, self.world, self.seed = app, world, seed
        self.clinic_id = world.clinic_id()
        self.cases = [world.send(name) for name in CITIZENS for _ in range(CASES_EACH)]
        self.staff = [world.staff(name) for name in STAFF]
        self.citizens = [world.citizen(name) for name in CITIZENS]
        self.holders = [Holder(person=one.staff_id) for one in self.staff[1:]] + [Holder(group=world.group_id())]
        self.told: list[Told] = []
        self.tally = Tally()
        self._lock = threading.Lock()

    def work(self) -> Tally:
        """Let all of them work at once, and hold what they were told against what is stored."""
        people: list[Actor] = [*self.staff, *self.citizens]
        with ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(self._days_work, enumerate(people)))
        with self.app.app_context():
            Account(self).settle()
            db.session.remove()
        return self.tally

    def _days_work(self, numbered: tuple[int, Actor]) -> None:
        number, actor = numbered
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - chooses what to try, guards nothing
        acts = STAFF_ACTS if isinstance(actor, Staff) else CITIZEN_ACTS
        with self.app.app_context():
            for turn in range(ACTS_EACH):
                [kind] = chance.choices(list(acts), list(acts.values()))
                self._try(actor, kind, chance, f"run {self.seed}, person {number}, text {turn}")
            db.session.remove()

    def _try(self, actor: Actor, kind: str, chance: random.Random, text: str) -> None:
        """One act on one case, now and then from an old page or sent twice."""
        case_id, button = self._looked_for(actor, chance)
        kind = button or kind
        act = self._act(actor, kind, case_id, chance, text)
        try:
            first = act()
            again = act() if kind != READS and chance.random() < 0.25 else None
        except DomainError:
            session().rollback()
            with self._lock:
                self.tally.refused += 1
            return
        with self._lock:
            self.tally.operations += 1
            self.tally.repeated += again is not None
            if again is not None and again != first:
                self.tally.flaws.append(f"{kind} sent twice was answered twice")
            if kind == "case_sent" and isinstance(first, UUID):
                self.cases.append(first)
                case_id = first
            self.told.append(Told(kind, case_id, _id_of(actor), text if kind in WRITTEN else ""))

    def _looked_for(self, actor: Actor, chance: random.Random) -> tuple[UUID, str | None]:
        """A case, now and then somebody else's, and a button of its page for one who has opened it."""
        case_id, button = chance.choice(self.cases), None
        for _ in range(4):
            button = self._button(actor, case_id, chance)
            if button is not None or (isinstance(actor, Citizen) and self._is_own(actor, case_id)):
                break
            case_id = chance.choice(self.cases)
        return case_id, button

    def _is_own(self, actor: Citizen, case_id: UUID) -> bool:
        session().rollback()
        own = session().scalar(select(Case.citizen_id).where(Case.id == case_id)) == actor.citizen_id
        session().rollback()
        return own

    def _button(self, actor: Actor, case_id: UUID, chance: random.Random) -> str | None:
        """Mostly a button that the person's page has; now and then whatever, as one with an old page would."""
        if not isinstance(actor, Staff) or chance.random() < 0.3:
            return None
        try:
            page = open_case(actor, case_id, "sv")
        except DomainError:
            return None
        with self._lock:
            self.told.append(Told(READS, case_id, actor.staff_id, ""))
        shown = {BUTTONS[action]: STAFF_ACTS[BUTTONS[action]] for action in sorted(page.may) if action in BUTTONS}
        return chance.choices(list(shown), list(shown.values()))[0] if shown else None

    def _act(self, actor: Actor, kind: str, case_id: UUID, chance: random.Random, text: str) -> Callable[[], object]:
        key = operation()
        if isinstance(actor, Citizen):
            return self._citizens_act(actor, kind, case_id, key, text)
        version = self._version(case_id) - chance.choice((0, 0, 0, 1))
        plain, ending = Plain(version, key), endings.Ending(Reason.PHONED, "", version, key)
        order = distribution.Distribution(chance.choice(self.holders), version, key)
        reply = replies.Reply(text, version, key)
        acts: dict[str, Callable[[], object]] = {
            "distributed": lambda: distribution.distribute(actor, case_id, order),
            "redistributed": lambda: distribution.redistribute(actor, case_id, order),
            "taken": lambda: distribution.take_case(actor, case_id, plain),
            "given_back": lambda: distribution.give_back(actor, case_id, plain),
            "partial_reply_sent": lambda: replies.send_partial_reply(actor, case_id, reply),
            "counter_question_sent": lambda: replies.send_counter_question(actor, case_id, reply),
            "final_reply_sent": lambda: replies.send_final_reply(actor, case_id, reply),
            "closed": lambda: endings.close(actor, case_id, ending),
            "reopened": lambda: endings.reopen(actor, case_id, ending),
            "cancelled": lambda: endings.cancel(actor, case_id, ending),
            "undone": lambda: undo.undo(actor, case_id, plain),
            NOTE: lambda: notes.write_note(actor, case_id, notes.NewNote(text, key)),
            READS: lambda: open_case(actor, case_id, "sv"),
        }
        return acts[kind]

    def _citizens_act(self, actor: Citizen, kind: str, case_id: UUID, key: str, text: str) -> Callable[[], object]:
        session().rollback()
        asked = select(Message.id).where(Message.case_id == case_id, Message.open_question)
        question = session().scalar(asked) or case_id
        session().rollback()
        acts: dict[str, Callable[[], object]] = {
            "answer_sent": lambda: sending.answer_question(actor, case_id, sending.Answer(question, text, key)),
            "withdrawn": lambda: endings.withdraw(actor, case_id, Plain(None, key)),
            "case_sent": lambda: send_as(actor, self.clinic_id, "Kontakta mig", text, key),
            READS: lambda: open_own_case(actor, case_id, "sv"),
        }
        return acts[kind]

    def _version(self, case_id: UUID) -> int:
        session().rollback()
        version = session().scalars(select(Case.version).where(Case.id == case_id)).one()
        session().rollback()
        return version


class Account:
    """What the database holds after a run, against what people were told."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.tally = crowd, crowd.tally

    def settle(self) -> None:
        """Count what is lost, doubled and crossed, and name what else does not add up."""
        for case_id in self.crowd.cases:
            case = session().get_one(Case, case_id)
            self._texts(case)
            self._steps(case)
            self._events(case)

    def _texts(self, case: Case) -> None:
        told: Counter[tuple[str, UUID | None]] = Counter()
        told.update((one.text, one.who) for one in self.crowd.told if one.case_id == case.id and one.text)
        stored = Counter([*_messages(case), *_notes(case)])
        self.tally.lost += (told - stored).total()
        self.tally.doubled += sum(count - 1 for count in stored.values() if count > 1)
        self.tally.crossed += len([key for key in stored if key not in told])

    def _steps(self, case: Case) -> None:
        numbers = sorted(session().scalars(select(CaseStep.number).where(CaseStep.case_id == case.id)))
        if numbers != list(range(1, len(numbers) + 1)):
            self.tally.flaws.append(f"steps {numbers}")
        undone = sum(1 for one in self.crowd.told if one.case_id == case.id and one.kind == "undone")
        if case.version != len(numbers) + undone:
            self.tally.flaws.append(f"version {case.version} after {len(numbers)} steps and {undone} undone")

    def _events(self, case: Case) -> None:
        """Each act that was told is in the log once, and nothing else is."""
        told = Counter(one.kind for one in self.crowd.told if one.case_id == case.id)
        if case.id in self.crowd.cases[: len(CITIZENS) * CASES_EACH]:
            told["case_sent"] += 1
        logged = select(AuditSubject.kind, func.count(func.distinct(AuditSubject.event_id)))
        logged = logged.where(AuditSubject.case_id == case.id, AuditSubject.kind != "refused").group_by(
            AuditSubject.kind
        )
        stored = Counter(dict(session().execute(logged).all()))
        stored[READS] = min(
            stored[READS], told[READS]
        )  # reading another of the citizen's cases shows this one's heading
        if +stored != +told:
            self.tally.flaws.append(f"told {dict(told)}, logged {dict(stored)}")


def _messages(case: Case) -> list[tuple[str, UUID | None]]:
    rows = session().scalars(select(Message).where(Message.case_id == case.id))
    return [
        (unseal_in(case, row.body_sealed, "messages", row.id, "body"), row.staff_id or row.citizen_id) for row in rows
    ]


def _notes(case: Case) -> list[tuple[str, UUID | None]]:
    rows = session().scalars(select(Note).where(Note.case_id == case.id))
    return [(unseal_in(case, row.body_sealed, "notes", row.id, "body"), row.staff_id) for row in rows]


def _id_of(actor: Actor) -> UUID:
    match actor:
        case Staff():
            return actor.staff_id
        case Citizen():
            return actor.citizen_id
        case _:
            raise TypeError
