"""Which release this is, and the commit it was checked out at where git is there to tell."""

import tomllib
from typing import Final

from settings.environment import ROOT


def _version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        version: str = tomllib.load(file)["project"]["version"]
    return version


def _commit() -> str:
    """Read from git's own files: the program need not be there. Empty where the code came without them."""
    git = ROOT / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head
        branch = git / head.removeprefix("ref: ")
        if branch.is_file():
            return branch.read_text(encoding="ascii").strip()
        packed = (git / "packed-refs").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.split()[0] for line in packed if line.endswith(head.removeprefix("ref:"))), "")


VERSION: Final = _version()
COMMIT: Final = _commit()
