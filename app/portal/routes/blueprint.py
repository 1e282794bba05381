"""The one blueprint of the citizen's pages."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("portal", __name__, template_folder="../templates", url_prefix="/citizen")

Answer = Response | str | tuple[str, int]
