"""Whatever goes wrong when a form is sent, what was typed in it is on the page that says so, at every door."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from turbohtml import parse
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.audit.kinds import Outcome
from app.audit.models import AuditEvent
from app.auth.models import LoginSession
from app.authz.actors import Role
from app.core import clock
from app.core.db import atomic, session
from app.roles.models import RoleGrant
from app.web.entry import EntryKind, entry_of
from app.web.form_texts import TEXT_FIELDS
from tests.case_pages import CasePage, address, read, written
from tests.http.test_every_route import addresses, routes
from tests.matrix.personas import Cast
from tests.world import World

TEXT = "Tolvan undrar: hur ofta, och när?"
STEP_UP = {"admin.give", "admin.end_now"}
WITH_OTHER_FIELDS = {
    "absences.register",
    "groups.add",
    "groups.remove",
    "portal.accept",
    "portal.change",
    "notices.address",
    "notices.verify_address",
    "clinic_settings.close",
    "clinic_settings.reopen",
    "clinic_settings.save",
}
"""Pages shown again with what is wrong in them, that have fields by other names or none to write in."""


def has_the_text(answer: TestResponse) -> bool:
    """Whether it stands in a field of the page, where it can be copied or sent again."""
    fields = parse(answer.text).select("main textarea, main input")
    return any("hur ofta" in (field.text or field.attr("value") or "") for field in fields)


def forms(app: Flask, world: World) -> Iterator[tuple[Rule, str]]:
    """Every route that takes a form of ours, at an address of something that exists."""
    for rule in routes(app, "POST"):
        entry = entry_of(app.view_functions[rule.endpoint])
        assert entry is not None
        if not entry.other_origin and entry.kind is not EntryKind.PUBLIC:
            yield rule, addresses(world, rule)[0]


def typed(app: Flask, rule: Rule, token: str = "") -> dict[str, str]:
    """The text in every field of the blueprint that somebody writes in, and in one that nobody knows."""
    labels = TEXT_FIELDS.of(app).get(rule.endpoint.split(".")[0], {})
    names = [f"{name}fritext" if name.endswith("-") else name for name in labels]
    return {"csrf_token": token, "unknown": TEXT, **dict.fromkeys(names, TEXT)}


def age(app: Flask, gone: timedelta) -> None:
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(last_seen_at=clock.now() - gone))


@pytest.fixture
def cast(world: World) -> Cast:
    world.send("Tolvan")
    return Cast(world)


def test_every_refusal_of_a_form_gives_the_text_back(app: Flask, world: World, cast: Cast) -> None:
    lost, refused = [], 0
    for rule, to in forms(app, world):
        for name in ("Maja", "Hanna", "Adam", "Berit", "Greta", "Tolvan", "proxy"):
            for token in (cast.tokens[name], "forged"):
                answer = cast.browsers[name].post(to, data=typed(app, rule, token))
                refused += answer.status_code >= 400
                shown_again = answer.status_code == 422 and rule.endpoint in WITH_OTHER_FIELDS
                if answer.status_code >= 400 and not has_the_text(answer) and not shown_again:
                    lost.append((rule.endpoint, name, answer.status_code))
    assert refused > 200
    assert lost == []


def test_a_form_for_what_does_not_exist_gives_the_text_back(app: Flask, world: World, cast: Cast) -> None:
    lost = []
    for rule, to in forms(app, world):
        nowhere = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda _: str(uuid.uuid4()), to)
        for name in ("Alva", "Adam", "Tolvan"):
            answer = cast.browsers[name].post(nowhere, data=typed(app, rule, cast.tokens[name]))
            if answer.status_code in {403, 404} and not has_the_text(answer):
                lost.append((rule.endpoint, name, answer.status_code))
    assert lost == []


def test_a_form_after_the_end_of_the_session_gives_the_text_back(app: Flask, world: World, cast: Cast) -> None:
    lost = []
    for rule, to in forms(app, world):
        entry = entry_of(app.view_functions[rule.endpoint])
        browser = world.login_citizen("Tolvan") if entry and entry.kind is EntryKind.CITIZEN else world.login("Alva")
        age(app, timedelta(hours=1))
        answer = browser.post(to, data=typed(app, rule))
        if answer.status_code != 401 or not has_the_text(answer):
            lost.append((rule.endpoint, answer.status_code))
    assert lost == []


def test_what_needs_a_fresh_login_shows_the_text_that_waits(app: Flask, world: World, cast: Cast) -> None:
    with app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(created_at=clock.now() - timedelta(minutes=10)))
    for rule, to in forms(app, world):
        if rule.endpoint in STEP_UP:
            answer = cast.browsers["Adam"].post(to, data=typed(app, rule, cast.tokens["Adam"]))
            assert answer.status_code == 401
            assert has_the_text(answer)


@pytest.mark.parametrize("by_date", [False, True])
def test_a_role_that_ended_while_alva_wrote_is_no_attempt_and_her_text_is_a_draft(
    app: Flask, world: World, by_date: bool
) -> None:
    case_id = world.held_by("Alva")
    evening = clock.now().replace(hour=22, minute=50) + timedelta(days=1)
    with clock.at(evening):
        alva = world.login("Alva")
        fields = CasePage(alva, case_id).fields(final_reply=TEXT)
        end_handler(world, app, evening, by_date=by_date)
    with clock.at(evening + timedelta(minutes=15)):
        answer = alva.post(f"{address(case_id)}/final-reply", data=fields)
        assert answer.status_code == 409
        assert "Din behörighet har ändrats" in read(answer.text)
        assert "Försöket har loggats" not in read(answer.text)
        assert f"Svar till invånaren {TEXT}" in read(answer.text)
        back = alva.get(address(case_id))
    assert f"Svar till invånaren {TEXT}" in read(back.text) or written(back.text)["final_reply"] == TEXT
    with app.app_context():
        refusal = select(AuditEvent.outcome).where(AuditEvent.kind == "refused")
        assert session().scalars(refusal).all() == [Outcome.FAILED]
    assert world.case(case_id).version == 2


def end_handler(world: World, app: Flask, at: object, *, by_date: bool) -> None:
    staff_id = world.staff_id("Alva")
    ended = {"valid_to": clock.today()} if by_date else {"ended_at": clock.now() + timedelta(minutes=1)}
    with app.app_context(), atomic() as current:
        hers = (RoleGrant.staff_id == staff_id, RoleGrant.role == Role.HANDLER)
        current.execute(update(RoleGrant).where(*hers).values(**ended))


def test_one_who_never_had_the_role_is_refused_and_gets_the_text_back(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    maja = world.login("Maja")
    fields = CasePage(maja, case_id).fields(final_reply=TEXT)
    answer = maja.post(f"{address(case_id)}/final-reply", data=fields)
    assert answer.status_code == 403
    assert TEXT in read(answer.text)
