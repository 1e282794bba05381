"""The jobs of this feature."""

from collections.abc import Mapping
from datetime import timedelta

from app.core import clock
from app.core.db import session
from app.jobs.registry import Kind, Lane, daily
from app.notices.figures import mail_figures
from app.notices.services.codes import CODE, send_code
from app.notices.services.delivery import send_notice
from app.notices.services.farewell import FAREWELL, forget_former, send_farewell
from app.notices.services.promises import NOTIFY
from app.notices.services.sending import SEND, forget_old, make_notices


def notify(payload: Mapping[str, str]) -> None:
    """``{"event", "to", "to_id", "about", "by", "at"}``; see ``telling.notify``."""
    make_notices(payload)


def send(payload: Mapping[str, str]) -> None:
    """Send one notice by mail. The payload is ``{"notice_id"}``."""
    send_notice(payload)


def code(payload: Mapping[str, str]) -> None:
    """Send a code that confirms an address. The payload is ``{"address_id"}``; the job ends by itself when the code does."""
    send_code(payload)


def farewell(payload: Mapping[str, str]) -> None:
    """Tell a former address that it is no longer used. The payload is ``{"former_id"}``."""
    send_farewell(payload)


def forget(payload: Mapping[str, str]) -> None:
    """Once a day."""
    forget_old(payload)
    forget_former(clock.now())


JOBS = {
    NOTIFY: Kind(notify, patience=None),
    SEND: Kind(send, Lane.MAIL),
    CODE: Kind(code, Lane.MAIL, patience=None),
    FAREWELL: Kind(farewell, Lane.MAIL),
    "notices.forget": Kind(forget, period=daily),
}


def last_day() -> str:
    """How mail has gone."""
    figures = mail_figures(session(), clock.now() - timedelta(days=1))
    return (
        f"mail, notices of the last 24 hours: {figures.sent} sent, {figures.waiting} waiting, "
        f"{figures.refused} refused by their address, {figures.unanswered} unanswered"
    )
