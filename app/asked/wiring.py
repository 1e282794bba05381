"""Joining this feature to the application."""

from flask import Flask

from app.asked.handlers import JOBS
from app.jobs.registry import KINDS


def install(app: Flask) -> None:
    """Add the job."""
    KINDS.of(app).add(JOBS)
