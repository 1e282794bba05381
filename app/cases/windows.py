"""For how long a step can be undone. Pure."""

from datetime import datetime, timedelta

from app.cases.lifecycle import UNDOABLE_WITHOUT_A_TEXT, Step
from app.notices.kinds import WAIT

OFFERED_AFTER_GIVING = timedelta(seconds=20)
ACCEPTED_AFTER_GIVING = WAIT
"""As long as the e-mail waits: a slow finger loses nothing."""
AFTER_A_MESSAGE = timedelta(minutes=10)
JUST_NOW = timedelta(minutes=1)
"""As long as the way back stands at the top of the case page."""


def undoable_until(step: Step, at: datetime, *, has_message: bool) -> datetime | None:
    """Until when the button is offered; None for steps that cannot be undone."""
    if has_message:
        return at + AFTER_A_MESSAGE
    return at + OFFERED_AFTER_GIVING if step in UNDOABLE_WITHOUT_A_TEXT else None
