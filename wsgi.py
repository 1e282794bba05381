"""What a WSGI server and ``flask`` load: ``wsgi:app``. With a faulty environment it says so and ends with 2."""

import sys

from app import create_app
from config import Config, ConfigError

try:
    config = Config.from_env()
except ConfigError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
app = create_app(config)
