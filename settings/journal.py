"""How much the journal tells, and in which form."""

from dataclasses import dataclass
from typing import Final

from settings.environment import Environment

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
TEXT, JSON = "text", "json"


@dataclass(frozen=True)
class JournalSettings:
    """``level`` is empty where nobody has chosen one: servers and workers then tell more than commands."""

    level: str
    form: str


def journal_settings(env: Environment) -> JournalSettings:
    """Read ``LOG_LEVEL`` and ``LOG_FORMAT``."""
    level, form = env.text("LOG_LEVEL").upper(), env.text("LOG_FORMAT", TEXT)
    if level and level not in LEVELS:
        env.faults.append(f"LOG_LEVEL is '{level}'; it is one of {', '.join(LEVELS)}")
    if form not in (TEXT, JSON):
        env.faults.append(f"LOG_FORMAT is '{form}'; it is {TEXT} or {JSON}")
    return JournalSettings(level if level in LEVELS else "", form)
