"""One case on somebody's desk in a test, and the acts on it by name: each goes through the product's own operation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from app.authz.actors import Role
from app.cases.holder import NOBODY, Holder
from app.cases.lifecycle import Reason
from app.cases.models import Message
from app.cases.services.distribution import Distribution, distribute, give_back, redistribute, take_case
from app.cases.services.endings import Ending, withdraw
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question
from app.cases.services.returns import return_cases
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.casework.services.opening import open_case
from app.core import clock
from app.core.db import atomic, session
from app.portal.services.opening import open_own_case
from app.roles.models import GroupMember, RoleGrant
from tests.world import World, operation


@dataclass
class Desk:
    """One case, and the acts on it by name."""

    world: World
    case_id: UUID

    def version(self) -> int:
        return self.world.case(self.case_id).version

    def holder(self, name: str) -> Holder:
        if name == "group":
            return Holder(group=self.world.group_id())
        return Holder(person=self.world.staff_id(name)) if name else NOBODY

    def step_command(self) -> StepCommand:
        return StepCommand(self.version(), operation())

    def give(self, to: str, by: str = "Maja", partial: str = "") -> None:
        order = Distribution(self.holder(to), self.version(), operation(), partial)
        case = self.world.case(self.case_id)
        act = redistribute if case.holder_id or case.group_id else distribute
        act(self.world.staff(by), self.case_id, order)

    def take(self) -> None:
        take_case(self.world.staff("Hanna"), self.case_id, self.step_command())

    def give_back(self) -> None:
        give_back(self.world.staff("Hanna"), self.case_id, self.step_command())

    def undo(self, by: str = "Hanna") -> None:
        undo(self.world.staff(by), self.case_id, self.step_command())

    def write(self, send: Callable[..., object]) -> None:
        send(self.world.staff("Hanna"), self.case_id, Reply("Hej", self.version(), operation()))

    def ask(self) -> None:
        self.write(send_counter_question)

    def answer(self) -> None:
        asked = session().scalars(select(Message.id).where(Message.open_question)).one()
        answer_question(self.world.citizen("Tolvan"), self.case_id, CitizenAnswer(asked, "Svar", operation()))

    def end(self, act: Callable[..., object], by: str = "Maja") -> None:
        act(self.world.staff(by), self.case_id, Ending(Reason.OTHER, "Därför", self.version(), operation()))

    def withdraw(self) -> None:
        withdraw(self.world.citizen("Tolvan"), self.case_id, self.step_command())

    def note(self) -> None:
        write_note(self.world.staff("Hanna"), self.case_id, NewNote("Ringt", operation()))

    def look(self) -> None:
        open_case(self.world.staff("Hanna"), self.case_id, "sv")
        self.citizen_looks()

    def citizen_looks(self) -> None:
        open_own_case(self.world.citizen("Tolvan"), self.case_id, "sv")

    def leave_group(self, name: str) -> None:
        """Out of every group."""
        mine = GroupMember.staff_id == self.world.staff_id(name)
        with atomic() as current:
            current.execute(delete(GroupMember).where(mine))

    def lose(self, name: str = "Hanna", role: Role = Role.HANDLER) -> None:
        """The role ended yesterday; a case that is held without it goes back."""
        staff_id, yesterday = self.world.staff_id(name), clock.today() - timedelta(days=1)
        mine = (RoleGrant.staff_id == staff_id, RoleGrant.role == role)
        with atomic() as current:
            current.execute(update(RoleGrant).where(*mine).values(valid_to=yesterday))
        return_cases(staff_id, self.world.clinic_id())
