"""The jobs of this feature. Imported once while the application is made."""

from collections.abc import Mapping

from app.asked.services import forget_old_questions
from app.jobs.registry import daily, recurring


@recurring("asked.forget", daily)
def forget(_payload: Mapping[str, str]) -> None:
    """Once a day."""
    forget_old_questions()
