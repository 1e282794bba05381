"""What the person is told."""

from flask_babel import gettext as _

from app.auth.kinds import EndReason


def ended_because(reason: EndReason) -> str:
    """Why the session ended, in a sentence."""
    texts = {
        EndReason.IDLE: _("Du har varit borta en stund, och därför har vi loggat ut dig."),
        EndReason.TOO_OLD: _("Du har varit inloggad så länge som det går, och därför har vi loggat ut dig."),
        EndReason.ENDED_BY_SELF: _("Du har loggat ut härifrån i en annan webbläsare."),
        EndReason.ENDED_BY_PROVIDER: _("Din legitimering har avslutats, och därför har vi loggat ut dig."),
        EndReason.NO_GRANT: _("Du har inte längre någon roll på en mottagning, och därför har vi loggat ut dig."),
        EndReason.LOCKED: _("Ditt konto är spärrat, och därför har vi loggat ut dig."),
    }
    return str(texts.get(reason, _("Du är utloggad.")))
