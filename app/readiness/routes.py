"""The two health addresses."""

from typing import Any

from flask import Blueprint, request

from app.core.hooks import Hook
from app.readiness.board import Board, Readiness
from app.web import draining
from app.web.guard import public_to_servers
from settings.addresses import Networks
from settings.networks import address_of
from settings.release import VERSION

BOARD: Hook[Board] = Hook("readiness")
STATUS_NETWORKS: Hook[Networks] = Hook("networks that are told more")
blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
@public_to_servers
def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public_to_servers
def readyz() -> tuple[dict[str, Any], int]:
    """Whether this node can serve. Release, what fails and what people should look at are for trusted networks only."""
    state = BOARD.current.state() if draining.accepts_requests() else Readiness({"draining": ""}, ())
    answer: dict[str, Any] = {"status": "failing" if state.failing else "ok"}
    if _is_trusted():
        answer["version"] = VERSION
        answer |= {"failing": list(state.failing)} if state.failing else {}
        answer |= {"warnings": list(state.warnings)} if state.warnings else {}
    return answer, 503 if state.failing else 200


def _is_trusted() -> bool:
    address = address_of(request.remote_addr or "")
    return address is not None and any(address in network for network in STATUS_NETWORKS.current)
