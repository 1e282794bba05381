"""The demo people in tests: ``world.staff("Maja")`` is an actor, ``world.login("Maja")`` a browser logged in as her."""

import secrets
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, bindparam, select

from app.authz.actors import Citizen, Staff
from app.cases.holder import Holder
from app.cases.models import Case
from app.cases.services.distribution import Distribution, distribute, take_case
from app.cases.services.from_citizen import NewCase, send_case
from app.cases.services.steps import StepCommand
from app.catalog.answers import Answers, is_asked
from app.catalog.definition import CaseTypeDocument, Question, QuestionType, Text
from app.catalog.queries.case_types import offered_case_types
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import session
from app.roles.models import Clinic, Group, StaffMember
from app.roles.queries.people import clinics_of, staff_actor
from tests.logins import logged_in

HOME = "Storgatans vårdcentral"


# Asked by every test, several times: built once, which takes longer than asking.
_STAFF = select(StaffMember.id).where(StaffMember.given_name == bindparam("name"))
_CITIZEN = select(CitizenRow.id).where(CitizenRow.given_name == bindparam("name"))
_CLINIC = select(Clinic.id).where(Clinic.name == bindparam("name"))
_GROUP = select(Group.id).where(Group.name == bindparam("name"))
_CASE = select(Case).where(Case.id == bindparam("case_id"))


def operation() -> str:
    """A new operation id."""
    return secrets.token_urlsafe(16)


class World:
    """Short ways to the demo people. Everything goes through the product's own operations."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def staff_id(self, given_name: str) -> UUID:
        """The id of a member of staff."""
        return self._id(_STAFF, given_name)

    def clinic_id(self, name: str = "Storgatans vårdcentral") -> UUID:
        """The id of a clinic."""
        return self._id(_CLINIC, name)

    def group_id(self, name: str = "Sjuksköterskor") -> UUID:
        """The id of a group."""
        return self._id(_GROUP, name)

    def citizen_id(self, given_name: str) -> UUID:
        """The id of a citizen."""
        return self._id(_CITIZEN, given_name)

    def _id(self, named: Select[UUID], name: str) -> UUID:
        with self.app.app_context():
            return session().scalars(named, {"name": name}).one()

    def staff(self, given_name: str, clinic: str | None = None) -> Staff:
        """The person as an actor, at the clinic named, else at Storgatan, else at the only one."""
        staff_id = self.staff_id(given_name)
        with self.app.app_context():
            choices = clinics_of(session(), staff_id)
            chosen = next((c for c in choices if c.name == (clinic or HOME)), choices[0])
            actor = staff_actor(session(), staff_id, chosen.clinic_id)
        assert actor is not None
        return actor

    def citizen(self, given_name: str, child: str | None = None) -> Citizen:
        """The citizen as an actor, for a child when one is named."""
        return Citizen(self.citizen_id(given_name), self.citizen_id(child) if child else None)

    def login(self, given_name: str, clinic: str | None = None) -> FlaskClient:
        """A browser logged in as a member of staff."""
        staff = self.staff(given_name, clinic)
        return logged_in(self.app, staff)

    def login_citizen(self, given_name: str, child: str | None = None) -> FlaskClient:
        """A browser logged in as a citizen, in proxy mode when a child is named."""
        return logged_in(self.app, self.citizen(given_name, child))

    def send(self, given_name: str = "Tolvan", case_type: str = "Förnya recept", **more: str) -> UUID:
        """A case that the citizen has sent; ``text`` goes in the first written answer, ``child`` and ``clinic`` name them."""
        clinic_id = self.clinic_id(more.get("clinic", HOME))
        actor = self.citizen(given_name, more.get("child"))
        with self.app.app_context():
            return send_as(actor, clinic_id, case_type, more.get("text", "Behöver mer Alvedon"), operation())

    def latest_case(self) -> UUID:
        """The case that was sent last."""
        with self.app.app_context():
            return session().scalars(select(Case.id).order_by(Case.received_at.desc()).limit(1)).one()

    def case(self, case_id: UUID) -> Case:
        """The case as the database holds it now."""
        with self.app.app_context():
            return session().scalars(_CASE, {"case_id": case_id}).one()

    def distribute(self, case_id: UUID, person: str = "", group: str = "", by: str = "Maja") -> None:
        """Let an ÄM give the case to a person or a group."""
        target = Holder(person=self.staff_id(person)) if person else Holder(group=self.group_id(group))
        version = self.case(case_id).version
        with self.app.app_context():
            distribute(self.staff(by), case_id, Distribution(target, version, operation()))

    def held_by(self, person: str, citizen: str = "Tolvan", case_type: str = "Förnya recept", **more: str) -> UUID:
        """A case that the citizen has sent and that an ÄM has given to the person."""
        case_id = self.send(citizen, case_type, **more)
        self.distribute(case_id, person=person)
        return case_id

    def take(self, case_id: UUID, by: str = "Hanna") -> None:
        """Let a member of the group take the case."""
        version = self.case(case_id).version
        with self.app.app_context():
            take_case(self.staff(by), case_id, StepCommand(version, operation()))


def send_as(actor: Citizen, clinic_id: UUID, case_type: str, text: str, key: str) -> UUID:
    """A case sent by one who is an actor already, inside an application context; ``key`` is the operation id."""
    chosen = next(one for one in offered_case_types(clinic_id) if one.document.external_name.sv == case_type)
    answers = filled_in(chosen.document, text)
    return send_case(actor, NewCase(chosen.case_type_id, chosen.version_id, answers, "sv", key))


def filled_in(document: CaseTypeDocument, text: str) -> Answers:
    """Answers that pass: the text where text is asked for, and the first alternative where one must be chosen."""
    given: dict[str, tuple[str, ...]] = {}
    for page in document.pages:
        for question in page.questions:
            if is_asked(page, question, Answers(given)) and (question.mandatory or question.type.is_written):
                given[question.key] = _answer(question, text)
    return Answers(given)


def _answer(question: Question[Text], text: str) -> tuple[str, ...]:
    if question.type.is_written:
        return (text,)
    if question.type.has_alternatives:
        return tuple(one.value for one in question.alternatives[: question.min_number_of_choices or 1])
    return (clock.today().isoformat() if question.type is QuestionType.DATE else question.answer_min or "1",)
