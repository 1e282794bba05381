"""Flask's session, opened by the first that asks for something in it: a request that never does sends no statement."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from flask.sessions import SessionMixin


class LazySession(SessionMixin):
    """A session that is not read yet. ``opened`` is the one that counts."""

    def __init__(self, read: Callable[[], MutableMapping[str, Any]]) -> None:
        self._read = read
        self._opened: MutableMapping[str, Any] | None = None

    @property
    def is_opened(self) -> bool:
        """Whether anything has asked."""
        return self._opened is not None

    @property
    def opened(self) -> MutableMapping[str, Any]:
        """The session itself, read the first time."""
        if self._opened is None:
            self._opened = self._read()
        return self._opened

    def __getitem__(self, name: str) -> Any:
        return self.opened[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.opened[name] = value

    def __delitem__(self, name: str) -> None:
        del self.opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.opened)

    def __len__(self) -> int:
        return len(self.opened)
