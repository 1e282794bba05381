"""Every form that is sent twice: the second time nothing is done, nothing is told, and the answer is the first one's."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.auth.services.settings import StaffSettingsOperation
from app.authz.actors import Role
from app.cases.models import Message
from app.cases.operations import CaseOperation
from app.casework.acts import ACTS, Act
from app.casework.routes.act_layouts import LAYOUTS
from app.catalog.services.standard_replies import ReplyOperation
from app.citizens.services.clinics import ClinicOperation
from app.core import clock
from app.core.db import Base, session
from app.notices.services.addresses import AddressOperation
from app.notices.services.choices import ChoiceOperation
from app.operations import OperationName
from app.portal.services.settings import CitizenSettingsOperation
from app.roles.services.absences import AbsenceOperation
from app.roles.services.clinic_settings import ClinicSettingsOperation
from app.roles.services.grants import RoleOperation
from app.roles.services.groups import GroupOperation
from tests import notice_pages, pages
from tests.case_pages import read
from tests.http.test_absences import away
from tests.http.test_portal_new_case import TYPED, begin, case_type, write
from tests.http.test_staff_admin import grant_of
from tests.http.test_standard_replies import added
from tests.logins import token_of
from tests.matrix.personas import new, waiting
from tests.matrix.test_case_acts import WHO_MAY, filled
from tests.pages import Typed, filled_fields, form_of
from tests.world import World, operation

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
SETTINGS, REPLIES, CHILD = "/clinic/settings", "/clinic/standard-replies", "Lill"
Form = tuple[FlaskClient, str, dict[str, Typed]]


def of_page(browser: FlaskClient, page: str, action: str = "", **typed: Typed) -> Form:
    """The form of a page that leads to the address, filled in."""
    fields = filled_fields(form_of(browser.get(page).text, action or page))
    return browser, action or page, {**fields, **{name.replace("__", "-"): text for name, text in typed.items()}}


def bare(browser: FlaskClient, address: str, **typed: Typed) -> Form:
    """A form that is a button alone."""
    return browser, address, {"csrf_token": token_of(browser, "/help"), "operation_id": operation(), **typed}


def group(world: World, under: str = "", **typed: str) -> Form:
    page = f"/groups/{world.group_id('Läkare')}"
    shown = page if under.startswith("/members") else f"{page}{under}"
    return of_page(world.login("Adam"), shown, f"{page}{under}", **typed)


def reply(world: World, under: str = "", **typed: str) -> Form:
    page = f"{REPLIES}/{added(world.app, world)}"
    return of_page(world.login("Adam"), page, f"{page}{under}", **typed)


def reply_put_back(world: World) -> Form:
    adam, address, form = reply(world, "/remove")
    removed = adam.post(address, data=form)
    back = address.replace("/remove", "/put-back")
    return adam, back, filled_fields(form_of(adam.get(removed.location).text, back))


def days_opened(world: World) -> Form:
    adam, address, form = of_page(
        world.login("Adam"),
        SETTINGS,
        f"{SETTINGS}/closed-days",
        closed__first="2026-12-28",
        closed__last="2026-12-30",
        closed__reason="Kurs",
    )
    adam.post(address, data=form)
    return of_page(adam, SETTINGS, f"{SETTINGS}/closed-days/remove")


def role_ended(world: World) -> Form:
    page = f"/staff/grants/{grant_of(world.app, world, 'Hanna', Role.HANDLER).id}/end"
    return of_page(world.login("Adam"), page, reason="Slutar")


def address_verified(world: World) -> Form:
    hanna = world.login("Hanna")
    notice_pages.submit(hanna, "/settings/address", address__email="h@example.se")
    code = notice_pages.the_code(world.app)
    return of_page(hanna, notice_pages.PAGE, "/settings/address/verify", code__code=code)


def case_sent(world: World) -> Form:
    tolvan, address = world.login_citizen("Tolvan"), f"/citizen/new-case/{case_type(world.app)}"
    begin(tolvan, address)
    write(tolvan, address, **TYPED)
    return of_page(tolvan, f"{address}/review", f"{address}/send")


def question_answered(world: World) -> Form:
    case_id = waiting(world)
    with world.app.app_context():
        asked = session().scalars(select(Message.id).where(Message.open_question)).one()
    answer = {"question_id": str(asked), "body": "Två om dagen"}
    return bare(world.login_citizen("Tolvan"), f"/citizen/cases/{case_id}/answer", **answer)


def removed_from(world: World) -> FlaskClient:
    tolvan = world.login_citizen("Tolvan")
    address = f"/citizen/clinics/{world.clinic_id()}/remove"
    pages.submit(tolvan, address, address, {})
    return tolvan


def absence_ended(world: World) -> Form:
    absence = away(world, "Hanna", first=2)
    return of_page(world.login("Maja"), "/absences", f"/absences/{absence}/end")


OTHERS: dict[OperationName, Callable[[World], Form]] = {
    CaseOperation.SAVE_VIEW: lambda w: of_page(w.login("Hanna"), "/my-cases", "/my-cases/views", name="Mina"),
    CaseOperation.SEND_CASE: case_sent,
    CaseOperation.ANSWER_QUESTION: question_answered,
    CaseOperation.WITHDRAW: lambda w: of_page(w.login_citizen("Tolvan"), f"/citizen/cases/{new(w)}/withdraw"),
    ReplyOperation.ADD: lambda w: of_page(w.login("Adam"), f"{REPLIES}/new", name="Ring", body="Ring oss"),
    ReplyOperation.CHANGE: lambda w: reply(w, name="Ring i dag"),
    ReplyOperation.REMOVE: lambda w: reply(w, "/remove"),
    ReplyOperation.PUT_BACK: reply_put_back,
    ClinicOperation.REMOVE: lambda w: bare(w.login_citizen("Tvåan", CHILD), f"/citizen/clinics/{w.clinic_id()}/remove"),
    ClinicOperation.ADD: lambda w: bare(removed_from(w), f"/citizen/clinics/{w.clinic_id()}/add"),
    StaffSettingsOperation.CHANGE: lambda w: of_page(w.login("Maja"), "/personal-settings", signature="Hälsningar"),
    CitizenSettingsOperation.CHANGE: lambda w: of_page(w.login_citizen("Tolvan"), "/citizen/settings", language="en"),
    AbsenceOperation.REGISTER: lambda w: of_page(
        w.login("Hanna"), "/absences/new", first="2026-11-23", last="2026-11-24"
    ),
    AbsenceOperation.CHANGE: lambda w: of_page(w.login("Maja"), f"/absences/{away(w, 'Hanna')}", last="2026-11-30"),
    AbsenceOperation.END: absence_ended,
    GroupOperation.CREATE: lambda w: of_page(w.login("Adam"), "/groups/new", name="Diabetes"),
    GroupOperation.RENAME: lambda w: group(w, "/name", name="Doktorer"),
    GroupOperation.CLOSE: lambda w: group(w, "/close"),
    GroupOperation.ADD_MEMBER: lambda w: group(w, "/members", person=str(w.staff_id("Siv"))),
    GroupOperation.REMOVE_MEMBER: lambda w: group(w, "/members/remove", person=str(w.staff_id("Henrik"))),
    RoleOperation.GRANT: lambda w: of_page(
        w.login("Adam"), "/staff/grant", hsa_id="SE0000000000-2002", roles=["receiver"], reason="Ny"
    ),
    RoleOperation.END: role_ended,
    ClinicSettingsOperation.CHANGE: lambda w: of_page(w.login("Adam"), SETTINGS, settings__telephone="010-555 12 34"),
    ClinicSettingsOperation.CLOSE_DAYS: lambda w: of_page(
        w.login("Adam"),
        SETTINGS,
        f"{SETTINGS}/closed-days",
        closed__first="2026-12-28",
        closed__last="",
        closed__reason="Kurs",
    ),
    ClinicSettingsOperation.OPEN_DAYS: days_opened,
    ChoiceOperation.CHOOSE: lambda w: of_page(
        w.login("Hanna"), notice_pages.PAGE, "/settings/choices", choices__events=["citizen_answered"]
    ),
    AddressOperation.ASK_FOR_CODE: lambda w: of_page(
        w.login("Hanna"), notice_pages.PAGE, "/settings/address", address__email="h@example.se"
    ),
    AddressOperation.VERIFY: address_verified,
}


def act_of_a_case(world: World, act: Act) -> Form:
    name, situation = WHO_MAY[act.name]
    case, browser = world.case(situation(world)), world.login(name)
    [path] = [layout.path for layout in LAYOUTS if layout.act is act]
    return (
        browser,
        f"/cases/{case.id}{path}",
        {**filled(act, world, case, operation()), "csrf_token": token_of(browser, "/help")},
    )


def everything(app: Flask) -> dict[str, list[str]]:
    """All that is stored but what browsers keep."""
    with app.app_context():
        session().rollback()
        kept = {name: table for name, table in Base.metadata.tables.items() if name != "login_sessions"}
        return {name: sorted(map(repr, session().execute(select(table)))) for name, table in kept.items()}


def sent_twice(app: Flask, form: Form) -> None:
    browser, address, fields = form
    before = everything(app)
    first = browser.post(address, data=fields)
    assert first.status_code == 303, read(first.text)
    after = everything(app)
    assert after != before
    second = browser.post(address, data=fields)
    assert (second.status_code, second.location) == (303, first.location)
    assert {name: rows for name, rows in everything(app).items() if rows != after[name]} == {}


@pytest.mark.parametrize("act", ACTS, ids=[act.name for act in ACTS])
def test_an_act_of_the_case_page_is_done_once(app: Flask, world: World, act: Act) -> None:
    with clock.at(NOON):
        sent_twice(app, act_of_a_case(world, act))


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_form_is_done_once(app: Flask, world: World, name: OperationName) -> None:
    with clock.at(NOON):
        sent_twice(app, OTHERS[name](world))


def test_no_operation_is_without_a_second_send() -> None:
    every = {
        name for feature in OperationName.__subclasses__() if feature.__module__.startswith("app.") for name in feature
    }
    assert every == set(OTHERS) | {act.operation for act in ACTS}
