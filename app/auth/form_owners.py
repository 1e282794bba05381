"""Whose page a form stood on, and what waits for its owner: what logins tell ``web``, which knows of no login."""

from uuid import UUID

from flask import session, url_for
from flask_babel import gettext as _

from app.auth.kinds import SessionKind
from app.auth.login_sessions import current_login, is_made_under_cookie, login_session
from app.auth.queries import own_clinics
from app.auth.services.sessions import Who
from app.auth.services.waiting import change_waiting, waiting_for, whose_token
from app.citizens.queries import children_of
from app.core.db import session as database
from app.web.form_page import PageOwner, SwitchBack
from app.web.kept_forms import KeptForm, with_form, without


class FormOwners:
    """As ``web.form_page.Logins`` and ``web.typed.Waiting``."""

    def person_of_browser(self) -> str:
        """Id of the person whose session the browser has or had last; empty when unknown."""
        login = current_login()
        if login is not None:
            return str(login.who.person)
        return str(login_session().ended_of or session.get("ended_of", ""))

    def owner_of(self, token: str) -> PageOwner | None:
        """In whose login session the token was made."""
        who = whose_token(token)
        if who is None:
            return None
        return PageOwner(str(who.person), str(who.for_id or ""), who.kind.value, str(who.clinic_id or ""))

    def switch_back(self, owner: PageOwner) -> SwitchBack:
        """To the clinic, the child or oneself."""
        if owner.side == SessionKind.STAFF:
            clinics = [one for one in own_clinics(UUID(owner.person)) if str(one.clinic_id) == owner.clinic]
            if not clinics:
                return SwitchBack(_("Du har inte längre någon roll på mottagningen där du öppnade sidan."))
            sentence = _("Sidan öppnades när du arbetade på %(clinic)s.", clinic=clinics[0].name)
            return SwitchBack(sentence, url_for("auth.take_clinic"), {"clinic_id": owner.clinic})
        if not owner.child:
            return SwitchBack(_("Sidan öppnades när du var inne på dina egna ärenden."), url_for("auth.leave_proxy"))
        child = next(
            (one for one in children_of(database(), UUID(owner.person)) if str(one.citizen_id) == owner.child), None
        )
        if child is None:
            return SwitchBack(_("Sidan öppnades när du var ombud för ett barn som du inte längre är ombud för."))
        sentence = _("Sidan öppnades när du var ombud för %(name)s.", name=child.name)
        return SwitchBack(sentence, url_for("auth.enter_proxy", child_id=child.citizen_id))

    def is_of_cookie(self, token: str) -> bool | None:
        """By the cookie alone, which the database need not be asked about."""
        return is_made_under_cookie(token)

    def add(self, owner: PageOwner, form: KeptForm) -> bool:
        """Keep one more form; False when too much waits already."""
        return change_waiting(_who(owner), lambda forms: with_form(forms, form))  # type: ignore[arg-type,return-value]  # pages are kept as JSON

    def of(self, person: str) -> list[KeptForm]:
        """What waits for this person."""
        return waiting_for(UUID(person))  # type: ignore[return-value]  # they were pages when they were kept

    def remove(self, owner: PageOwner, form: KeptForm) -> None:
        """It has been given back."""
        change_waiting(_who(owner), lambda forms: without(forms, form))  # type: ignore[arg-type,return-value]  # the same


def _who(owner: PageOwner) -> Who:
    key = UUID(owner.person)
    if owner.side == SessionKind.STAFF:
        return Who(SessionKind.STAFF, staff_id=key)
    return Who(SessionKind.CITIZEN, citizen_id=key)
