"""What people in a crowd try: each kind of act by the name of its event, with a fresh operation id in it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import NamedTuple
from uuid import UUID

from app.authz.actors import Citizen, Staff
from app.authz.policy import Action
from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.services import distribution, endings, from_citizen, notes, replies, undo
from app.cases.services.steps import StepCommand
from app.casework.services import presence
from app.casework.services.opening import open_case
from app.portal.services.opening import open_own_case
from tests.world import operation, send_as

READS, NOTE, PRESENT, SENDS = "case_read", "note_written", "present", "case_sent"
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
    READS: 2,
    PRESENT: 2,
}
CITIZEN_ACTS = {"answer_sent": 8, "withdrawn": 0.2, SENDS: 0.5, READS: 2}
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
FIELDS = {
    "partial_reply_sent": "partial_reply",
    "counter_question_sent": "counter_question",
    "final_reply_sent": "final_reply",
    NOTE: "note",
    "answer_sent": "body",
}
"""Where the text of an act is written, and kept as a draft until it is sent."""

ONCE = frozenset({READS, PRESENT})
"""Acts that no form sends, so that none can be sent twice."""

WITHOUT_VERSION = frozenset({NOTE, SENDS, "answer_sent", "withdrawn"})
"""Acts that are refused now and may be accepted a moment later, by the same form."""


class Act(NamedTuple):
    """One thing to try on one case, what is written in it, and the version that it gives the case (0: whichever)."""

    kind: str
    case_id: UUID
    do: Callable[[], object]
    field: str = ""
    text: str = ""
    version: int = 0


@dataclass(frozen=True)
class Sight:
    """What somebody goes by: a case, the version that their page showed, and to whom it can be given."""

    case_id: UUID
    version: int
    holders: list[Holder]


def staff_act(actor: Staff, kind: str, seen: Sight, chance: Random, text: str) -> Act:
    """The act of this kind by a member of staff; a distribution takes a partial reply along now and then."""
    key, case_id = operation(), seen.case_id
    along = text if kind == "distributed" and chance.random() < 0.4 else ""
    plain, ending = StepCommand(seen.version, key), endings.Ending(Reason.PHONED, "", seen.version, key)
    order = distribution.Distribution(chance.choice(seen.holders), seen.version, key, along)
    reply, is_writing = replies.Reply(text, seen.version, key), chance.random() < 0.5
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
        PRESENT: lambda: presence.meet(actor, case_id, writing=is_writing),
    }
    field = "partial_reply" if along else FIELDS.get(kind, "")
    version = 0 if kind in WITHOUT_VERSION | ONCE else seen.version + 1
    return Act(kind, case_id, acts[kind], field, text if field else "", version)


def citizen_act(actor: Citizen, kind: str, case_id: UUID, question_id: UUID, clinic_id: UUID, text: str) -> Act:
    """The act of this kind by a citizen; ``question_id``: the counter-question that their page showed."""
    key = operation()
    acts: dict[str, Callable[[], object]] = {
        "answer_sent": lambda: from_citizen.answer_question(
            actor, case_id, from_citizen.CitizenAnswer(question_id, text, key)
        ),
        "withdrawn": lambda: endings.withdraw(actor, case_id, StepCommand(None, key)),
        SENDS: lambda: send_as(actor, clinic_id, "Kontakta mig", text, key),
        READS: lambda: open_own_case(actor, case_id, "sv"),
    }
    field = FIELDS.get(kind, "")
    return Act(kind, case_id, acts[kind], field, text if field else "")
