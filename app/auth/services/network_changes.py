"""A login session that goes on in another network or browser: a signal in the log, and never a stop.

A phone that leaves the house changes its network too, so nobody is thrown out; but a stolen cookie leaves this trace.
"""

from sqlalchemy import update

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.auth.models import LoginSession
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.sessions import Browser, Login
from app.authz.actors import Actor
from app.core.db import atomic, database_time


def log_network_change(actor: Actor, login: Login, now: Browser) -> None:
    """Log each change of network or browser once; of concurrent requests, only the first one logs it."""
    moved = changes(login.browser, now)
    if not moved:
        return
    before, after = login.browser, Browser(now.ip_class or login.browser.ip_class, now.ua_hash)
    as_it_was = (
        LoginSession.id_hash == login.id_hash,
        LoginSession.revoked_at.is_(None),
        LoginSession.ip_class == before.ip_class,
        LoginSession.ua_hash == before.ua_hash,
    )
    values = {"ip_class": after.ip_class, "ua_hash": after.ua_hash}
    with atomic() as current:
        change = update(LoginSession).where(*as_it_was).values(values).returning(LoginSession.id_hash)
        if current.execute(change).first() is not None:
            log_at_each_clinic(current, actor, _event(login, moved), login.who.staff_id, database_time(current))


def changes(before: Browser, now: Browser) -> tuple[str, ...]:
    """What is another than before. What is not known is no change."""
    pairs = {"network": (before.ip_class, now.ip_class), "browser": (before.ua_hash, now.ua_hash)}
    return tuple(what for what, (then, since) in pairs.items() if then and since and then != since)


def _event(login: Login, moved: tuple[str, ...]) -> Event:
    who = login.who
    return Event(
        EventKind.SESSION_MOVED,
        resource="staff_member" if who.staff_id else "citizen",
        resource_id=who.staff_id or who.citizen_id,
        clinic_id=who.clinic_id,
        details={"changed": moved, "network_before": login.browser.ip_class, "session": str(login.public_id)},
    )
