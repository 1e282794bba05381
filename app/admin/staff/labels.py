"""The words of Vårdpersonal and Grupper."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.admin.staff.queries import Shown
from app.authz.actors import Role

ROLES: Mapping[Role, LazyString] = {
    Role.RECEIVER: _l("ÄM – ärendemottagare"),
    Role.HANDLER: _l("ÄH – ärendehanterare"),
    Role.ADMINISTRATOR: _l("ADM – lokal administratör"),
    Role.ACCESS_ADMINISTRATOR: _l("BEH – behörighetsadministratör"),
    Role.REVIEWER: _l("GR – granskare"),
}

ROLE_HINTS: Mapping[str, LazyString] = {
    Role.RECEIVER: _l("Läser mottagningens alla ärenden och fördelar dem."),
    Role.HANDLER: _l("Läser och besvarar ärenden som fördelas till personen eller en grupp."),
    Role.ADMINISTRATOR: _l("Sköter roller, grupper och inställningar. Läser inga ärenden."),
    Role.ACCESS_ADMINISTRATOR: _l("Tilldelar ÄM och ÄH och ändrar medlemmar i grupper. Läser inga ärenden."),
    Role.REVIEWER: _l(
        "Granskar loggen. Läser inga ärenden. De andra administratörerna får veta att rollen tilldelats."
    ),
}

SHOWN: Mapping[Shown, LazyString] = {
    Shown.ACTIVE: _l("Har en roll"),
    Shown.ENDED: _l("Har haft en roll"),
    Shown.ALL: _l("Alla"),
}
