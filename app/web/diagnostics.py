"""Errors in the diagnostics: what kind, where in the code and in which request, never what they say.

The message of an error may quote what somebody wrote, and the database's may quote a whole row.
"""

import logging

from flask import g, has_app_context

log = logging.getLogger(__name__)


class Hidden(Exception):
    """An error whose message is kept out of the diagnostics."""


def tell_of(error: BaseException) -> None:
    """One line and the way through the code."""
    reference = g.get("request_id", "") if has_app_context() else ""
    log.error("unexpected %s request=%s", type(error).__name__, reference, exc_info=_without_text(error))


def _without_text(error: BaseException) -> Hidden:
    return Hidden(type(error).__name__).with_traceback(error.__traceback__)
