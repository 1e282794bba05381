"""The forms of Vårdpersonal."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.admin.staff.labels import ROLES
from app.authz.actors import Role, Staff
from app.authz.policy import GrantOf, allows, granting
from app.core import clock
from app.core.dates import Leaning
from app.roles.errors import MAX_REASON, GrantCode
from app.roles.services.grants import GrantEnd, NewGrant
from app.web.day_fields import DAY_NEEDED, DayField
from app.web.forms import OperationForm, choices
from app.web.sentences import lazy_sentence

_NOBODY = UUID(int=0)


class GrantForm(OperationForm):
    """Roles for a person. Which of them the actor may give is for the operation to say, and to log."""

    FIELDS: ClassVar[Mapping[str, str]] = {"valid_from": "first", "valid_to": "last"}

    hsa_id = StringField(_l("HSA-id"), validators=[InputRequired(_l("Skriv personens HSA-id.")), Length(max=64)])
    roles = SelectMultipleField(
        _l("Roller"),
        validators=[InputRequired(lazy_sentence(GrantCode.NO_ROLE))],
        coerce=str,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    first = DayField(_l("Från"), [InputRequired(DAY_NEEDED)], leaning=Leaning.AHEAD)
    last = DayField(_l("Till"), [Optional()], leaning=Leaning.AHEAD)
    reason = StringField(
        _l("Anledning"), validators=[InputRequired(lazy_sentence(GrantCode.REASON_MISSING)), Length(max=MAX_REASON)]
    )
    override = BooleanField(_l("Samma person får vara både ADM och GR"))

    def offer(self, actor: Staff) -> None:
        """Show the roles that the actor may give to somebody else."""
        mine = [role for role in Role if allows(actor, granting(role), GrantOf(actor.clinic_id, _NOBODY, role))]
        self.roles.choices = choices((role.value, ROLES[role]) for role in mine)
        if not self.is_submitted() and self.first.data is None:
            self.first.data = clock.today()

    def command(self) -> NewGrant:
        """The command, from a form that has been validated."""
        return NewGrant(
            hsa_id=self.hsa_id.data or "",
            roles=frozenset(Role(value) for value in self.roles.data or () if value in set(Role)),
            valid_from=self.first.data or clock.today(),
            valid_to=self.last.data,
            reason=self.reason.data or "",
            operation_id=self.operation_id.data or "",
            override=bool(self.override.data),
        )


class EndForm(OperationForm):
    """Why a role is ended."""

    reason = StringField(
        _l("Anledning"), validators=[InputRequired(lazy_sentence(GrantCode.REASON_MISSING)), Length(max=MAX_REASON)]
    )

    def command(self) -> GrantEnd:
        """The command, from a form that has been validated."""
        return GrantEnd(self.reason.data or "", self.operation_id.data or "")
