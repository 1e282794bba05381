"""What a WSGI server and ``flask`` load: ``wsgi:app``. With a faulty environment it says so and ends with 2."""

import os
import sys

from app import create_app
from app.core.in_use import InUse, hold
from app.database_commands import are_asked_for, make_application
from app.readiness.wiring import begin
from config import Config, ConfigError

try:
    if are_asked_for(sys.argv[1:]):
        app = make_application()
    else:
        config = Config.from_env()
        hold(config.database_url)
        app = create_app(config)
        if "FLASK_RUN_FROM_CLI" not in os.environ:  # the commands of flask begin for themselves
            begin(app)
except ConfigError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
except InUse:
    sys.exit("Databasen återläses eller kopieras just nu. Försök igen när det är klart.")
