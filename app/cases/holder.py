"""Who holds a case, and the text that stands for it in forms, addresses and the log."""

from typing import NamedTuple, Self
from uuid import UUID

_PERSON, _GROUP, _NOBODY = "person", "group", "nobody"


class Holder(NamedTuple):
    """A person or a group by id, or (neither) nobody: the case lies in the clinic's inbox."""

    person: UUID | None = None
    group: UUID | None = None

    @property
    def key(self) -> str:
        """``person:`` or ``group:`` and the id, or ``nobody``."""
        if self.person is not None:
            return f"{_PERSON}:{self.person}"
        return f"{_GROUP}:{self.group}" if self.group is not None else _NOBODY

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """The holder with this key, however its id is spelt; None for what is no key."""
        if key == _NOBODY:
            return cls()
        kind, _colon, text = key.partition(":")
        try:
            number = UUID(text)
        except ValueError:
            return None
        if kind == _PERSON:
            return cls(person=number)
        return cls(group=number) if kind == _GROUP else None


NOBODY = Holder()
