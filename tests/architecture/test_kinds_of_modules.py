"""Every module of a feature is of a kind: the five that the import contracts hold, rules, words, or one that is listed.

The contracts go by folder (``routes``, ``forms``, ``services``, ``queries``, ``models``). What stands beside them may know
the screen or the database, never both, and the database only where it says here why.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, imported_modules, parsed, python_files

HELD = {"routes", "forms", "services", "queries", "models"}
BELOW = {"authz", "audit", "core", "jobs", "limits", "web"}
"""What is no feature has rules of its own."""
DATABASE = ("sqlalchemy", "psycopg", "app.core.db", "app.transaction")
SCREEN = ("flask", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug", "authlib", "app.web")

JOBS = {
    "admin/staff/handlers.py",
    "cases/clock_jobs.py",
    "cases/handlers.py",
    "notices/handlers.py",
    "review/volume.py",
    "watch/figures.py",
    "notices/figures.py",
}
"""Called by the queue, by the clock or by whoever asks for figures, not by a page."""
WHOLE_DATABASE = {
    "backup/copying.py",
    "backup/numbers.py",
    "backup/restoring.py",
    "backup/rows.py",
    "backup/running.py",
    "readiness/board.py",
    "readiness/database.py",
    "readiness/fitness.py",
    "readiness/keyring.py",
    "readiness/rights.py",
    "readiness/unreadable.py",
}
"""Commands and checks on the database itself."""
CONDITIONS = {"inbox/inboxes.py", "notices/demo_page.py"}
"""SQL as values (which cases stand in which tab), and a page that only the demo has."""
BOTH = {
    "auth/actors.py",
    "auth/form_owners.py",
    "auth/login_sessions.py",
    "auth/rights.py",
    "auth/shell.py",
    "auth/wiring.py",
    "notices/start_page.py",
    "readiness/wiring.py",
    "watch/collector.py",
}
"""Where the two meet: who asks, their session and the frame of the page; what is joined to the application."""


def beside() -> Iterator[tuple[str, ast.Module]]:
    """The modules of features that are in none of the five kinds of folder."""
    for path in python_files("app"):
        name = path.relative_to(ROOT / "app").as_posix()
        parts = set(Path(name).with_suffix("").parts)
        if "/" in name and name.split("/")[0] not in BELOW and not parts & HELD and path.name != "__init__.py":
            yield name, parsed(path)


def knows(tree: ast.Module, packages: tuple[str, ...]) -> bool:
    """Whether the module imports one of them."""
    return any(
        name == package or name.startswith(f"{package}.") for name, _ in imported_modules(tree) for package in packages
    )


def test_what_reaches_the_database_is_a_service_a_query_a_model_or_listed_with_a_reason() -> None:
    found = {name for name, tree in beside() if knows(tree, DATABASE)}
    assert found == JOBS | WHOLE_DATABASE | CONDITIONS | BOTH


def test_nothing_else_knows_both_the_screen_and_the_database() -> None:
    found = {name for name, tree in beside() if knows(tree, DATABASE) and knows(tree, SCREEN)}
    assert found == BOTH
