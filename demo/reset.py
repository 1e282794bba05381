"""``make demo-reset``: throw the embedded demo database away and make it afresh."""

import os
import sys
from pathlib import Path

from config import Config
from demo.run import prepared


def main() -> None:
    """Refuses everything but the demo's own embedded database."""
    os.environ.setdefault("APP_ENV", "demo")
    config = Config.from_env()
    if config.app_env != "demo" or not config.database_url.startswith("sqlite:///"):
        sys.exit("Bara demons egen databas kan göras om: APP_ENV=demo och SQLite.")
    path = Path(config.database_url.removeprefix("sqlite:///"))
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    prepared(config)
    print("Klart: nya demodata.")


if __name__ == "__main__":
    main()
