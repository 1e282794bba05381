"""Personliga inställningar: what the directory says of me, what I decide myself, and where I am logged in."""

from uuid import UUID

from flask import redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.forms import PersonalSettingsForm
from app.auth.login_sessions import current_login, login_session
from app.auth.queries import PersonalSettingsPage, citizens_sessions, settings_page
from app.auth.routes.blueprint import blueprint
from app.auth.services.settings import change_settings, end_own_session
from app.authz.actors import Citizen, Staff
from app.authz.policy import Action, may_ever
from app.notices.forms import notice_page
from app.web.flashes import say
from app.web.guard import citizen_entry, current_actor, current_citizen, current_staff, signed_in, staff_entry


@blueprint.get("/personal-settings")
@staff_entry()
def personal_settings() -> str:
    """The page of one's own settings and login sessions."""
    page = _page(current_staff())
    chosen = {"signature": page.signature, "language": page.language, "scheme": page.scheme}
    work = {"after_step": page.after_step.value, "dense_lists": page.dense_lists, "shortcuts": page.shortcuts}
    return _render(PersonalSettingsForm(data={**chosen, **work}), page)


def _page(actor: Staff) -> PersonalSettingsPage:
    return settings_page(actor.staff_id, actor.clinic_id, login_session().id_hash or b"")


def _render(form: PersonalSettingsForm, page: PersonalSettingsPage) -> str:
    return render_template(
        "auth/personal_settings.html",
        form=form,
        page=page,
        notices=notice_page(current_actor()),
        may_be_away=may_ever(current_actor(), Action.KEEP_ABSENCE),
    )


@blueprint.post("/personal-settings")
@staff_entry()
def change_personal_settings() -> Response | tuple[str, int]:
    """Store what I decide; it holds from the next page on."""
    form = PersonalSettingsForm()
    if not form.validate():
        return _render(form, _page(current_staff())), 422
    wanted = form.wanted()
    change_settings(current_staff(), wanted)
    session["language"] = wanted.language
    say(_("Dina inställningar är sparade."))
    return redirect(url_for("auth.personal_settings"), 303)


@blueprint.get("/citizen/logins")
@citizen_entry()
def logins() -> str:
    """Where a citizen is logged in."""
    found = citizens_sessions(current_citizen().citizen_id, login_session().id_hash or b"")
    return render_template("auth/logins.html", sessions=found)


@blueprint.post("/login-sessions/<uuid:public_id>/end")
@signed_in
def end_login_session(public_id: UUID) -> Response:
    """Log myself out in another browser."""
    actor = current_actor()
    end_own_session(actor, public_id)
    login = current_login()
    if login is not None and login.public_id == public_id:
        login_session().forget()
        return redirect(url_for("auth.logged_out"), 303)
    say(_("Du är utloggad där."))
    return redirect(url_for("auth.logins" if isinstance(actor, Citizen) else "auth.personal_settings"), 303)
