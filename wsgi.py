"""What a WSGI server and ``flask`` load: ``wsgi:app``. With a faulty environment it says so and ends with 2."""

import os
import sys

from app import create_app
from app.cli import describing, help_is_asked_for, waits_itself
from app.core import journal
from app.core.in_use import InUse, hold
from app.core.process import this_process_is
from app.database_commands import are_asked_for, make_application
from app.readiness.wiring import begin, begin_command
from config import Config, ConfigError

IS_COMMAND = "FLASK_RUN_FROM_CLI" in os.environ
SERVES = not IS_COMMAND or waits_itself(sys.argv[1:])

try:
    if help_is_asked_for(sys.argv[1:]):
        app = describing()
    elif are_asked_for(sys.argv[1:]):
        app = make_application()
    else:
        config = Config.from_env(serves=SERVES)
        if IS_COMMAND:
            this_process_is("command")
        journal.begin(config.journal.level, config.journal.form)
        hold(config.database_url)
        app = create_app(config)
        if not IS_COMMAND:
            begin(app)
        elif not SERVES:
            begin_command(app)
except ConfigError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
except InUse:
    sys.exit("Databasen återläses eller kopieras just nu. Försök igen när det är klart.")
