"""The blueprint of the pages where staff work with one case."""

from flask import Blueprint

from app.inbox.routes.navigation import carry_the_list

blueprint = Blueprint("casework", __name__, template_folder="../templates")
blueprint.url_defaults(carry_the_list)
