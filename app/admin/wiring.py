"""Joining this feature to the application."""

from collections.abc import Iterator

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.admin.absences.routes import blueprint as absences
from app.admin.groups.forms import GroupForm
from app.admin.groups.routes import blueprint as groups
from app.admin.replies.forms import ReplyForm
from app.admin.replies.routes import blueprint as replies
from app.admin.settings.forms import ClinicSettingsForm, ClosedDaysForm
from app.admin.settings.routes import blueprint as settings
from app.admin.staff.forms import EndForm, GrantForm
from app.admin.staff.handlers import grant_stands, notify_other_administrators
from app.admin.staff.routes import blueprint as staff
from app.authz.policy import Action
from app.notices.kinds import NoticeEvent
from app.notices.services.promises import STILL_TRUE
from app.roles.services.grants import ON_EACH_GRANT
from app.web.cards import CARDS, Card
from app.web.form_texts import add_text_fields

WRITTEN = {
    "admin": (GrantForm, EndForm),
    "groups": (GroupForm,),
    "clinic_settings": (ClinicSettingsForm, ClosedDaysForm),
    "replies": (ReplyForm,),
}
"""The forms with something to write in, by the blueprint whose pages they stand on."""


def install(app: Flask) -> None:
    """Add the pages, the cards and what a granted role sets off."""
    app.register_blueprint(staff)
    app.register_blueprint(groups)
    app.register_blueprint(absences)
    app.register_blueprint(settings)
    app.register_blueprint(replies)
    for name, forms in WRITTEN.items():
        add_text_fields(app, name, *forms)
    ON_EACH_GRANT.of(app).append(notify_other_administrators)
    STILL_TRUE.of(app)[NoticeEvent.RIGHT_GRANTED] = grant_stands
    CARDS.of(app).extend(_cards())


def _cards() -> Iterator[Card]:
    """The cards of those who keep roles and groups."""
    people = _l("Vem som har vilken roll på mottagningen")
    teams = _l("Grupper som ärenden kan fördelas till")
    yield Card(5, _l("Vårdpersonal"), "admin.staff", Action.LIST_STAFF, people, symbol="user-cog")
    yield Card(6, _l("Grupper"), "groups.index", Action.LIST_GROUPS, teams, symbol="users")
    rules = _l("Kontakt, öppettider och stängda dagar")
    yield Card(9, _l("Inställningar"), "clinic_settings.page", Action.CHANGE_CLINIC_SETTINGS, rules, symbol="settings")
