"""What a list asks by the clock while somebody has it open: numbers that name nobody, so nothing of it is logged."""

from dataclasses import dataclass
from datetime import datetime

from app.authz.actors import Staff
from app.authz.policy import AtClinic, authorize
from app.cases.queries.counts import clinic_counts, own_counts
from app.cases.queries.narrowing import Narrowing
from app.cases.queries.news import news_since
from app.cases.queries.tabs import LISTING, ClinicTab, OwnTab
from app.core.db import session


@dataclass(frozen=True)
class News:
    """How many cases each tab holds now, and in how many of the open one somebody else has done something."""

    counts: dict[str, int]
    fresh: int


def news(actor: Staff, tab: ClinicTab | OwnTab, narrowing: Narrowing, since: datetime) -> News:
    """As of now."""
    authorize(actor, LISTING[type(tab)], AtClinic(actor.clinic_id))
    current = session()
    counted = clinic_counts if isinstance(tab, ClinicTab) else own_counts
    counts = {str(key): number for key, number in counted(current, actor, narrowing).items()}
    return News(counts, news_since(current, actor, tab, narrowing, since))
