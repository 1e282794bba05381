"""Some things are done in one place only, so that one place can be looked at."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, functions, ours, parsed, place, python_files, users_of

HTML = "app/core/html.py"
DATABASE = "app/core/db.py"


def attribute_calls(name: str) -> Iterator[tuple[str, int]]:
    for path in python_files("app", "demo"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield path.relative_to(ROOT).as_posix(), node.lineno


def templates() -> list[Path]:
    return [path for path in (ROOT / "app").rglob("*") if path.suffix in {".html", ".txt", ".xml"} and ours(path)]


def markup_of(path: Path) -> str:
    """The template without Jinja's own words, line for line."""
    jinja = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
    return jinja.sub(lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"))


def test_only_one_function_commits() -> None:
    assert {where for where, _ in attribute_calls("commit")} <= {DATABASE}


def test_only_one_module_writes_in_the_words_of_one_engine() -> None:
    of_an_engine = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "demo")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy.dialects")
    }
    assert of_an_engine == {DATABASE}


def test_every_step_of_a_case_is_made_in_one_place() -> None:
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "demo")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CaseStep")
    }
    assert makers == {"app/cases/services/steps.py"}


def test_what_tells_one_inbox_from_another_is_told_in_one_value_for_the_data_and_one_for_the_screen() -> None:
    tabs = re.compile(r"\b(ClinicTab|OwnTab)\b")
    files = [*python_files("app"), *templates()]
    naming = {path.relative_to(ROOT).as_posix() for path in files if tabs.search(path.read_text(encoding="utf-8"))}
    assert naming == {"app/inbox/inboxes.py", "app/inbox/layouts.py"}


def test_network_addresses_are_read_in_one_place() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "demo", "settings")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.alias) and node.name in {"ip_address", "ip_network", "ip_interface", "ipaddress"}
    }
    assert readers == {"settings/networks.py", "app/core/networks.py"}


def test_what_every_template_has_is_given_by_the_floor_that_owns_the_frame() -> None:
    """A component that needs a feature above it is told by registration: docs/adr/0016-floors-and-calls-upward.md."""
    assert {path.rsplit("/", 1)[0] for path in users_of("jinja_env") | users_of("context_processor")} == {"app/web"}


def test_nothing_is_kept_on_the_application_that_nobody_reads() -> None:
    kept: set[str] = set()
    read: set[str] = set()
    for path in python_files("app", "demo"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".extensions"):
                (kept if isinstance(node.ctx, ast.Store) else read).add(ast.unparse(node.slice))
    assert kept - read == set()


def test_a_class_name_is_used_once() -> None:
    names = Counter(
        node.name for path in python_files("app") for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)
    )
    assert {name for name, times in names.items() if times > 1} == set()


def test_only_one_module_calls_text_safe_for_html() -> None:
    assert users_of("Markup") <= {HTML}
    assert users_of("bleach") <= {HTML}


def test_no_template_is_made_of_a_string() -> None:
    assert users_of("render_template_string") | users_of("from_string") == set()


def test_no_template_switches_escaping_off() -> None:
    switched_off = re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+false|\bMarkup\b")
    found = [
        place(path, number)
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if switched_off.search(line)
    ]
    assert found == []


def test_no_template_carries_script_or_style_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [
        place(path, text.count("\n", 0, match.start()) + 1)
        for path in templates()
        for text in [markup_of(path)]
        for match in inline.finditer(text)
    ]
    assert found == []


def test_the_clock_is_read_in_one_module() -> None:
    reads = [*attribute_calls("now"), *attribute_calls("utcnow"), *attribute_calls("today")]
    own = {"clock"}
    told = {
        place(ROOT / where, line)
        for where, line in reads
        if where.startswith("app/") and where != "app/core/clock.py" and not _asks(where, line, own)
    }
    assert told == set()


def _asks(where: str, line: int, names: set[str]) -> bool:
    """Whether every call on the line goes through one of these names, as in ``clock.now()``."""
    return all(
        isinstance(node.func.value, ast.Name) and node.func.value.id in names
        for node in ast.walk(parsed(ROOT / where))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and node.lineno == line
    )


STARTS = {"run", "Popen", "call", "check_call", "check_output", "execv", "execve", "execvp", "spawnv"}
SECRET = re.compile(r"url|uri|dsn|conninfo|password|secret|database_address", re.IGNORECASE)


def test_no_program_is_told_an_address_or_a_secret_on_its_command_line() -> None:
    """Everybody on the machine can read it; the environment of a process is its owner's alone."""
    told = [
        place(path, call.lineno)
        for path in python_files("app", "demo", "scripts", "migrations", "wsgi.py")
        for function in functions(path)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in STARTS
        and call.args
        if isinstance(call.func.value, ast.Name) and call.func.value.id in {"subprocess", "os"}
        for word in _words_of(call.args[0], function)
        if SECRET.search(word)
    ]
    assert told == []


def _words_of(command: ast.expr, function: ast.AST) -> set[str]:
    """Every name in the command, also where it was put together a few lines above."""
    names = {node.id for node in ast.walk(command) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(command) if isinstance(node, ast.Attribute)}
    made = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(to, ast.Name) and to.id in names for to in node.targets)
        and node.value is not command
    ]
    return names.union(*({n.id for n in ast.walk(value) if isinstance(n, ast.Name)} for value in made))
