"""A crowd at work: everybody at once in the same cases, in real transactions, and an account of what each was told.

``Crowd(app, world, seed).work()`` lets every person do random things from random pages: some of them old, some sent
twice, some sent twice at the same moment, some on many cases. ``tests.busy_clinic_account`` then holds what the database
has against what each person was told.
"""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.authz.actors import Citizen, Staff
from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.models import Case, Message
from app.cases.services.drafts import keep_texts
from app.casework.services.opening import open_case
from app.core.db import db, session
from app.core.errors import Conflict, DomainError
from app.inbox.services.bulk import CaseOutcome, Chosen, closing, giving, on_each, take_one, undo_one
from app.portal.services.answering import keep_answer
from tests.busy_clinic_acts import (
    BUTTONS,
    CITIZEN_ACTS,
    ONCE,
    PRESENT,
    READS,
    SENDS,
    STAFF_ACTS,
    WITHOUT_VERSION,
    Act,
    Sight,
    citizen_act,
    staff_act,
)
from tests.world import World, operation

STAFF = ("Maja", "Alva", "Hanna", "Henrik", "Siv")
CITIZENS = ("Tolvan", "Nina")
CASES_EACH = 2
ACTS_EACH = 15
IN_BULK = 3


class Told(NamedTuple):
    """Something that somebody was told is done: the kind of its event, the case, who did it, and the text that went along.

    ``version``: what comes after the version of the page that it was ordered from; 0 where that does not matter.
    """

    kind: str
    case_id: UUID
    who: UUID
    text: str = ""
    version: int = 0


@dataclass
class Tally:
    """What a run came to. What is lost, doubled and crossed is to be nought, and there are to be no flaws."""

    operations: int = 0
    repeated: int = 0
    conflicts: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    crossed: int = 0
    flaws: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count this one too."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


class BusyClinic:
    """Everybody at the clinic and two citizens, in a handful of cases."""

    def __init__(self, app: Flask, world: World, seed: int) -> None:
        self.app, self.seed, self.clinic_id = app, seed, world.clinic_id()
        self.owners = {world.send(name): world.citizen_id(name) for name in CITIZENS for _ in range(CASES_EACH)}
        self.cases = list(self.owners)
        staff = [world.staff(name) for name in STAFF]
        self.holders = [Holder(person=one.staff_id) for one in staff[1:]] + [Holder(group=world.group_id())]
        actors: list[Staff | Citizen] = [*staff, *(world.citizen(name) for name in CITIZENS)]
        self.people = [Person(self, number, actor) for number, actor in enumerate(actors)]

    def work(self) -> None:
        """Let all of them work at once."""
        with ThreadPoolExecutor(len(self.people)) as pool:
            list(pool.map(Person.work, self.people))


