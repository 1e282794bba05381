"""What this process is: told to PostgreSQL, which lists its connections by it, and in every line of the journal."""

from typing import Literal

Kind = Literal["web", "worker", "command"]


class _Process:
    kind: Kind = "web"


def this_process_is(kind: Kind) -> None:
    """Name the process from now on."""
    _Process.kind = kind


def process_kind() -> Kind:
    """Which it is."""
    return _Process.kind
