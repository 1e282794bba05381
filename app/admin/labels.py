"""The words of Vårdpersonal and Grupper."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.admin.queries import Shown
from app.audit.shapes import NUMBER_IN_TEXT
from app.authz.actors import Role
from app.roles.groups import MAX_NAME
from app.roles.services import MAX_REASON
from app.web.forms import UNCLEAR_NAMES, WITHOUT_NUMBERS

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

WRONG: Mapping[str, LazyString] = {
    "unknown-hsa-id": _l(
        "Det finns ingen person med det HSA-id:t i Vårdinkorgen. Kontrollera att det är rätt skrivet. "
        "Är personen ny, be den som driver tjänsten i din region att lägga upp personen."
    ),
    "no-role": _l("Välj minst en roll."),
    "reason-missing": _l("Skriv varför, med högst %(most)s tecken.", most=MAX_REASON),
    "dates": _l("Till måste vara samma dag som Från eller senare, och inte ha passerat."),
    "already-granted": _l("Personen har redan en av de valda rollerna under den tiden."),
    "reviewer-and-administrator": _l(
        "Samma person skulle både administrera mottagningen och granska loggen. Välj någon annan, eller kryssa i rutan."
    ),
    "own-role": _l("Du kan inte ändra dina egna roller. Be en annan administratör. Försöket har loggats."),
    "denied": _l("Du får inte tilldela eller avsluta den rollen. Försöket har loggats."),
    "last-administrator": _l(
        "Personen är mottagningens sista administratör. Tilldela rollen ADM till någon annan först."
    ),
    "administrator-until": _l(
        "De andra administratörernas roller tar slut, och då skulle mottagningen stå utan administratör. "
        "Tilldela först rollen ADM till någon utan sista dag."
    ),
    "in-the-past": _l("Från kan inte vara före i dag: loggen visar när rollen gavs."),
    "already-ended": _l("Rollen är redan avslutad."),
    "name-missing": _l("Skriv ett namn med högst %(most)s tecken.", most=MAX_NAME),
    "name-taken": _l("Det finns redan en grupp med det namnet. Stängda grupper räknas också."),
    "group-has-open-cases": _l("Gruppen har öppna ärenden. Omfördela dem först."),
    "group-changed": _l(
        "Gruppen har ändrats sedan du öppnade sidan, av någon annan eller av dig i ett annat fönster. "
        "Det du skrev står kvar. "
        "Jämför med hur gruppen är nu och spara igen om det ändå ska gälla."
    ),
    "group-closed": _l("Gruppen är stängd."),
    "not-a-handler": _l("Välj en person som är ärendehanterare (ÄH) på mottagningen."),
    "already-a-member": _l("Personen är redan med i gruppen."),
    "not-a-member": _l("Personen är inte med i gruppen."),
    NUMBER_IN_TEXT: WITHOUT_NUMBERS,
    **UNCLEAR_NAMES,
}
