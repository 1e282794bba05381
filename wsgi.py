"""What a WSGI server and ``flask`` load: ``wsgi:app``. With a faulty environment it says so and ends with 2."""

import os
import sys

from app import create_app
from app.readiness.wiring import begin
from config import Config, ConfigError

try:
    config = Config.from_env()
except ConfigError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
app = create_app(config)
if "FLASK_RUN_FROM_CLI" not in os.environ:  # the commands of flask begin for themselves
    begin(app)
