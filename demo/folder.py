"""Where the demo keeps its data, and whether it may."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from settings.environment import DEMO, Environment


def ask_to_write() -> None:
    """End with a sentence when this user cannot write there, before anything is half made."""
    env = Environment(os.environ)
    if env.app_env == DEMO and (reason := _hindrance(env.instance_dir)):
        refuse(
            f"Demons data går inte att skriva i {env.instance_dir} ({reason}). Kör som den som äger mappen,"
            " eller välj en egen: make run INSTANCE_DIR=/en/mapp"
        )


def refuse(why: str) -> NoReturn:
    """End as the product does with a setting that it refuses."""
    sys.stderr.write(f"{why}\n")
    sys.exit(2)


def _hindrance(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        closed = [path for path in (folder, *folder.iterdir()) if not os.access(path, os.W_OK)]
    except OSError as error:
        return error.strerror or type(error).__name__
    return f"ingen rätt till {closed[0].name}" if closed else ""
