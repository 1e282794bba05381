"""An id as a form or an address writes it."""

from uuid import UUID


def read_id(text: str | None) -> UUID | None:
    """The id; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
