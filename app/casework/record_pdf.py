"""The copy of a case as PDF."""

from pathlib import Path

from flask_babel import gettext as _

from app.casework.record_copy import Copy
from app.core.pdf import render_pdf
from app.web.formats import language

_TEMPLATE = Path(__file__).with_name("pdf") / "record_copy.typ"


def copy_as_pdf(copy: Copy) -> bytes:
    """The same as the text, on pages; ``NoPdf`` when it could not be set."""
    words = {
        "lang": language(),
        "page_of": _("Sida %(page)s av %(pages)s", page="{page}", pages="{pages}"),
        "secrecy": _("Innehåller sekretessbelagda uppgifter."),
        "numbers": _(
            "Tecken som inte går att visa i en PDF står med sina nummer, [U+…]. Textfilen har dem som de skrevs."
        ),
    }
    return render_pdf(_TEMPLATE, {**copy.as_data(), **words})
