"""Whether this node is about to stop: told to the balancer while everything is still answered.

One byte, shared by the processes that are forked after it was made.
"""

import mmap

_SHARED = mmap.mmap(-1, 1)


def begin() -> bool:
    """From now on this node asks for no new visitors; False when it had begun already."""
    is_first = _SHARED[0] == 0
    _SHARED[0] = 1
    return is_first


def accepts_requests() -> bool:
    """Whether this node takes new requests: False from when it is asked to stop."""
    return _SHARED[0] == 0
