"""A machine that does anything to a case in any order, through the real operations, against an independent small model."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

import pytest
from flask.ctx import AppContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.audit.models import AuditSubject
from app.authz.facts import OPEN, State
from app.cases.holder import NOBODY, Holder
from app.cases.lifecycle import Reason
from app.cases.models import Case, CaseStep, Message
from app.cases.services.distribution import Distribution, distribute, redistribute, take_case
from app.cases.services.endings import Ending, cancel, close, reopen, withdraw
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case
from app.core.db import db, session
from app.core.errors import DomainError, NotFound
from app.portal.services.opening import open_own_case
from tests.conftest import Engine, configured
from tests.world import World, operation

STAFF = ("Maja", "Hanna", "Henrik", "Alva", "Siv", "Adam", "Berit", "Greta", "Hugo")
CITIZENS = ("Tolvan", "Nina")
HANDLERS = ("Hanna", "Henrik", "Alva", "Siv")
GROUPS = {"Sjuksköterskor": ("Hanna", "Henrik"), "Läkare": ("Henrik",)}


@dataclass(frozen=True)
class Model:
    """What the case must be, worked out without the product's own tables."""

    state: str = "received"
    person: str = ""
    group: str = ""
    opened: bool = False
    version: int = 1
    steps: int = 1

    def moved(self, **changes: Any) -> "Model":
        """One step on."""
        return replace(self, version=self.version + 1, steps=self.steps + 1, **changes)

    def readers(self) -> set[str]:
        """Who may read the case: ÄM of the clinic, the holder, the holding group, its citizen."""
        return {"Maja", "Alva", "Tolvan", self.person, *GROUPS.get(self.group, ())} - {""}


