"""Where Chromium is, and how it is started so that it stays quiet and asks nobody anything."""

import os
import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same browser without windows: the suite takes a third less of the processor with it."""
MISSING = (
    "Chromium is missing: browser tests are left out (apt-get install chromium-headless-shell, or CHROMIUM=/path/to/it)"
)


def chromium() -> str | None:
    """The path of the browser, or None. ``CHROMIUM`` names another than the one that is installed."""
    named = os.environ.get("CHROMIUM")
    return next((path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None)


def is_demanded() -> bool:
    """Whether a missing browser is a failure: where nobody watches, left out would look like passed."""
    return os.environ.get("CI", "").casefold() == "true"
