"""Errors in the diagnostics: what kind, where in the code and in which request, never what they say.

The message of an error may quote what somebody wrote, and the database's may quote a whole row.
"""

import logging

from app.core.journal import named, without_text

log = logging.getLogger(__name__)


def log_error(error: BaseException) -> None:
    """One line and the way through the code."""
    log.error("unexpected %s", named(error), exc_info=without_text(error))
