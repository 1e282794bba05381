"""What can go wrong with roles, groups, absences and the clinic's settings, and the limits that the sentences name."""

from app.core.errors import ErrorCode, swedish

MAX_REASON = 300
MAX_GROUP_NAME = 100
LONGEST_ABSENCE_YEARS = 2
LONGEST_SPAN = 92
FARTHEST_YEARS = 2
MAX_RETURN_DAYS = 30


class GrantCode(ErrorCode):
    """Why a role is not given or ended."""

    UNKNOWN_HSA_ID = (
        "unknown-hsa-id",
        swedish(
            "Det finns ingen person med det HSA-id:t i Vårdinkorgen. Kontrollera att det är rätt skrivet. "
            "Är personen ny, be den som driver tjänsten i din region att lägga upp personen."
        ),
    )
    NO_ROLE = "no-role", swedish("Välj minst en roll.")
    REASON_MISSING = "reason-missing", swedish("Skriv varför, med högst %(most)s tecken.", most=MAX_REASON)
    DATES = "dates", swedish("Till måste vara samma dag som Från eller senare, och inte ha passerat.")
    ALREADY_GRANTED = "already-granted", swedish("Personen har redan en av de valda rollerna under den tiden.")
    REVIEWER_AND_ADMINISTRATOR = (
        "reviewer-and-administrator",
        swedish(
            "Samma person skulle både administrera mottagningen och granska loggen. "
            "Välj någon annan, eller kryssa i rutan."
        ),
    )
    OWN_ROLE = (
        "own-role",
        swedish("Du kan inte ändra dina egna roller. Be en annan administratör. Försöket har loggats."),
    )
    DENIED = "denied", swedish("Du får inte tilldela eller avsluta den rollen. Försöket har loggats.")
    LAST_ADMINISTRATOR = (
        "last-administrator",
        swedish("Personen är mottagningens sista administratör. Tilldela rollen ADM till någon annan först."),
    )
    ADMINISTRATOR_UNTIL = (
        "administrator-until",
        swedish(
            "De andra administratörernas roller tar slut, och då skulle mottagningen stå utan administratör. "
            "Tilldela först rollen ADM till någon utan sista dag."
        ),
    )
    IN_THE_PAST = "in-the-past", swedish("Från kan inte vara före i dag: loggen visar när rollen gavs.")
    ALREADY_ENDED = "already-ended", swedish("Rollen är redan avslutad.")


class GroupCode(ErrorCode):
    """Why a group or its members are not changed."""

    NAME_MISSING = "name-missing", swedish("Skriv ett namn med högst %(most)s tecken.", most=MAX_GROUP_NAME)
    NAME_TAKEN = "name-taken", swedish("Det finns redan en grupp med det namnet. Stängda grupper räknas också.")
    GROUP_HAS_OPEN_CASES = "group-has-open-cases", swedish("Gruppen har öppna ärenden. Omfördela dem först.")
    GROUP_CHANGED = (
        "group-changed",
        swedish(
            "Gruppen har ändrats sedan du öppnade sidan, av någon annan eller av dig i ett annat fönster. "
            "Det du skrev står kvar. Jämför med hur gruppen är nu och spara igen om det ändå ska gälla."
        ),
    )
    GROUP_CLOSED = "group-closed", swedish("Gruppen är stängd.")
    NOT_A_HANDLER = "not-a-handler", swedish("Välj en person som är ärendehanterare (ÄH) på mottagningen.")
    ALREADY_A_MEMBER = "already-a-member", swedish("Personen är redan med i gruppen.")
    NOT_A_MEMBER = "not-a-member", swedish("Personen är inte med i gruppen.")


class AbsenceCode(ErrorCode):
    """What is wrong with an absence or its substitute."""

    NOT_A_HANDLER = "not-a-handler", swedish("Välj en person som är ärendehanterare (ÄH) på mottagningen.")
    ABSENCE_IN_THE_PAST = "absence-in-the-past", swedish("Frånvaron kan inte börja före i dag.")
    ABSENCE_DATES = "absence-dates", swedish("Till måste vara samma dag som Från eller senare, och inte ha passerat.")
    ABSENCE_TOO_LONG = "absence-too-long", swedish("Välj högst %(years)s år.", years=LONGEST_ABSENCE_YEARS)
    ABSENCE_OVERLAPS = (
        "absence-overlaps",
        swedish("Personen är redan frånvarande någon av dagarna. Ändra den frånvaron i stället."),
    )
    OWN_SUBSTITUTE = "own-substitute", swedish("Välj någon annan än den som är frånvarande.")
    SUBSTITUTE_NOT_A_HANDLER = (
        "substitute-not-a-handler",
        swedish("Ersättaren måste vara ärendehanterare (ÄH) på mottagningen."),
    )
    SUBSTITUTE_ENDS = (
        "substitute-ends",
        swedish("Ersättaren är inte ärendehanterare (ÄH) alla dagarna. Välj någon annan, eller kortare tid."),
    )
    ABSENCE_CHANGED = (
        "absence-changed",
        swedish(
            "Frånvaron har ändrats sedan du öppnade sidan, av någon annan eller av dig i ett annat fönster. "
            "Det du skrev står kvar. Jämför med hur frånvaron är nu och spara igen om det ändå ska gälla."
        ),
    )
    SUBSTITUTE_LOOP = (
        "substitute-loop",
        swedish(
            "Ersättaren är själv frånvarande då och ersätts till slut av samma person. Välj någon annan ersättare."
        ),
    )


class SettingsCode(ErrorCode):
    """What is wrong with the clinic's settings or its closed days."""

    SETTINGS_CHANGED = (
        "settings-changed",
        swedish(
            "Inställningarna sparades medan du skrev, av någon annan eller av dig i ett annat fönster. "
            "Det du skrev står kvar här. Jämför med det som gäller nu, och spara igen om ditt ska gälla."
        ),
    )
    NEVER_OPEN = "never-open", swedish("Minst en dag i veckan måste ha öppettider.")
    HOURS = "hours", swedish("Skriv både när mottagningen öppnar och när den stänger, och stäng efter att ni öppnat.")
    RETURN_DAYS = (
        "return-days",
        swedish("Skriv ett antal från 1 till %(most)s, eller lämna fältet tomt.", most=MAX_RETURN_DAYS),
    )
    CLOSED_DATES = (
        "closed-dates",
        swedish(
            "Välj dagar från i dag och högst %(years)s år framåt, och Till och med samma dag eller senare.",
            years=FARTHEST_YEARS,
        ),
    )
    CLOSED_TOO_LONG = "closed-too-long", swedish("Lägg till högst %(most)s dagar åt gången.", most=LONGEST_SPAN)


class AppointmentCode(ErrorCode):
    """What is wrong with a clinic or a person that is added from the command line."""

    HSA_ID = "hsa-id", swedish("Skriv HSA-id som SE0000000000-2001.")
    CLINIC_EXISTS = "clinic-exists", swedish("Det finns redan en mottagning med det HSA-id:t.")
    UNKNOWN_CLINIC = "unknown-clinic", swedish("Det finns ingen mottagning med det HSA-id:t.")
    NAME_MISSING = "name-missing", swedish("Skriv namnet.")
    REGION_MISSING = "region-missing", swedish("Skriv regionens namn.")
    REASON_MISSING = "reason-missing", swedish("Skriv anledningen.")
    NO_ROLE = "no-role", swedish("Välj minst en roll.")
    TOO_LONG = "too-long", swedish("Texten är för lång.")
