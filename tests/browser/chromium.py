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
MISSING = "Chromium is missing: browser tests are left out (apt-get install chromium, or CHROMIUM=/path/to/it)"


def chromium() -> str | None:
    """The path of the browser, or None. ``CHROMIUM`` names another than the one that is installed."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else shutil.which("chromium") or shutil.which("chromium-browser")


def is_demanded() -> bool:
    """Whether a missing browser is a failure: where nobody watches, left out would look like passed."""
    return os.environ.get("CI", "").casefold() == "true"
