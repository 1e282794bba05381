"""Writes docs/permissions.md and docs/lifecycle.md from the tables that the product obeys: ``python -m app.docs``.

A test compares the files with what this writes, so the documents cannot say anything else than the code.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from app.authz.actions import Action
from app.authz.actors import Role
from app.authz.facts import State
from app.authz.policy import POLICY, Clause, Relation
from app.cases.deadlines import ANSWER_DAYS
from app.cases.labels import STAFF_LABELS, STEPS
from app.cases.lifecycle import LIFECYCLE, RESPONSES, UNDOABLE_WITHOUT_A_TEXT, Step
from app.cases.status import StaffLabel
from app.cases.windows import ACCEPTED_AFTER_GIVING, AFTER_A_MESSAGE, OFFERED_AFTER_GIVING
from app.core.calendar import CLOSING_TIME, USUAL_REPLY_DAYS

FOLDER = Path(__file__).parent.parent / "docs"

_RELATIONS = {
    Relation.HOLDER: "holds the case",
    Relation.GROUP: "is in the group that holds it",
    Relation.GIVER: "gave the case away in its latest step",
    Relation.RECEIVER: "at the clinic",
    Relation.CLINIC: "at the clinic",
    Relation.SELF: "own",
    Relation.PROXY: "the child's",
    Relation.SYSTEM: "a job of the product",
}

_PERMISSIONS = """# Permissions

Written by `python -m app.docs` from `POLICY` in `app/authz/policy.py`: change the table there, never this file.

What is not listed is denied. Each cell says in which relation the role may do it, and under which conditions (all of
them must hold). Of several rights the narrowest counts, and the log keeps which. The operation asks; templates ask the
same table only to leave out buttons that would be refused.

{table}

## Relations

* *holds the case*: the case is at the chosen clinic and the person is its holder.
* *is in the group that holds it*: as above, for a group that the person is a member of. A member takes a case before
  answering it.
* *gave the case away in its latest step*: the person held it until then. They can no longer read it, and may only undo
  that step.
* *at the clinic*: it belongs to the clinic that the person has chosen. Rights at one clinic are worth nothing at another.
* *own* and *the child's*: the citizen's own cases; in proxy mode the child's, and only those.
* A case that the person may not read does not exist for them: the answer is 404, the same as for an unknown number.
"""

_LIFECYCLE = """# The life-cycle of a case

Written by `python -m app.docs` from `LIFECYCLE` in `app/cases/lifecycle.py` and its neighbours: change those, never this file.

The state is only what changes the possible steps. Who holds the case and its dates are facts beside it; what staff read
is computed. Who may take a step stands in [permissions.md](permissions.md).

## Steps

Each row: the state after the step, by the state before it (*none*: there was no case); `–`: there is no such step then.

{steps}

Each step writes a row with how the case was before it and an event in the log, in one commit, and makes the version one
higher. A step ordered from a page of an older version is refused (409), and the text typed there comes back. Reading,
notes and drafts move nothing on.

## What staff read

The first that fits counts.

{labels}

## Deadlines

* *Svara senast*: {days} working days unless the case type says otherwise. What comes at the clinic's closing time or
  later, or on no working day, counts as come on the next working day. The limit is 24:00 in Stockholm on the last day,
  and it is late when the clock is there.
* Working days are the clinic's own: the weekdays with hours on its page *Inställningar* (Monday to Friday until
  {closing} until somebody changes them), but not its closed days, and never public holidays, Midsummer Eve, Christmas Eve
  and New Year's Eve. A clinic that is closed for more than a year ahead is counted with the usual week. A limit that is
  set stays when the hours change.
* {waiting} stops the clock, and gives the citizen {answer_days} days. An answer that comes later is taken all the same.
* {send} starts the clock, {answer} and {reopen} a new one. {partial} moves the limit to the
  day promised, else to as many working days again: it buys time, never for ever. An ended case has no limit.
* The day promised is kept as promised, also when the clinic is closed then: whoever promises it is told so once, with
  the next day that is open.
