"""A case is changed or marked through one module's doors, and who commits without an event says why."""

import ast

from tests.architecture.source import ROOT, functions, parsed, python_files, users_of

STEPS = "app/cases/services/steps.py"
LOCKS = "with_for_update"

WITHOUT_AN_EVENT = {
    "app/asked/services.py": "questions and lists that pages carry: the act that asked is logged by itself",
    "app/auth/services/housekeeping.py": "drops login sessions that are over",
    "app/auth/services/login_limits.py": "counts logins, of people whom nobody knows yet",
    "app/auth/services/network_changes.py": "records its event, once for each clinic",
    "app/auth/services/session_data.py": "what pages keep between requests: no act",
    "app/auth/services/sessions.py": "records its event where the session is somebody's",
    "app/auth/services/waiting.py": "typed text that waits for its owner: no act",
    "app/audit/strangers.py": "counts, and records one event for each minute",
    "app/cases/clock_jobs.py": "promises jobs, which record what they do",
    "app/cases/services/drafts.py": "typed text that nobody else sees: no act",
    "app/casework/services/presence.py": "who has a case open now: a courtesy that leaves nothing behind",
    "app/jobs/health.py": "puts the queue right",
    "app/jobs/lanes.py": "holds up and opens lanes of the queue",
    "app/jobs/queue.py": "leases, finishes and forgets jobs",
    "app/jobs/worker.py": "promises what recurs",
    "app/limits/counting.py": "drops counts that are over",
    "app/notices/services/codes.py": "draws a code and drops an address that nobody has proved to be theirs",
    "app/notices/services/delivery.py": "notes of a notice whether it went: making it was the act",
    "app/notices/services/farewell.py": "drops an address that has been told so",
    "app/notices/services/giving.py": "counts how often a letter was handed over",
    "app/notices/services/sending.py": "drops notices of long ago",
    "app/readiness/database.py": "tries whether a row can be written",
    "app/readiness/keyring.py": "stores what each key is known by",
    "app/readiness/unreadable.py": "records its event, as the system",
    "app/review/volume.py": "records its event, as the system",
    "app/operations.py": "drops operations that no form can send again",
    "app/transaction.py": "the transaction that asks for an event",
    "app/web/errors.py": "records what was refused, whose own commit was rolled back",
    "demo/addresses.py": "fills the demo",
    "demo/mornings.py": "fills the demo",
    "demo/people.py": "fills the demo",
}
"""Who names ``atomic``, which commits without asking for an event, and why; everybody else opens a ``transaction``."""

MADE_BY_HAND = {
    "app/audit/strangers.py": "without a transaction of anybody's",
    "app/audit/unsealing.py": "recorded by whoever saw it, in a commit of its own",
    "app/auth/services/failed_logins.py": "completed by whom it turns out to be about, and told at each clinic",
    "app/auth/services/logins.py": "told at each clinic of one who has not chosen yet",
    "app/auth/services/network_changes.py": "told at each clinic",
    "app/auth/services/session_events.py": "told at each clinic",
    "app/auth/services/sessions.py": "passes on one that is told at each clinic",
    "app/auth/services/settings.py": "told at each clinic of one who has not chosen yet",
    "app/auth/services/clinic_events.py": "tells each clinic",
    "app/backup/copying.py": "written to the other database",
    "app/cases/services/act_result.py": "a look that no right allows any more has a role and no relation",
    "app/review/volume.py": "without a transaction of anybody's, at each clinic",
    "app/transaction.py": "``log`` itself",
    "app/web/errors.py": "of what was refused, whose transaction was rolled back",
}
"""Who makes an ``Event`` by hand, and why; everybody else calls ``unit.log``."""


def locks_a_case(function: ast.AST) -> bool:
    """Whether it fetches cases, and locks what it fetches."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    locks = any(
        (isinstance(call.func, ast.Attribute) and call.func.attr == LOCKS)
        or any(word.arg == LOCKS for word in call.keywords)
        for call in calls
    )
    of_cases = any(isinstance(one, ast.Name) and one.id == "Case" for call in calls for one in call.args)
    return locks and of_cases


def test_a_case_is_locked_in_one_module() -> None:
    files = python_files("app", "demo")
    found = {path.relative_to(ROOT).as_posix() for path in files if any(map(locks_a_case, functions(path)))}
    assert found == {STEPS}


def test_the_row_alone_is_asked_for_by_the_product_itself_and_nobody_else() -> None:
    """Whoever acts for a person goes through ``locked`` or ``opened``, which ask whether they may."""
    assert users_of("locked_row") == {STEPS, "app/cases/services/reminders.py"}


def test_what_commits_without_asking_for_an_event_is_listed_with_its_reason() -> None:
    assert users_of("atomic") == set(WITHOUT_AN_EVENT)


def test_an_event_that_is_made_by_hand_is_listed_with_its_reason() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "demo")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "app.audit.events"
        if any(alias.name == "Event" for alias in node.names)
    }
    assert found == set(MADE_BY_HAND)
