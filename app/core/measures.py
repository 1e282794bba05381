"""What is counted while the product serves, for ``/metrics``. Every label is from a closed list, and none names a person.

Where several processes serve, each counts in files of its own in ``PROMETHEUS_MULTIPROC_DIR``, which must be set before
this module is loaded (``gunicorn.conf.py`` does), and the exporter adds them up.
"""

from prometheus_client import Counter, Gauge, Histogram

OTHER = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SIDES = ("staff", "citizen")
OK = "ok"
OUTCOMES = frozenset(
    {
        OK,
        "acr",
        "callback-issuer",
        "cancelled",
        "claims",
        "hsa-id",
        "locked",
        "no-grant",
        "not-fresh",
        "personnummer",
        "provider-away",
        "provider-error",
        "provider-unsafe",
        "state",
        "token",
        "unknown",
    }
)
"""How a login may end; a code that is not here counts as another."""

requests = Counter("vardinkorgen_requests_total", "Requests answered.", ("route", "method", "status"))
seconds = Histogram(
    "vardinkorgen_request_seconds",
    "Time until the answer was ready.",
    ("route", "method"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
in_flight = Gauge("vardinkorgen_requests_in_flight", "Requests being worked on.", multiprocess_mode="livesum")
connections = Gauge(
    "vardinkorgen_database_connections_in_use", "Connections lent out by the pools.", multiprocess_mode="livesum"
)
logins = Counter("vardinkorgen_logins_total", "Logins, by how they ended.", ("side", "outcome"))


def count_request(route: str, method: str, status: int, took: float) -> None:
    """One answer. ``route`` is the name of a page, never its address."""
    requests.labels(route, method, str(status)).inc()
    seconds.labels(route, method).observe(took)


def login_ended(side: str, outcome: str) -> None:
    """One login that ended so."""
    logins.labels(side, outcome if outcome in OUTCOMES else OTHER).inc()
