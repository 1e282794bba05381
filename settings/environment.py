"""Reads one variable after another and collects what is wrong, so that one start is enough to learn it all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from settings.files import NotForOthers, read_guarded

ROOT: Final = Path(__file__).resolve().parent.parent
DEMO, TEST, PRODUCTION = "demo", "test", "production"
MADE_UP: Final = frozenset({DEMO, TEST})
"""Where nobody is real: secrets are known, codes are shown, and the owner's role may serve."""
LEFT_OUT: Final = "\N{HORIZONTAL ELLIPSIS}"
UNFILLED: Final = "still has the … of the manual: fill it in"
CHOICES: Final = {"yes": True, "no": False}


class Environment:
    """The variables, and the faults found in them so far."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Begin with what decides how the others are read, and what they say where they are silent."""
        self.environ = environ
        self.faults: list[str] = []
        self.app_env = self.text("APP_ENV", PRODUCTION)
        if self.app_env not in (DEMO, TEST, PRODUCTION):
            self.faults.append(f"APP_ENV is '{self.app_env}'; it is one of {DEMO}, {TEST} and {PRODUCTION}")
        self.strict = self.app_env not in MADE_UP
        self.instance_dir = self.path("INSTANCE_DIR", ROOT / "instance")
        self.port = self.number("PORT", 8000, range(1, 65536))
        self.demo_idp_port = self.number("DEMO_IDP_PORT", min(self.port + 1, 65535), range(1, 65536))

    def text(self, name: str, default: str = "") -> str:
        """Empty and unset mean the same, as in a file of variables with the value left out."""
        value = self.environ.get(name, "").strip()
        if LEFT_OUT in value and f"{name} {UNFILLED}" not in self.faults:
            self.faults.append(f"{name} {UNFILLED}")
        return value or default

    def required(self, name: str, default: str) -> str:
        """Give the default outside production; in production its absence is a fault."""
        return self.needed(name, self.text(name), default)

    def needed(self, name: str, value: str, default: str) -> str:
        """The value; without one the default, and in production a fault."""
        if not value and self.strict:
            self.faults.append(f"{name} is missing")
        return value or default

    def secret(self, name: str) -> str:
        """The variable, or what is in the file that ``NAME_FILE`` names, less the line break at its end."""
        value, file = self.text(name), self.text(f"{name}_FILE")
        if not file:
            return value
        if value:
            self.faults.append(f"{name} and {name}_FILE are both set; set one of them")
            return value
        try:
            value = read_guarded(ROOT / Path(file).expanduser()).decode().rstrip("\r\n")
        except NotForOthers as fault:
            self.faults.append(f"{name}_FILE names {file}, which {fault}")
        except UnicodeDecodeError:
            self.faults.append(f"{name}_FILE names {file}, which is not text in UTF-8")
        else:
            if not value.strip():
                self.faults.append(f"{name}_FILE names {file}, which is empty")
        return value

    def needed_secret(self, name: str, default: str) -> str:
        """A secret that production cannot be without; a file that could not be read is not told again as missing."""
        told = len(self.faults)
        value = self.secret(name)
        return value or (default if len(self.faults) > told else self.needed(name, value, default))

    def number(self, name: str, default: int, allowed: range) -> int:
        """Give a whole number inside the range, or the default with a fault noted."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdecimal() and int(value) in allowed:
            return int(value)
        self.faults.append(f"{name} is '{value}'; it is a whole number from {allowed.start} to {allowed.stop - 1}")
        return default

    def choice(self, name: str, *, default: bool) -> bool:
        """``yes`` or ``no``."""
        value = self.text(name, "yes" if default else "no")
        if value not in CHOICES:
            self.faults.append(f"{name} is '{value}'; it is yes or no")
        return CHOICES.get(value, default)

    def path(self, name: str, default: Path) -> Path:
        """Relative paths are relative to the repository root, wherever the command was typed."""
        return ROOT / Path(self.text(name, str(default))).expanduser()
