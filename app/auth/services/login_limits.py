"""How often a login may begin, so that nobody fills the house with logins that come to nothing.

Counted by the whole address: by a class of addresses, whoever has one of them would close the door for the others. It is
not kept, only its keyed index is. A whole clinic may share one address. Who has a login session here, or whose session
in this browser has ended, is therefore counted by themselves: nobody at the same address can use up their turn. What
comes back from the provider is not counted: each login that began may come back once.
"""

from app.core import crypto
from app.core.db import atomic, database_time
from app.limits.counting import count
from app.limits.kinds import Limited


def count_login(line: str, session_hash: bytes | None, person: str) -> None:
    """Count a login that begins; ``TooMany`` when the address, the browser or the person has begun too many."""
    with atomic() as current:
        at = database_time(current)
        if person:
            count(current, Limited.LOGIN_IN_BROWSER, person, at)
            return
        if session_hash is not None:
            count(current, Limited.LOGIN_IN_BROWSER, session_hash.hex(), at)
        count(current, Limited.LOGIN_FROM_NETWORK, crypto.keyring().blind_index(f"login from {line}").hex(), at)
