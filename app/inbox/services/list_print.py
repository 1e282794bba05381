"""A list on paper: whole, without pages, and in the log as something that leaves the product."""

from dataclasses import dataclass

from app.audit.kinds import EventKind, Level
from app.authz.actors import Staff
from app.authz.policy import AtClinic, authorize
from app.inbox.inboxes import inbox_of
from app.inbox.queries.choices import Choices, filter_choices
from app.inbox.queries.lists import CaseRow, Listed, case_rows
from app.inbox.services.lists import log_case_list
from app.transaction import transaction

MAX_ROWS = 500
"""Cases on one print: more is no list that anybody works from."""


@dataclass(frozen=True)
class PrintedList:
    """What is on the paper, and what is not: how many protected people, and whether the list goes on."""

    rows: tuple[CaseRow, ...]
    protected: int
    goes_on: bool
    choices: Choices


def print_list(actor: Staff, listed: Listed, language: str) -> PrintedList:
    """A tab of an inbox as it is narrowed and ordered. Protected citizens stand on no list that leaves the product."""
    with transaction(actor) as unit:
        basis = authorize(actor, inbox_of(listed.tab).action, AtClinic(actor.clinic_id))
        found = case_rows(unit.session, actor, listed, language, None, MAX_ROWS)
        rows = tuple(row for row in found.rows if not row.protected)
        log_case_list(unit, basis, listed.tab, rows, EventKind.CASE_LIST_PRINTED, Level.EXPORT)
        choices = filter_choices(unit.session, actor, language)
    return PrintedList(rows, len(found.rows) - len(rows), found.next is not None, choices)
