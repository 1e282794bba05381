"""The start page and the settings."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.notices.forms import notice_page
from app.portal.forms import WishesForm
from app.portal.queries.pages import home_page, own_settings
from app.portal.routes.blueprint import blueprint
from app.portal.services.settings import change_settings
from app.web.flashes import say
from app.web.guard import citizen_entry, current_citizen
from app.web.start import language


@blueprint.get("")
@citizen_entry(Action.READ_CASE)
def home() -> ResponseReturnValue:
    """What can be done here, and for whom."""
    return render_template("portal/home.html", page=home_page(current_citizen(), language()))


@blueprint.get("/settings")
@citizen_entry()
def settings() -> ResponseReturnValue:
    """The citizen's own settings (Inställningar)."""
    chosen = own_settings(current_citizen())
    return _settings(WishesForm(data={"language": chosen.language, "scheme": chosen.scheme}))


@blueprint.post("/settings")
@citizen_entry()
def change() -> ResponseReturnValue:
    """Store language and colours; they hold from the next page on."""
    form = WishesForm()
    if not form.validate():
        return _settings(form), 422
    wanted = form.wanted()
    change_settings(current_citizen(), wanted)
    session["language"] = wanted.language
    say(_("Dina inställningar är sparade."))
    return redirect(url_for("portal.settings"), 303)


def _settings(form: WishesForm) -> str:
    return render_template("portal/settings.html", form=form, notices=notice_page(current_citizen()))
