"""Joining this feature to the application."""

from flask import Flask

from app.asked import handlers

JOBS = (handlers,)


def install(_app: Flask) -> None:
    """Importing this module has registered the jobs."""
