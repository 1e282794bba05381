"""The terms at the first login, on both sides."""

from flask import render_template
from werkzeug.wrappers import Response

from app.auth.login_sessions import current_login
from app.auth.queries import TERMS_VERSION
from app.auth.routes.blueprint import blueprint
from app.auth.routes.steps import go_on_as, is_staff, next_step
from app.auth.services.settings import accept_terms
from app.web.guard import public


@blueprint.get("/terms")
@public
def terms() -> str | Response:
    """The terms, to read at any time; with a button for one who has yet to accept them."""
    login = current_login()
    must_accept = login is not None and not login.who.terms_accepted
    for_staff = login is not None and is_staff(login)
    return render_template("auth/terms.html", version=TERMS_VERSION, must_accept=must_accept, for_staff=for_staff)


@blueprint.post("/terms")
@public
def agree() -> Response:
    """Accept the terms of use and go on."""
    login = current_login()
    if login is None or login.who.terms_accepted:
        return next_step()
    return go_on_as(accept_terms(login))
