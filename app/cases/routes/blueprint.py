"""The one blueprint of the case pages."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("cases", __name__, template_folder="../templates")

Answer = Response | str | tuple[str, int]