class CaseMachine(RuleBasedStateMachine):
    """One case of Tolvan's, and everybody who might do something to it."""

    engine: ClassVar[Engine]

    @initialize()
    def begin(self) -> None:
        """A database of one's own, and a case in the clinic inbox."""
        self.url = self.engine.copy()
        self.app = self.engine.application(configured(self.url, self.engine.keyring))
        self.context: AppContext = self.app.app_context()
        self.world = World(self.app)
        self.actors = {name: self.world.staff(name) for name in STAFF}
        self.citizens = {name: self.world.citizen(name) for name in CITIZENS}
        self.groups = {name: self.world.group_id(name) for name in GROUPS}
        self.case_id: UUID = self.world.send("Tolvan")
        self.context.push()
        self.ground = self.on_what_it_stands()
        self.model = Model()
        self.before: Model | None = None
        self.last: str = ""

    def teardown(self) -> None:
        """Give the database back."""
        if hasattr(self, "context"):
            db.session.remove()
            db.engine.dispose()
            self.context.pop()
            self.engine.drop(self.url)

    def attempt(self, act: Callable[[], object], *, allowed: bool, after: Model, by: str) -> None:
        """Do it; it works exactly when the model says so, and then the model moves on."""
        try:
            act()
        except DomainError:
            assert not allowed, f"{by} was refused"
        else:
            assert allowed, f"{by} should have been refused"
            self.before, self.model, self.last = self.model, after, by

    @property
    def open(self) -> bool:
        """Whether the model's case is open."""
        return self.model.state in {"received", "waiting", "replied"}

    @rule(who=st.sampled_from(STAFF), to=st.sampled_from((*HANDLERS, *GROUPS, "Maja", "Adam")))
    def give(self, who: str, to: str) -> None:
        """Distribute or redistribute to a person or a group."""
        held = bool(self.model.person or self.model.group)
        holder = Holder(group=self.groups[to]) if to in GROUPS else Holder(person=self.actors[to].staff_id)
        order = Distribution(holder, self.model.version, operation())
        is_receiver = who in {"Maja", "Alva"}
        allowed = self.open and (is_receiver or (held and who == self.model.person))
        allowed = allowed and (to in GROUPS or (to in HANDLERS and to != self.model.person))
        after = self.model.moved(person="" if to in GROUPS else to, group=to if to in GROUPS else "")
        self.attempt(
            lambda: (redistribute if held else distribute)(self.actors[who], self.case_id, order),
            allowed=allowed,
            after=after,
            by=who,
        )

    @rule(who=st.sampled_from(STAFF))
    def take(self, who: str) -> None:
        """Take it out of a group."""
        allowed = self.open and who in GROUPS.get(self.model.group, ())
        after = self.model.moved(person=who, group="")
        self.attempt(
            lambda: take_case(self.actors[who], self.case_id, self.step_command()), allowed=allowed, after=after, by=who
        )

    @rule(who=st.sampled_from(STAFF))
    def put_in_the_inbox(self, who: str) -> None:
        """Redistribute to nobody: back to the clinic inbox."""
        held = bool(self.model.person or self.model.group)
        allowed = self.open and held and (who in {"Maja", "Alva"} or who == self.model.person)
        order = Distribution(NOBODY, self.model.version, operation())
        after = self.model.moved(person="", group="")
        self.attempt(lambda: redistribute(self.actors[who], self.case_id, order), allowed=allowed, after=after, by=who)

    @rule(who=st.sampled_from(STAFF), kind=st.sampled_from(("partial", "question", "final")))
    def write(self, who: str, kind: str) -> None:
        """Send a message to the citizen."""
        send = {"partial": send_partial_reply, "question": send_counter_question, "final": send_final_reply}[kind]
        is_holder = who == self.model.person
        allowed = self.open and (is_holder or (kind == "partial" and who in {"Maja", "Alva"}))
        if kind == "question":
            allowed = allowed and self.model.state != "waiting"
        state = {"partial": self.model.state, "question": "waiting", "final": "answered"}[kind]
        reply = Reply("Hej!", self.model.version, operation())
        after = self.model.moved(state=state)
        self.attempt(lambda: send(self.actors[who], self.case_id, reply), allowed=allowed, after=after, by=who)

    @rule(who=st.sampled_from(CITIZENS))
    def answer(self, who: str) -> None:
        """The citizen answers the open question; somebody else's answer is refused."""
        question = session().scalar(select(Message.id).where(Message.case_id == self.case_id, Message.open_question))
        order = CitizenAnswer(question or self.case_id, "Svar", operation())
        allowed = who == "Tolvan" and self.model.state == "waiting"
        after = self.model.moved(state="replied")
        self.attempt(
            lambda: answer_question(self.citizens[who], self.case_id, order), allowed=allowed, after=after, by=who
        )

    @rule(who=st.sampled_from(STAFF), act=st.sampled_from(("close", "cancel", "reopen")))
    def end(self, who: str, act: str) -> None:
        """Close, cancel or open again, with a reason."""
        order = Ending(Reason.OTHER, "Därför", self.model.version, operation())
        is_receiver, is_holder = who in {"Maja", "Alva"}, who == self.model.person
        allowed = {
            "close": self.open and (is_receiver or is_holder),
            "cancel": self.model.state == "received" and is_receiver,
            "reopen": self.model.state in {"answered", "closed"} and (is_receiver or is_holder),
        }[act]
        kept = {} if self.model.person or act != "reopen" else {"person": "", "group": ""}
        after = self.model.moved(state={"close": "closed", "cancel": "cancelled", "reopen": "received"}[act], **kept)
        operations = {"close": close, "cancel": cancel, "reopen": reopen}
        self.attempt(
            lambda: operations[act](self.actors[who], self.case_id, order), allowed=allowed, after=after, by=who
        )

    @rule(who=st.sampled_from(CITIZENS))
    def take_back(self, who: str) -> None:
        """The citizen withdraws the case."""
        allowed = who == "Tolvan" and self.model.state == "received" and not self.model.opened
        after = self.model.moved(state="cancelled")
        self.attempt(
            lambda: withdraw(self.citizens[who], self.case_id, self.step_command()),
            allowed=allowed,
            after=after,
            by=who,
        )

    @rule(who=st.sampled_from(STAFF))
    def read(self, who: str) -> None:
        """Open the case: exactly those who may, see it; for the others it does not exist."""
        allowed = who in self.model.readers()
        try:
            page = open_case(self.actors[who], self.case_id, "sv")
        except NotFound:
            assert not allowed
        else:
            assert allowed
            assert page.version == self.model.version
            self.model = replace(self.model, opened=True)

    @rule(who=st.sampled_from(CITIZENS))
    def read_own(self, who: str) -> None:
        """The citizen opens the case; another citizen finds nothing."""
        try:
            open_own_case(self.citizens[who], self.case_id, "sv")
        except NotFound:
            assert who != "Tolvan"
        else:
            assert who == "Tolvan"

    @rule(who=st.sampled_from(STAFF))
    def send_from_an_old_page(self, who: str) -> None:
        """A page of an earlier version never changes anything, for anybody who has read the case."""
        if self.model.version == 1 or who not in self.model.readers():
            return
        open_case(self.actors[who], self.case_id, "sv")
        self.model = replace(self.model, opened=True)
        stale = Reply("Gammalt", self.model.version - 1, operation())
        with pytest.raises(DomainError) as refusal:
            send_final_reply(self.actors[who], self.case_id, stale)
        assert refusal.value.code == "moved-on"

    @rule()
    def undo_the_last(self) -> None:
        """Whoever took the last step may undo it while that is offered; then everything is as before, one version on."""
        if self.before is None or self.last not in STAFF:
            return
        with contextlib.suppress(DomainError):
            undo(self.actors[self.last], self.case_id, self.step_command())
            self.model = replace(
                self.before, version=self.model.version + 1, steps=self.model.steps, opened=self.model.opened
            )
        self.before = None

    def step_command(self) -> StepCommand:
        """An order from the page as it is now."""
        return StepCommand(self.model.version, operation())

    @invariant()
    def the_database_agrees(self) -> None:
        """State, holder, version, dates and steps are what the model says."""
        session().rollback()
        case = (
            session()
            .scalars(select(Case).where(Case.id == self.case_id).execution_options(populate_existing=True))
            .one()
        )
        person = self.actors[self.model.person].staff_id if self.model.person else None
        group = self.groups[self.model.group] if self.model.group else None
        assert (case.state.value, case.holder_id, case.group_id) == (self.model.state, person, group)
        assert case.version == self.model.version
        assert (case.answer_by is not None) == (case.state is State.WAITING)
        assert (case.respond_by is not None) == (case.state in OPEN - {State.WAITING})
        assert (case.ended_at is not None) == (case.state not in OPEN)
        questions = session().scalar(select(func.count()).where(Message.case_id == self.case_id, Message.open_question))
        assert questions == (1 if case.state is State.WAITING else 0)
        assert session().scalar(select(func.count()).where(CaseStep.case_id == self.case_id)) == self.model.steps

    def on_what_it_stands(self) -> tuple[object, ...]:
        """At which unit the case is, whom it is about, who began it and which document it has."""
        named = ("clinic_id", "citizen_id", "about_staff_id", "started_by_id", "started_by_staff_id")
        documents = ("case_type_id", "case_type_version_id", "template_version_id")
        asked = select(*(getattr(Case, name) for name in (*named, *documents))).where(Case.id == self.case_id)
        return tuple(session().execute(asked).one())

    @invariant()
    def it_stands_on_the_same_ground(self) -> None:
        """Whatever is done or undone; and every step but the first says where the case was before it."""
        assert self.on_what_it_stands() == self.ground
        asked = select(CaseStep.number, CaseStep.clinic_before_id, CaseStep.state_before)
        for number, clinic, state in session().execute(asked.where(CaseStep.case_id == self.case_id)):
            assert (clinic, state is None) == ((None, True) if number == 1 else (self.ground[0], False))

    @invariant()
    def every_step_is_in_the_log(self) -> None:
        """Each step and each undoing has an event of its own; reads have theirs beside."""
        reads = ("case_read", "refused")
        events = session().scalar(
            select(func.count()).where(AuditSubject.case_id == self.case_id, AuditSubject.kind.not_in(reads)),
        )
        undone = session().scalar(
            select(func.count()).where(CaseStep.case_id == self.case_id, CaseStep.undone_at.is_not(None)),
        )
        assert events == self.model.steps + (undone or 0)


def test_whatever_anybody_does_to_a_case_the_rules_hold(engine: Engine) -> None:
    CaseMachine.engine = engine
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
