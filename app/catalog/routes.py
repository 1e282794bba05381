"""The catalog has no pages of its own yet; the blueprint carries its template macros to cases and portal."""

from flask import Blueprint

blueprint = Blueprint("catalog", __name__, template_folder="templates")
