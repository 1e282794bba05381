"""The blueprint of the staff's lists."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("inbox", __name__, template_folder="../templates")

Answer = Response | str | tuple[str, int]
