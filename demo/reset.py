"""``make demo-reset``: throw the embedded demo database away and make it afresh."""

import os
import sys

from app.core.in_use import InUse, in_use
from config import Config, ConfigError
from demo.database import embedded, forget, prepared
from demo.folder import ask_to_write, refuse


def main() -> None:
    """Refuses everything but the demo's own embedded database, and that too while it is in use."""
    os.environ.setdefault("APP_ENV", "demo")
    os.umask(0o077)
    ask_to_write()
    try:
        config = Config.from_env()
        path = embedded(config)
        if config.app_env != "demo" or path is None:
            sys.exit("Bara demons egen databas kan göras om: APP_ENV=demo och SQLite.")
        with in_use(config.instance_dir, alone=True):
            forget(path)
            prepared(config)
    except ConfigError as error:
        refuse(str(error))
    except InUse:
        sys.exit("Demon är igång. Stoppa den först, med Ctrl-C där make run körs.")
    print("Klart: nya demodata.")


if __name__ == "__main__":
    main()
