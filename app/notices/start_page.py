"""What stands on the administrators' start page while notices do not go out: how many, and since when."""

from datetime import datetime
from typing import NamedTuple

from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, allows
from app.core import clock
from app.core.db import session
from app.jobs.health import is_behind, late_kinds
from app.notices.services.promises import NOTIFY
from app.notices.services.sending import SEND
from app.web.cards import Above


class Unsent(NamedTuple):
    """Notices that should have gone out. ``today``: the hour says when; ``dead``: so many wait for somebody to ask."""

    number: int
    since: datetime
    today: bool
    dead: int


def unsent_above(actor: Staff) -> Above | None:
    """For those who decide over the clinic's settings. It is of the whole installation: a notice knows no clinic."""
    if not allows(actor, Action.CHANGE_CLINIC_SETTINGS, AtClinic(actor.clinic_id)):
        return None
    late, now = late_kinds(session(), (SEND, NOTIFY)), clock.now()
    if late.since is None or not (late.dead or is_behind(late, now)):
        return None
    today = clock.local(late.since).date() == clock.today()
    return Above("notices/start_unsent.html", Unsent(late.jobs, late.since, today, late.dead))
