"""What the demo has in place of a mailbox. Registered in the demo and in tests only."""

from flask import Blueprint, render_template

from app.notices.demo_page import stored_notices, waiting_codes
from app.notices.kinds import WAIT
from app.notices.labels import NOT_SENT
from app.web.guard import public

demo_blueprint = Blueprint("demo_notices", __name__, template_folder="../templates", url_prefix="/demo")


@demo_blueprint.get("/notices")
@public
def notices() -> str:
    """The latest notices and the codes that wait."""
    return render_template(
        "notices/demo.html",
        notices=stored_notices(),
        codes=waiting_codes(),
        not_sent=NOT_SENT,
        wait=int(WAIT.total_seconds()),
    )
