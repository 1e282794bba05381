"""How often a login may begin, so that no browser and no network fills the house with logins that come to nothing.

A whole clinic may share one class of addresses. Who has a login session here, or whose session in this browser has
ended, is therefore counted by themselves: nobody in the same network can use up their turn. What comes back from the
provider is not counted: each login that began may come back once.
"""

from app.core.db import atomic, database_time
from app.limits.counting import count
from app.limits.kinds import Limited


def count_login(network: str, session_hash: bytes | None, person: str) -> None:
    """Count a login that begins; ``TooMany`` when the network, the browser or the person has begun too many."""
    with atomic() as current:
        at = database_time(current)
        if person:
            count(current, Limited.LOGIN_IN_BROWSER, person, at)
            return
        if session_hash is not None:
            count(current, Limited.LOGIN_IN_BROWSER, session_hash.hex(), at)
        count(current, Limited.LOGIN_FROM_NETWORK, network, at)
