"""Aviseringar: address, code, choices. One page for staff and citizens."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.notices.forms import notice_page
from app.notices.services.addresses import ask_for_code, remove_address, verify
from app.notices.services.choices import choose
from app.web.flashes import say
from app.web.forms import OperationForm
from app.web.guard import current_actor, fresh_login, signed_in
from app.web.kept_forms import form_from_before

blueprint = Blueprint("notices", __name__, template_folder="../templates", url_prefix="/settings")

TEMPLATE = "notices/settings.html"


@blueprint.get("/notices")
@signed_in
def settings() -> ResponseReturnValue:
    """The page of a person's own notices and address."""
    page = notice_page(current_actor())
    return render_template(TEMPLATE, page=page, form=None)


@blueprint.get("/address")
@signed_in
def address_form() -> ResponseReturnValue:
    """The same page, with what was filled in before a fresh login."""
    page = notice_page(current_actor(), form_from_before())
    return render_template(TEMPLATE, page=page, form=None)


@blueprint.post("/address")
@signed_in
@fresh_login
def address() -> ResponseReturnValue:
    """Send a code to an address."""
    page = notice_page(current_actor())
    if page.address.validate():
        try:
            ask_for_code(current_actor(), page.address.email.data or "", page.address.operation_id.data or "")
        except Invalid as error:
            page.address.explain(error)
        else:
            say(_("Vi skickar en kod till adressen. Skriv in den här när den har kommit."), "info")
            return _back()
    return render_template(TEMPLATE, page=page, form=page.address), 422


@blueprint.post("/address/verify")
@signed_in
@fresh_login
def verify_address() -> ResponseReturnValue:
    """Take the address into use."""
    page = notice_page(current_actor())
    if page.code.validate():
        try:
            verify(current_actor(), page.code.code.data or "", page.code.operation_id.data or "")
        except Invalid as error:
            page.code.explain(error)
        else:
            say(_("Adressen är bekräftad."))
            return _back()
    return render_template(TEMPLATE, page=page, form=page.code), 422


@blueprint.get("/address/remove")
@signed_in
def ask_to_forget() -> ResponseReturnValue:
    """What removing the address means: it has to be confirmed anew to come back."""
    page = notice_page(current_actor())
    if not page.settings.address:
        return _back()
    return render_template("notices/forget.html", address=page.settings.address, form=OperationForm())


@blueprint.post("/address/remove")
@signed_in
@fresh_login
def forget_address() -> ResponseReturnValue:
    """Forget the address."""
    remove_address(current_actor())
    say(_("Adressen är borttagen. Du får inga mejl."))
    return _back()


@blueprint.post("/choices")
@signed_in
def choices() -> ResponseReturnValue:
    """Store the choices."""
    page = notice_page(current_actor())
    if not page.choices.validate():
        return render_template(TEMPLATE, page=page, form=page.choices), 422
    choose(current_actor(), page.choices.wanted, page.choices.operation_id.data or "")
    say(_("Dina val är sparade."))
    return _back()


def _back() -> Response:
    return redirect(url_for("notices.settings"), 303)
