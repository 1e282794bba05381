"""Who may import what, where import-linter has no words for it: the contracts themselves are run by `make check`."""

from pathlib import Path

from tests.architecture.source import ROOT, functions, imported_modules, parsed, place, python_files

READS_CONFIG = {"app/__init__.py", "app/cli.py"}


def importers(module: str, *places: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in python_files(*places)
        for name, _ in imported_modules(parsed(path))
        if name == module or name.startswith(f"{module}.")
    }


def test_only_the_application_factory_and_the_command_line_read_the_configuration() -> None:
    assert importers("config", "app") <= READS_CONFIG


def test_the_product_never_imports_its_demo_or_its_tests() -> None:
    assert importers("demo", "app", "config.py", "settings", "wsgi.py", "migrations") == set()
    assert importers("tests", "app", "demo", "config.py", "settings", "wsgi.py", "migrations") == set()


def test_nothing_is_imported_from_the_root_of_the_package() -> None:
    assert {path for path in importers("app", "app") if _imports_root(ROOT / path)} == set()


def _imports_root(path: Path) -> bool:
    return any(name == "app" for name, _ in imported_modules(parsed(path)))


def test_imports_stand_at_the_top_of_a_module_and_not_inside_functions() -> None:
    inside = [
        place(path, line)
        for path in python_files("app", "config.py", "settings")
        if path != ROOT / "app/__init__.py"  # it ties the floors together, in an order that it must be free to choose
        for function in functions(path)
        for _, line in imported_modules(function)
    ]
    assert inside == []


def test_migrations_do_not_import_the_product_whose_models_will_have_moved_on() -> None:
    assert importers("app", "migrations/versions") == set()
