"""The one blueprint of the citizen's pages."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__, template_folder="../templates", url_prefix="/citizen")
