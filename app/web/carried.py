"""What every form that changes something takes along, besides its token: features say what."""

from collections.abc import Callable, Mapping

from app.core.hooks import Hook

CARRIED: Hook[list[Callable[[], Mapping[str, str]]]] = Hook("carried fields", list)
"""Names and values for the forms of the page that is being made."""


def carried_fields() -> dict[str, str]:
    """For the components that write forms."""
    return {name: value for fields in CARRIED.current for name, value in fields().items()}
