"""The id of a kept question as an address says it, under the name ``q``."""

from uuid import UUID


def question_id_of(text: str) -> UUID | None:
    """The id; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
