"""What everybody may read of the service itself, from the foot of every page: accessibility, personal data, contact."""

from flask import Blueprint, render_template

from app.core.hooks import Hook
from app.help.limits import LIMITS
from app.web.guard import public
from settings.operator import Operator

SUPERVISORS = {"accessibility": "https://www.digg.se/tdosanmalan", "personal_data": "https://www.imy.se"}
"""Where one complains of us to the authorities."""

OPERATOR: Hook[Operator] = Hook("operator")
blueprint = Blueprint("about", __name__, template_folder="templates")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The statement on accessibility that the law asks for."""
    return _page("about/accessibility.html")


@blueprint.get("/personal-data")
@public
def personal_data() -> str:
    """What is kept of whom, why, who reads it, and what one can ask for."""
    return _page("about/personal_data.html")


@blueprint.get("/contact")
@public
def contact() -> str:
    """Whom one turns to: about care, and about the service."""
    return _page("about/contact.html")


def _page(template: str) -> str:
    return render_template(template, operator=OPERATOR.current, supervisors=SUPERVISORS, **LIMITS)