* The first response is the first of {responses}. *Answered in time* is whether it came before the limit of that moment;
  it is told once, kept when the case is opened again, and taken back only by undoing that response. A case that ends
  without one was neither in time nor late.

## Undoing

The one who took the latest step may undo it while nobody has built on it and the citizen has not read what was sent:
{giving} for {offered} seconds (the button; it is accepted for {accepted}), a message for {message} minutes.
"""


def permissions() -> str:
    """The text of docs/permissions.md."""
    columns = [*Role, Relation.SELF, Relation.PROXY, Relation.SYSTEM]
    heads = ["", *(role.code for role in Role), "Citizen", "Proxy (ombud)", "Product"]
    rows = [[f"`{action}`", *(_cell(action, column) for column in columns)] for action in Action]
    return _PERMISSIONS.format(table=_table(heads, rows))


def _cell(action: Action, column: Role | Relation) -> str:
    clauses = (c for c in POLICY.get(action, ()) if column in {c.role, c.relation} and (c.role or column is c.relation))
    return "; or ".join(_clause_in_words(clause) for clause in clauses) or "–"


def _clause_in_words(clause: Clause) -> str:
    conditions = [condition.__name__.replace("_", " ") for condition in clause.conditions]
    return ", ".join([_RELATIONS[clause.relation], *conditions])


def lifecycle() -> str:
    """The text of docs/lifecycle.md."""
    return _LIFECYCLE.format(
        steps=_table(["Step", "", "none", *(f"`{state}`" for state in State)], list(_steps())),
        labels=_table(["When", "Label"], _labels()),
        days=USUAL_REPLY_DAYS,
        closing=f"{CLOSING_TIME:%H:%M}",
        answer_days=ANSWER_DAYS,
        waiting=f"*{STEPS[Step.COUNTER_QUESTION]}*",
        send=f"*{STEPS[Step.SEND]}*",
        answer=f"*{STEPS[Step.ANSWER]}*",
        reopen=f"*{STEPS[Step.REOPEN]}*",
        partial=f"*{STEPS[Step.PARTIAL_REPLY]}*",
        responses=_named(RESPONSES),
        giving=_named(UNDOABLE_WITHOUT_A_TEXT),
        offered=int(OFFERED_AFTER_GIVING.total_seconds()),
        accepted=int(ACCEPTED_AFTER_GIVING.total_seconds()),
        message=int(AFTER_A_MESSAGE.total_seconds()) // 60,
    )


def _steps() -> Iterator[list[str]]:
    for step in Step:
        after = [LIFECYCLE.get((state, step)) for state in (None, *State)]
        if any(after):
            yield [f"`{step}`", str(STEPS[step]), *(f"`{state}`" if state else "–" for state in after)]


def _labels() -> list[list[str]]:
    conditions = {
        StaffLabel.CANCELLED: "cancelled",
        StaffLabel.CLOSED: "closed",
        StaffLabel.ANSWERED: "answered",
        StaffLabel.UNANSWERED: "waiting, and the citizen's last day has passed",
        StaffLabel.WAITING: "waiting",
        StaffLabel.REPLIED: "replied",
        StaffLabel.WITH_GROUP: "held by a group",
        StaffLabel.NEW: "nobody holds it, or the holder no longer handles cases here",
        StaffLabel.STARTED: "its holder has opened it",
        StaffLabel.DISTRIBUTED: "else",
    }
    return [[when, str(STAFF_LABELS[label])] for label, when in conditions.items()]


def _named(steps: Iterable[Step]) -> str:
    return ", ".join(f"*{STEPS[step]}*" for step in Step if step in set(steps))


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def documents() -> dict[str, str]:
    """Each generated file's name and text."""
    speaking = Flask("docs")
    Babel(speaking, default_locale="sv")
    with speaking.test_request_context():
        return {"permissions.md": permissions(), "lifecycle.md": lifecycle()}


if __name__ == "__main__":
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
