"""The job of this feature."""

from collections.abc import Mapping

from app.casework.services.presence import forget_absent
from app.jobs.registry import Kind, daily


def forget_presence(_payload: Mapping[str, str]) -> None:
    """Once a day: who had which case open yesterday is nobody's business."""
    forget_absent()


JOBS = {"presence.forget": Kind(forget_presence, period=daily)}
