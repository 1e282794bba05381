"""Who may read a file with a secret in it: the one rule for the key file and for every ``NAME_FILE``."""

import os
import stat
from pathlib import Path
from typing import Final

ROOTS: Final = 0


class NotForOthers(Exception):
    """The file cannot be used as it lies there; the message is the end of a sentence that begins with its name."""


def read_guarded(path: Path) -> bytes:
    """What is in the file, or ``NotForOthers``: asked of the open file, so that nobody changes it in between."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            fault = openness(status.st_mode, status.st_uid, os.geteuid())
            content = b"" if fault else file.read()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise NotForOthers(message) from error
    if fault:
        raise NotForOthers(fault)
    return content


def openness(mode: int, owner: int, reader: int) -> str:
    """What is too open about it; empty when nothing is.

    A group may read what root owns and somebody else uses, and only read: so Kubernetes (``fsGroup``) and systemd hand
    secrets to a process that is not root. Of a file of one's own, a group's right is a mistake.
    """
    bits = stat.S_IMODE(mode)
    lent_by_root = owner == ROOTS != reader
    allowed = 0o740 if lent_by_root else 0o700
    if bits & ~allowed & 0o777 == 0:
        return ""
    return f"is open to others than its owner (mode {bits:04o}); make it 0600"
