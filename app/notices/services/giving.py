"""How often a letter has been handed over without an answer: nobody gets the same one more than twice.

It is counted in a commit of its own before the final dot goes, so that a worker that dies between the dot and the answer
counts too, and taken back when the server answers that it did not take it.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.core.db import atomic, database_time, session
from app.jobs.registry import NotNow
from app.notices.models import FormerAddress, Notice, NoticeAddress

MAX_GIVEN = 2

Letter = Notice | NoticeAddress | FormerAddress


def count_before_dot(letters: type[Letter], key: UUID) -> Callable[[], None]:
    """What to do before the final dot of this letter goes."""

    def count() -> None:
        with atomic() as current:
            these = (letters.id == key, letters.given < MAX_GIVEN)
            once_more = {"given": letters.given + 1, "given_at": database_time(current)}
            counted = update(letters).where(*these).values(once_more).returning(letters.id)
            if current.execute(counted).first() is None:
                raise NotNow("GivenMeanwhile")

    return count


def not_given(letters: type[Letter], key: UUID) -> None:
    """The server answered that it did not take the letter."""
    with atomic() as current:
        these = (letters.id == key, letters.given > 0)
        current.execute(update(letters).where(*these).values(given=letters.given - 1))


def let_rest(letter: Letter, wait: timedelta) -> None:
    """Raise ``NotNow`` until ``wait`` has passed since a delivery whose result is unknown: the server may have accepted it."""
    if not letter.given or letter.given_at is None:
        return
    left = letter.given_at + wait - database_time(session())
    if left > timedelta():
        raise NotNow("AnswerLost", left)
