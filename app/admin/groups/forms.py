"""The forms of Grupper."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.errors import Invalid
from app.roles.errors import MAX_GROUP_NAME, GroupCode
from app.roles.queries.people import Person
from app.roles.services.groups import GroupChange, GroupName, Membership
from app.web.forms import OperationForm, choices, whole_number
from app.web.sentences import lazy_sentence


class GroupForm(OperationForm):
    """The name of a group and what it is for."""

    version = HiddenField()
    name = StringField(
        _l("Gruppens namn"),
        validators=[InputRequired(lazy_sentence(GroupCode.NAME_MISSING)), Length(max=MAX_GROUP_NAME)],
    )
    description = TextAreaField(_l("Beskrivning"), validators=[Length(max=300)])

    def command(self) -> GroupName:
        """What was filled in, once the form has passed."""
        return GroupName(self.name.data or "", self.description.data or "", self.operation_id.data or "")

    def change(self) -> GroupChange:
        """The same for a group that is there already."""
        seen = whole_number(self.version.data)
        return GroupChange(self.name.data or "", self.description.data or "", seen, self.operation_id.data or "")


class MemberForm(OperationForm):
    """Somebody to add to the group or to take out of it."""

    FIELDS: ClassVar[Mapping[str, str]] = {"staff_id": "person"}

    person = SelectField(_l("Lägg till"), coerce=str, validate_choice=False)

    def offer(self, people: tuple[Person, ...]) -> None:
        """The handlers who are not in the group."""
        shown = [(str(one.staff_id), one.label) for one in people]
        self.person.choices = choices([("", _l("Välj person")), *shown])

    def command(self) -> Membership:
        """Who was chosen; ``Invalid`` for what is nobody."""
        try:
            return Membership(UUID(self.person.data or ""), self.operation_id.data or "")
        except ValueError:
            raise Invalid(GroupCode.NOT_A_HANDLER, "person") from None
