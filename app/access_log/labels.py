"""The words of the log: every kind of event, role, relation and outcome in plain language."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.access_log.reasons import ReviewReason
from app.audit.kinds import EventKind, Outcome
from app.authz.policy import Action, Relation
from app.cases.errors import CaseCode
from app.cases.services.reading import CopyForm
from app.core.errors import Refusal
from app.limits.kinds import Limited
from app.roles.errors import GrantCode

KINDS: Mapping[EventKind, LazyString] = {
    EventKind.LOGIN_OK: _l("Loggade in"),
    EventKind.LOGIN_FAILED: _l("Misslyckad inloggning"),
    EventKind.LOGGED_OUT: _l("Loggade ut"),
    EventKind.SESSION_ENDED: _l("Inloggningen avslutades"),
    EventKind.SESSION_MOVED: _l("Inloggningen fortsatte i ett annat nätverk eller en annan webbläsare"),
    EventKind.CLINIC_CHOSEN: _l("Valde mottagning"),
    EventKind.TERMS_ACCEPTED: _l("Godkände villkoren"),
    EventKind.PERSONAL_SETTINGS_CHANGED: _l("Ändrade personliga inställningar"),
    EventKind.ADDRESS_VERIFIED: _l("Bekräftade adress för aviseringar"),
    EventKind.ADDRESS_REMOVED: _l("Tog bort adress för aviseringar"),
    EventKind.NOTICE_CHOICES_CHANGED: _l("Ändrade val av aviseringar"),
    EventKind.NOTICE_MADE: _l("Avisering skapades"),
    EventKind.REMINDER_MADE: _l("Påminnelse skapades"),
    EventKind.CASE_LIST_READ: _l("Såg ärendet i en lista"),
    EventKind.CASE_LIST_PRINTED: _l("Skrev ut en lista med ärendet"),
    EventKind.CASES_SEARCHED: _l("Sökte bland ärenden"),
    EventKind.VIEW_SAVED: _l("Sparade ett urval"),
    EventKind.VIEW_REMOVED: _l("Tog bort ett sparat urval"),
    EventKind.CASE_READ: _l("Läste ärendet"),
    EventKind.CASE_PRINTED: _l("Skrev ut ärendet"),
    EventKind.CASE_COPIED: _l("Kopierade ärendet till journalen"),
    EventKind.CASE_CHANGES_SHOWN: _l("Fick veta vad som hänt i ärendet"),
    EventKind.CASE_SENT: _l("Skickade in ärendet"),
    EventKind.DISTRIBUTED: _l("Fördelade ärendet"),
    EventKind.REDISTRIBUTED: _l("Omfördelade ärendet"),
    EventKind.TAKEN: _l("Tog ärendet"),
    EventKind.GIVEN_BACK: _l("Lämnade tillbaka ärendet"),
    EventKind.RETURNED: _l("Ärendet återfördes till inkorgen"),
    EventKind.PARTIAL_REPLY_SENT: _l("Skickade delsvar"),
    EventKind.COUNTER_QUESTION_SENT: _l("Skickade motfråga"),
    EventKind.ANSWER_SENT: _l("Svarade på motfrågan"),
    EventKind.FINAL_REPLY_SENT: _l("Skickade svar"),
    EventKind.CLOSED: _l("Avslutade utan svar"),
    EventKind.REOPENED: _l("Återöppnade ärendet"),
    EventKind.WITHDRAWN: _l("Återkallade ärendet"),
    EventKind.CANCELLED: _l("Makulerade ärendet"),
    EventKind.NOTE_WRITTEN: _l("Skrev en intern anteckning"),
    EventKind.CASE_RECORDED: _l("Markerade ärendet som journalfört"),
    EventKind.CASE_UNRECORDED: _l("Tog bort markeringen Journalfört"),
    EventKind.UNDONE: _l("Ångrade sitt senaste steg"),
    EventKind.CITIZEN_CREATED: _l("Invånaren lades upp"),
    EventKind.CITIZEN_CHANGED: _l("Invånarens uppgifter ändrades"),
    EventKind.CITIZEN_CLINIC_ADDED: _l("Lade till mottagningen"),
    EventKind.CITIZEN_CLINIC_REMOVED: _l("Tog bort mottagningen"),
    EventKind.PROXY_CREATED: _l("Ombud lades till"),
    EventKind.PROXY_ENDED: _l("Ombud avslutades"),
    EventKind.PROXY_ENTERED: _l("Bytte till barnets ärenden"),
    EventKind.PROXY_LEFT: _l("Gick tillbaka till sina egna ärenden"),
    EventKind.CLINIC_CREATED: _l("Mottagningen lades upp"),
    EventKind.CLINIC_SETTINGS_CHANGED: _l("Ändrade mottagningens inställningar"),
    EventKind.CLOSED_DAYS_CHANGED: _l("Ändrade mottagningens stängda dagar"),
    EventKind.STANDARD_REPLY_CHANGED: _l("Ändrade ett standardsvar"),
    EventKind.STAFF_CREATED: _l("Personal lades upp"),
    EventKind.STAFF_LIST_READ: _l("Såg listan över personal"),
    EventKind.ROLE_GRANTED: _l("Tilldelade en roll"),
    EventKind.ROLE_ENDED: _l("Avslutade en roll"),
    EventKind.GROUP_CREATED: _l("Skapade en grupp"),
    EventKind.GROUP_RENAMED: _l("Ändrade en grupp"),
    EventKind.GROUP_CLOSED: _l("Stängde en grupp"),
    EventKind.GROUP_MEMBER_ADDED: _l("Lade till en medlem i en grupp"),
    EventKind.GROUP_MEMBER_REMOVED: _l("Tog bort en medlem ur en grupp"),
    EventKind.ABSENCE_REGISTERED: _l("Registrerade frånvaro"),
    EventKind.ABSENCE_CHANGED: _l("Ändrade frånvaro"),
    EventKind.ABSENCE_REMOVED: _l("Tog bort frånvaro"),
    EventKind.CASE_TYPE_PUBLISHED: _l("Publicerade en ärendetyp"),
    EventKind.REPORT_MADE: _l("Granskade loggen"),
    EventKind.REPORT_EXPORTED: _l("Hämtade en loggrapport som fil"),
    EventKind.REFUSED: _l("Nekades åtkomst"),
    EventKind.READ_VOLUME_HIGH: _l("Öppnade ovanligt många ärenden på en timme"),
    EventKind.UNSEALING_FAILED: _l("Något sparat gick inte att öppna"),
    EventKind.STRANGERS_REFUSED: _l("Försök av utomstående, räknade"),
    EventKind.BACKUP_MADE: _l("Säkerhetskopia togs"),
    EventKind.RESTORED: _l("Säkerhetskopia återlästes"),
    EventKind.DATABASE_COPIED: _l("Databasen kopierades till en ny"),
}

TOO_LATE = _l("Hann inte: läget hade ändrats")
"""What was refused because something had changed since the page was opened: ordinary work, and no attempt."""

NOT_DENIED: Mapping[str, LazyString] = {
    CaseCode.MOVED_ON: _l("Hann inte: ärendet hade ändrats"),
    Refusal.RIGHTS_ENDED: _l("Hann inte: behörigheten hade upphört"),
    Refusal.OTHER_LOGIN: _l("Hann inte: sidan var från en annan inloggning"),
    Refusal.TOO_MANY: _l("Fick vänta: för många gånger på kort tid"),
}
"""The same by the code of the refusal, and what only has to wait."""

OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.OK: _l("Genomfördes"),
    Outcome.DENIED: _l("Nekades"),
    Outcome.FAILED: _l("Misslyckades"),
}

RELATIONS: Mapping[str, LazyString] = {
    Relation.HOLDER: _l("Ja, ärendet var tilldelat personen"),
    Relation.GROUP: _l("Ja, ärendet fanns i personens grupp"),
    Relation.GIVER: _l("Nej, personen hade just lämnat ärendet vidare"),
    Relation.RECEIVER: _l("Nej, som mottagningens ärendemottagare"),
    Relation.CLINIC: _l("Nej, genom sin roll på mottagningen"),
    Relation.SELF: _l("Egna ärenden"),
    Relation.PROXY: _l("Ombud"),
    Relation.SYSTEM: _l("Automatiskt"),
}

COPY_FORMS: Mapping[str, LazyString] = {
    CopyForm.PAGE: _l("som text på skärmen"),
    CopyForm.TEXT_FILE: _l("som textfil"),
    CopyForm.PDF: _l("som PDF"),
}

NO_RELATION = _l("Ingen")
NOT_KEPT = _l("Uppgift saknas")
"""The role of what came too late, in events from before it was kept with them."""

ACTORS: Mapping[str, LazyString] = {
    "self": _l("Invånaren"),
    "proxy": _l("Ombud"),
    "system": _l("Systemet"),
    "citizen": _l("Invånare"),
    "visitor": _l("Ej inloggad"),
}

ACTIONS: Mapping[str, LazyString] = {
    Action.LIST_CLINIC_CASES: _l("se mottagningens ärenden"),
    Action.LIST_OWN_CASES: _l("se listan Mina ärenden"),
    Action.SHARE_VIEW: _l("dela ett sparat urval"),
    Action.READ_CASE: _l("läsa ärendet"),
    Action.PRINT_CASE: _l("skriva ut ärendet"),
    Action.DISTRIBUTE: _l("fördela ärendet"),
    Action.DISTRIBUTE_TO_SELF: _l("fördela ärendet till sig"),
    Action.REDISTRIBUTE: _l("omfördela ärendet"),
    Action.TAKE: _l("ta ärendet"),
    Action.GIVE_BACK: _l("lämna tillbaka ärendet"),
    Action.SEND_PARTIAL_REPLY: _l("skicka delsvar"),
    Action.SEND_COUNTER_QUESTION: _l("skicka motfråga"),
    Action.SEND_FINAL_REPLY: _l("skicka svar"),
    Action.CLOSE: _l("avsluta ärendet"),
    Action.REOPEN: _l("återöppna ärendet"),
    Action.CANCEL: _l("makulera ärendet"),
    Action.WRITE_NOTE: _l("skriva en intern anteckning"),
    Action.RECORD_CASE: _l("ändra markeringen Journalfört"),
    Action.UNDO: _l("ångra ett steg"),
    Action.SEND_CASE: _l("skicka ett ärende"),
    Action.ANSWER_QUESTION: _l("svara på motfrågan"),
    Action.WITHDRAW: _l("återkalla ärendet"),
    Action.RETURN_CASE: _l("återföra ärendet"),
    Action.LIST_STAFF: _l("se vårdpersonal"),
    Action.GRANT_CASE_ROLE: _l("ändra rollerna ÄM och ÄH"),
    Action.GRANT_OTHER_ROLE: _l("ändra rollerna ADM, BEH och GR"),
    Action.LIST_GROUPS: _l("se grupper"),
    Action.MANAGE_GROUPS: _l("ändra en grupp"),
    Action.CHANGE_GROUP_MEMBERS: _l("ändra medlemmar i en grupp"),
    Action.LIST_ABSENCES: _l("se frånvaro"),
    Action.KEEP_ABSENCE: _l("ändra frånvaro"),
    Action.CHANGE_CLINIC_SETTINGS: _l("ändra mottagningens inställningar"),
    Action.MANAGE_STANDARD_REPLIES: _l("ändra standardsvar"),
    Action.REVIEW_LOG: _l("granska loggen"),
    "end_role": _l("avsluta en roll"),
    "enter": _l("öppna sidan"),
    Limited.SEARCH: _l("söka fler gånger på kort tid än som är tillåtet"),
    Limited.SEND_AS_CITIZEN: _l("skicka fler gånger på kort tid än som är tillåtet"),
    Limited.SEND_AS_STAFF: _l("skicka fler gånger på kort tid än som är tillåtet"),
    Limited.ASK_FOR_CODE: _l("få fler koder på kort tid än som är tillåtet"),
    "other_origin": _l("skicka ett formulär från en annan webbplats"),
    "csrf": _l("skicka ett formulär utan giltig säkerhetskod"),
    "other_login": _l("skicka från en sida som var öppen sedan tidigare"),
}

OTHER_ACTION = _l("något annat")

CODES: Mapping[str, LazyString] = {
    GrantCode.OWN_ROLE: _l("gällde egna roller"),
    Refusal.NOT_FOUND: _l("utan behörighet till det"),
}

REASONS: Mapping[ReviewReason, LazyString] = {
    ReviewReason.SAMPLE: _l("Stickprov"),
    ReviewReason.SUSPICION: _l("Misstanke"),
    ReviewReason.CITIZEN_ASKS: _l("Patientens begäran"),
    ReviewReason.OTHER: _l("Annat"),
}

LISTS_ONCE = _l("Att någon såg invånaren i en lista står en gång per person och dag.")