class Person:
    """One of the crowd, with an account of their own: what they were told is done, and what they have not sent yet."""

    def __init__(self, crowd: BusyClinic, number: int, actor: Staff | Citizen) -> None:
        self.crowd, self.actor, self.name = crowd, actor, f"run {crowd.seed}, person {number}"
        self.id = actor.staff_id if isinstance(actor, Staff) else actor.citizen_id
        self.chance = Random(self.name)  # noqa: S311 - chooses what to try, guards nothing
        self.tally = Tally()
        self.told: list[Told] = []
        self.drafts: dict[UUID, dict[str, str]] = defaultdict(dict)
        self.sent: dict[UUID | None, tuple[str, str]] = {}
        """By its step: the field of a text that was sent, and the text."""

    def work(self) -> None:
        """Do one thing after the other."""
        with self.crowd.app.app_context():
            for turn in range(ACTS_EACH):
                if isinstance(self.actor, Staff) and self.chance.random() < 0.1:
                    self._in_bulk(self.actor)
                else:
                    self._try(self._chosen(f"{self.name}, text {turn}"))
            db.session.remove()

    def _chosen(self, text: str) -> Act:
        """Mostly a button that a page has, on a case that is theirs; now and then whatever, as one with an old page would."""
        if isinstance(self.actor, Citizen):
            [kind] = self.chance.choices(list(CITIZEN_ACTS), list(CITIZEN_ACTS.values()))
            own = [one for one in self.crowd.cases if self.crowd.owners[one] == self.id]
            case_id = self.chance.choice(self.crowd.cases if self.chance.random() < 0.1 else own)
            return citizen_act(self.actor, kind, case_id, self._question(case_id), self.crowd.clinic_id, text)
        [kind] = self.chance.choices(list(STAFF_ACTS), list(STAFF_ACTS.values()))
        case_id, button = self._button(self.actor)
        sight = Sight(case_id, self._seen(case_id), self.crowd.holders)
        return staff_act(self.actor, button or kind, sight, self.chance, text)

    def _button(self, actor: Staff) -> tuple[UUID, str | None]:
        case_id = self.chance.choice(self.crowd.cases)
        if self.chance.random() < 0.3:
            return case_id, None
        for _ in range(4):
            try:
                page = open_case(actor, case_id, "sv")
            except DomainError:
                session().rollback()
                case_id = self.chance.choice(self.crowd.cases)
                continue
            self.told.append(Told(READS, case_id, self.id))
            shown = {BUTTONS[one]: STAFF_ACTS[BUTTONS[one]] for one in sorted(page.may) if one in BUTTONS}
            return case_id, self.chance.choices(list(shown), list(shown.values()))[0] if shown else None
        return case_id, None

    def _seen(self, case_id: UUID) -> int:
        """The version that the page shows: now and then an old one."""
        session().rollback()
        version = session().scalars(select(Case.version).where(Case.id == case_id)).one()
        session().rollback()
        return version - self.chance.choice((0, 0, 0, 1))

    def _question(self, case_id: UUID) -> UUID:
        """The question that the citizen's page shows; any id where there is none."""
        session().rollback()
        question = session().scalar(select(Message.id).where(Message.case_id == case_id, Message.open_question))
        session().rollback()
        return question or case_id

    def _try(self, act: Act) -> None:
        """Keep what is written, send it, and note what came of it."""
        if act.field and self._kept(act):
            self.drafts[act.case_id][act.field] = act.text
        results = self._sent(act)
        if not results or act.kind == PRESENT:
            return
        self.tally.operations += 1
        self.tally.repeated += len(results) - 1
        if len(set(map(str, results))) > 1:
            self.tally.flaws.append(f"{act.kind} sent twice was answered twice: {results}")
        case_id = act.case_id
        if act.kind == SENDS and isinstance(results[0], UUID):
            case_id = results[0]
            self.crowd.owners[case_id] = self.id
            self.crowd.cases.append(case_id)
        self.told.append(Told(act.kind, case_id, self.id, act.text, act.version))
        if self.drafts[act.case_id].get(act.field) == act.text:
            del self.drafts[act.case_id][act.field]
        step = results[0] if isinstance(results[0], UUID) else None
        if act.kind == "undone":
            self._has_back(act.case_id, *self.sent.get(step, ("", "")))
        elif act.text:
            self.sent[step] = (act.field, act.text)

    def _has_back(self, case_id: UUID, field: str, text: str) -> None:
        """What is taken back is a draft again, before what was written since."""
        if text:
            since = self.drafts[case_id].get(field, "")
            self.drafts[case_id][field] = f"{text}\n\n{since}" if since else text

    def _kept(self, act: Act) -> bool:
        if isinstance(self.actor, Staff):
            return keep_texts(self.actor, act.case_id, {act.field: act.text}) is not None
        try:
            keep_answer(self.actor, act.case_id, act.text)
        except DomainError:
            session().rollback()
            return False
        return True

    def _sent(self, act: Act) -> list[object]:
        """What the person was answered, once or twice; nothing when it was refused."""
        way = self.chance.random()
        if act.kind not in ONCE and way < 0.12:
            return self._twice_at_once(act)
        try:
            first = act.do()
        except DomainError as error:
            session().rollback()
            return self._refused(error)
        return [first, act.do()] if act.kind not in ONCE and way < 0.25 else [first]

    def _twice_at_once(self, act: Act) -> list[object]:
        """As a double click, or a request that was thought lost."""

        def apart(do: Callable[[], object]) -> object:
            with self.crowd.app.app_context():
                try:
                    return do()
                except DomainError as error:
                    return error
                finally:
                    db.session.remove()

        session().rollback()
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(apart, [act.do, act.do]))
        refused = [one for one in answers if isinstance(one, DomainError)]
        if len(refused) == 1 and act.kind not in WITHOUT_VERSION:
            self.tally.flaws.append(f"{act.kind} sent twice at once was done and refused: {answers}")
        if len(refused) == len(answers):
            return self._refused(refused[0])
        return [one for one in answers if not isinstance(one, DomainError)]

    def _refused(self, error: DomainError) -> list[object]:
        if isinstance(error, Conflict):
            self.tally.conflicts += 1
        else:
            self.tally.refused += 1
        return []

    def _in_bulk(self, actor: Staff) -> None:
        """The same with many cases, now and then sent twice, now and then taken back."""
        chosen = [Chosen(one, self._seen(one)) for one in self.chance.sample(self.crowd.cases, IN_BULK)]
        singles = {
            "distributed": giving(self.chance.choice(self.crowd.holders)),
            "taken": take_one,
            "closed": closing(Reason.PHONED, ""),
        }
        [kind] = self.chance.choices(list(singles), (6, 3, 1))
        key = operation()
        outcomes = on_each(actor, chosen, key, singles[kind])
        if self.chance.random() < 0.25:
            again = on_each(actor, chosen, key, singles[kind])
            if any(one.step_id != two.step_id for one, two in zip(outcomes, again, strict=True) if one.step_id):
                self.tally.flaws.append(f"{kind} of many sent twice was answered twice")
        self._note_each(kind, outcomes)
        done = [Chosen(one.chosen.case_id, one.chosen.version + 1) for one in outcomes if one.step_id]
        if done and self.chance.random() < 0.3:
            self._note_each("undone", on_each(actor, done, operation(), undo_one))

    def _note_each(self, kind: str, outcomes: tuple[CaseOutcome, ...]) -> None:
        for one in outcomes:
            if one.error is not None:
                self._refused(one.error)
            else:
                self.tally.operations += 1
                self.told.append(Told(kind, one.chosen.case_id, self.id, version=one.chosen.version + 1))
