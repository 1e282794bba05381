"""A citizen's rights inside a transaction, read again behind a lock: an account that is not locked, a proxy that holds."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.authz.actors import Actor, Citizen, Visitor
from app.citizens.models import CitizenRow, Proxy
from app.citizens.queries import is_proxy_for


def rights_now(session: Session, actor: Actor, is_over: ColumnElement[bool] | None = None) -> Actor:
    """The actor, or a visitor once the account is locked, the proxy has ended or what ``is_over`` (SQL) asks is true.

    Locked until the commit against what would end them: the person's row, and in proxy mode the proxies' between the two
    and the child's row, which protected identity changes. ``is_over`` is asked behind that lock.
    """
    if not isinstance(actor, Citizen):
        return actor
    people = (actor.citizen_id, actor.subject_id)
    rows = session.execute(
        select(CitizenRow.id, CitizenRow.locked_at)
        .where(CitizenRow.id.in_(people))
        .order_by(CitizenRow.id)
        .with_for_update(key_share=True, of=CitizenRow)
    ).all()
    if any(row.locked_at is not None and row.id == actor.citizen_id for row in rows):
        return Visitor()
    if is_over is not None and session.scalar(select(is_over)) is True:
        return Visitor()
    if actor.for_id is None:
        return actor
    session.execute(
        select(Proxy.id)
        .where(Proxy.guardian_id == actor.citizen_id, Proxy.child_id == actor.for_id, Proxy.ended_at.is_(None))
        .with_for_update(read=True)
    )
    return actor if is_proxy_for(session, actor.citizen_id, actor.for_id) else Visitor()
