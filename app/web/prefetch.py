"""Pages that a browser fetches before anybody has asked for them, and may never show.

Opening a page is an act here: it is logged as a sight, and gives back what waits for its reader once. So a fetch ahead is
refused, as the specification of prefetching lets a server do; the browser asks again when its user does.
"""

from flask import request

REFUSAL = "", 503, {"Cache-Control": "no-store"}
_HEADERS = ("Sec-Purpose", "Purpose")


def is_prefetch() -> bool:
    """Whether the browser says so of this request: ``prefetch``, alone or with more, such as ``prefetch;prerender``."""
    purposes = (request.headers.get(name, "") for name in _HEADERS)
    return any(value.partition(";")[0].strip().lower() == "prefetch" for value in purposes)
