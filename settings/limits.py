"""How often a person or a network may do what could harm others if it were done without end."""

from dataclasses import dataclass

from settings.environment import Environment


@dataclass(frozen=True)
class Limits:
    """Logins in ten minutes, the others in an hour. ``reads`` stops nobody: beyond it the log is told."""

    logins_network: int = 1000
    logins_browser: int = 30
    searches: int = 300
    sends_citizen: int = 30
    sends_staff: int = 500
    codes: int = 10
    reads: int = 200


USUAL = Limits()


def limits(env: Environment) -> Limits:
    """Within bounds: never so low that work stops, nor so high that the limit is none."""
    return Limits(
        logins_network=env.number("LIMIT_LOGINS_NETWORK", USUAL.logins_network, range(100, 100_001)),
        logins_browser=env.number("LIMIT_LOGINS_BROWSER", USUAL.logins_browser, range(5, 1_001)),
        searches=env.number("LIMIT_SEARCHES", USUAL.searches, range(30, 10_001)),
        sends_citizen=env.number("LIMIT_SENDS_CITIZEN", USUAL.sends_citizen, range(5, 10_001)),
        sends_staff=env.number("LIMIT_SENDS_STAFF", USUAL.sends_staff, range(60, 10_001)),
        codes=env.number("LIMIT_CODES", USUAL.codes, range(3, 101)),
        reads=env.number("LIMIT_READS", USUAL.reads, range(20, 10_001)),
    )
