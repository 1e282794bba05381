"""The jobs of this feature."""

from collections.abc import Mapping

from app.asked.services import forget_old_questions
from app.jobs.registry import Kind, daily


def forget(_payload: Mapping[str, str]) -> None:
    """Once a day."""
    forget_old_questions()


JOBS = {"asked.forget": Kind(forget, period=daily)}
