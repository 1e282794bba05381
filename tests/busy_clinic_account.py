"""What the database holds after a crowd has been at work, against what each of them was told."""

from collections import Counter
from uuid import UUID

from sqlalchemy import select

from app.audit.canonical import decode
from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.cases.models import Case, CaseStep, Message, Note
from app.cases.queries.drafts import ANSWER, CASE, load
from app.cases.sealing import unseal_in
from app.cases.services.steps import EVENTS
from app.core.db import db, session
from tests.busy_clinic import BusyClinic, Tally, Told
from tests.busy_clinic_acts import SENDS, WITHOUT_VERSION

STEPS = frozenset(kind.value for kind in (*EVENTS.values(), EventKind.UNDONE))
"""The events that give a case a version."""
SAME = {"redistributed": "distributed"}
"""Giving many cases distributes what nobody holds and redistributes the rest: the person is told the same."""


class Account:
    """The account of one run: what is lost, doubled and crossed, and what else does not add up."""

    def __init__(self, crowd: BusyClinic) -> None:
        self.crowd, self.tally = crowd, Tally()
        for person in crowd.people:
            self.tally.add(person.tally)
        self.told = [one for person in crowd.people for one in person.told]

    def settle(self) -> Tally:
        """Compare everything."""
        with self.crowd.app.app_context():
            for case_id, owner in self.crowd.owners.items():
                case = session().get_one(Case, case_id)
                self._expect(case.citizen_id == owner, f"case {case.number} has changed hands")
                self._texts(case)
                self._versions(case)
                self._events(case, [one for one in self.told if one.case_id == case_id])
                self._drafts(case_id)
            db.session.remove()
        return self.tally

    def _expect(self, holds: bool, flaw: str) -> None:
        if not holds:
            self.tally.flaws.append(flaw)

    def _texts(self, case: Case) -> None:
        """Each text once, in its case, by its author: what was told, and nothing that was not."""
        told: Counter[tuple[str, UUID | None]] = Counter(
            (one.text, one.who) for one in self.told if one.case_id == case.id and one.text
        )
        stored = Counter([*_messages(case), *_notes(case)])
        self.tally.lost += (told - stored).total()
        self.tally.doubled += sum(count - 1 for count in stored.values())
        self.tally.crossed += len([key for key in stored if key not in told])
        of_others = select(Message.id).join(CaseStep, CaseStep.id == Message.step_id)
        self.tally.crossed += len(
            session().scalars(of_others.where(Message.case_id == case.id, CaseStep.case_id != case.id)).all()
        )

    def _versions(self, case: Case) -> None:
        numbers = sorted(session().scalars(select(CaseStep.number).where(CaseStep.case_id == case.id)))
        self._expect(numbers == list(range(1, len(numbers) + 1)), f"case {case.number}: steps {numbers}")
        undone = sum(one.case_id == case.id and one.kind == "undone" for one in self.told)
        self._expect(case.version == len(numbers) + undone, f"case {case.number}: version {case.version}")

    def _events(self, case: Case, of_case: list[Told]) -> None:
        """Each act that was told is in the log once, by the one who did it, from the page they had; and nothing else is."""
        told = Counter(_entry(one.kind, one.who, one.version) for one in of_case)
        if not any(one.kind == SENDS for one in of_case):  # sent before the crowd began
            told[_entry(SENDS, case.citizen_id, 1)] += 1
        touched = select(AuditSubject.event_id).where(AuditSubject.case_id == case.id)
        events = session().scalars(select(AuditEvent).where(AuditEvent.event_id.in_(touched))).all()
        logged = Counter(_entry(str(one.kind), one.actor_id, _version_in(one)) for one in events)
        self._expect(logged == told, f"case {case.number}: told {told - logged}, logged {logged - told}")
        versions = sorted(_version_in(one) for one in events if one.kind in STEPS)
        self._expect(versions == list(range(1, case.version + 1)), f"case {case.number}: logged versions {versions}")

    def _drafts(self, case_id: UUID) -> None:
        """What was refused waits for its writer; what was sent does not."""
        for person in self.crowd.people:
            kind = ANSWER if person.id in self.crowd.owners.values() else CASE
            kept = load(session(), person.id, kind, case_id)
            expected = person.drafts.get(case_id, {})
            self._expect(kept == expected, f"{person.name}: draft {kept}, expected {expected}")


def _entry(kind: str, who: UUID | None, version: int) -> tuple[str, UUID | None, int]:
    return SAME.get(kind, kind), who, version if kind in STEPS - WITHOUT_VERSION else 0


def _version_in(event: AuditEvent) -> int:
    details = decode(event.payload)["details"]
    return int(details["version"]) if isinstance(details, dict) else 0


def _messages(case: Case) -> list[tuple[str, UUID | None]]:
    rows = session().scalars(select(Message).where(Message.case_id == case.id))
    return [
        (unseal_in(case, row.body_sealed, "messages", row.id, "body"), row.staff_id or row.citizen_id) for row in rows
    ]


def _notes(case: Case) -> list[tuple[str, UUID | None]]:
    rows = session().scalars(select(Note).where(Note.case_id == case.id))
    return [(unseal_in(case, row.body_sealed, "notes", row.id, "body"), row.staff_id) for row in rows]
