"""The blueprint that the pages of this feature hang on."""

from flask import Blueprint

blueprint = Blueprint("auth", __name__, template_folder="../templates")
