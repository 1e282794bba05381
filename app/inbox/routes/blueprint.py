"""The blueprint of the staff's lists."""

from flask import Blueprint

blueprint = Blueprint("inbox", __name__, template_folder="../templates")
