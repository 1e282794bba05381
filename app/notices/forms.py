"""The forms of the settings, and what a page needs to show them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.authz.actors import Actor
from app.core.email_address import LONGEST
from app.notices.kinds import NoticeEvent
from app.notices.labels import CHOICES
from app.notices.queries import NoticeSettings, notice_settings
from app.notices.services.codes import VALID_MINUTES
from app.notices.services.post import OFFICE
from app.web.forms import OperationForm


class AddressForm(OperationForm):
    """An address to send a code to."""

    email = StringField(
        lazy_gettext("E-postadress"),
        validators=[DataRequired(lazy_gettext("Skriv en e-postadress.")), Length(max=LONGEST)],
    )


class CodeForm(OperationForm):
    """The code that was sent."""

    code = StringField(
        lazy_gettext("Kod från mejlet"),
        validators=[DataRequired(lazy_gettext("Skriv koden från mejlet.")), Length(max=20)],
    )


class ChoicesForm(OperationForm):
    """What to be told of; the choices offered are set by the page."""

    events = SelectMultipleField(
        lazy_gettext("Skicka ett mejl när"),
        coerce=str,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, settings: NoticeSettings) -> None:
        """Set the choices that this person has, ticked as they are now unless the form was sent."""
        self.events.choices = [(choice.event.value, CHOICES[choice.event]) for choice in settings.choices]
        if not self.is_submitted():
            self.events.data = [choice.event.value for choice in settings.choices if choice.on]

    @property
    def wanted(self) -> frozenset[NoticeEvent]:
        """What was ticked."""
        return frozenset(NoticeEvent(value) for value in self.events.data or ())


@dataclass(frozen=True)
class NoticePage:
    """Everything that ``notices/settings_parts.html`` shows. ``mail_works``: there is a way for a code to arrive."""

    settings: NoticeSettings
    address: AddressForm
    code: CodeForm
    choices: ChoicesForm
    mail_works: bool
    code_minutes: int = VALID_MINUTES


def notice_page(actor: Actor, typed: MultiDict[str, str] | None = None) -> NoticePage:
    """The settings and their forms, for every page that shows them; ``typed`` before a fresh login."""
    settings = notice_settings(actor)
    choices = ChoicesForm(prefix="choices-")
    choices.offer(settings)
    mail_works = OFFICE.current.delivers or OFFICE.current.shown
    before = {"formdata": typed} if typed is not None else {}
    address, code = AddressForm(prefix="address-", **before), CodeForm(prefix="code-", **before)
    return NoticePage(settings, address, code, choices, mail_works)
