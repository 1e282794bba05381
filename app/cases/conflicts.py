"""What the one who sent from an old page is told: what happened, if it still is theirs to see, and their own text."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.authz.actors import Staff
from app.cases.forms import TEXTS, CaseForm
from app.cases.labels import STEPS
from app.cases.services.reading import Seen, what_changed
from app.core.errors import Conflict


@dataclass(frozen=True)
class Story:
    """A conflict in words."""

    still_visible: bool
    changes: tuple[str, ...]


def conflict_of(actor: Staff, error: Conflict) -> Story:
    """The sentences of the 409 page."""
    seen = what_changed(actor, error.case_id)
    return Story(seen.visible, tuple(_sentences(seen)))


def _sentences(seen: Seen) -> list[str]:
    if seen.taken_by:
        return [_("%(name)s har tagit ärendet.", name=seen.taken_by)]
    return [
        " ".join(part for part in (str(STEPS[c.step]), c.target, f"({c.author})" if c.author else "") if part)
        for c in seen.changes
    ]


def kept_texts(form: CaseForm) -> list[tuple[str, str]]:
    """What was typed, each with the name of its field."""
    texts = form.texts()
    return [(str(form[name].label.text), texts[name]) for name in TEXTS if texts[name].strip()]
