"""No kind of event is without an example that is compared whole, field by field."""

from app.audit.kinds import EventKind
from tests.http import (
    test_log_of_cases,
    test_log_of_clinics,
    test_log_of_lists,
    test_log_of_logins,
    test_log_of_ones_own,
    test_log_of_reading,
    test_log_of_refusals,
    test_log_of_rights,
    test_log_of_sessions,
    test_log_of_the_system,
)

TABLES = (
    test_log_of_cases.EXAMPLES,
    test_log_of_clinics.EXAMPLES,
    test_log_of_lists.EXAMPLES,
    test_log_of_logins.EXAMPLES,
    test_log_of_ones_own.EXAMPLES,
    test_log_of_reading.EXAMPLES,
    test_log_of_refusals.EXAMPLES,
    test_log_of_rights.EXAMPLES,
    test_log_of_sessions.EXAMPLES,
    test_log_of_the_system.EXAMPLES,
)
WITH_ANOTHER_DATABASE = {EventKind.RESTORED, EventKind.DATABASE_COPIED}
"""Their examples stand in engines/test_log_of_copies.py and engines/test_copy_to.py."""


def test_every_kind_of_event_has_an_example() -> None:
    told = {line.kind for table in TABLES for lines in table.values() for line in lines}
    told |= {line.kind for line in test_log_of_cases.PRESSED.values()}
    assert told | WITH_ANOTHER_DATABASE == set(EventKind)
