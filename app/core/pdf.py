"""Documents as PDF. Set in a process of its own, which has no key and no database and is ended when it takes too long."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.text import shown

MIME_TYPE = "application/pdf"
SECONDS = 20
_PROGRAM = Path(__file__).with_name("typesetting.py")
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR")


class NoPdf(RuntimeError):
    """The document could not be set. Never says what stood in it."""


def render_pdf(template: Path, data: Mapping[str, Any], seconds: float = SECONDS) -> bytes:
    """The document that the template makes of the data. Nothing in the data is read as anything but text."""
    read = json.loads(shown(json.dumps(data, ensure_ascii=False)))
    request = json.dumps({"template": template.read_text(encoding="utf-8"), "data": read}).encode()
    try:
        ended = subprocess.run(  # noqa: S603 - our own program; the order goes by standard input
            [sys.executable, "-I", str(_PROGRAM)],
            input=request,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        raise NoPdf("took too long") from None
    if ended.returncode:
        raise NoPdf(f"ended with {ended.returncode}")
    return ended.stdout
