"""How many cases the tabs hold: two questions, however many cases there are."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.authz.facts import OPEN
from app.cases.models import Case
from app.cases.queries.lists import Listed
from app.cases.queries.narrowing import WHOLE, Narrowing, narrowed
from app.cases.queries.tabs import ClinicTab, OwnTab, in_tab, is_ended

AnyTab = TypeVar("AnyTab", ClinicTab, OwnTab)


def clinic_counts(session: Session, actor: Staff, narrowing: Narrowing = WHOLE) -> dict[ClinicTab, int]:
    """How many cases each tab of the clinic inbox holds."""
    return _counts(session, actor, ClinicTab, narrowing, _open_at(actor))


def own_counts(session: Session, actor: Staff, narrowing: Narrowing = WHOLE) -> dict[OwnTab, int]:
    """How many cases each tab of the own inbox holds."""
    mine_or_ours = or_(Case.holder_id == actor.staff_id, Case.group_id.in_(actor.group_ids))
    return _counts(session, actor, OwnTab, narrowing, and_(_open_at(actor), mine_or_ours))


def counts_of(session: Session, actor: Staff, lists: Sequence[Listed]) -> list[int]:
    """How many cases each of these lists holds, in one question."""
    conditions = [and_(in_tab(actor, one.tab), narrowed(session, actor, one.narrowing)) for one in lists]
    numbers = [select(func.count(Case.id)).where(condition).scalar_subquery() for condition in conditions]
    return [int(number) for number in session.execute(select(*numbers)).one()] if numbers else []


def _counts(
    session: Session, actor: Staff, tabs: Iterable[AnyTab], narrowing: Narrowing, within: ColumnElement[bool]
) -> dict[AnyTab, int]:
    left = narrowed(session, actor, narrowing)
    open_tabs = [tab for tab in tabs if not is_ended(tab)]
    numbers = _counted(session, [in_tab(actor, tab) for tab in open_tabs], and_(within, left))
    [last] = [tab for tab in tabs if is_ended(tab)]
    ended = session.scalar(select(func.count(Case.id)).where(in_tab(actor, last), left)) or 0
    return dict(zip(open_tabs, numbers, strict=True)) | {last: ended}


def _open_at(actor: Staff) -> ColumnElement[bool]:
    return and_(Case.clinic_id == actor.clinic_id, Case.state.in_(OPEN))


def _counted(session: Session, conditions: Sequence[ColumnElement[bool]], within: ColumnElement[bool]) -> list[int]:
    columns = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    return [int(number) for number in session.execute(select(*columns).where(within)).one()]
