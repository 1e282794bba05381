"""What another site sends through somebody's browser stands on no page of ours, whatever goes wrong."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import default_exceptions

from app.cases.errors import CaseCode, CaseMoved
from app.core import clock
from app.core.crypto import Unreadable
from app.core.errors import Conflict, Denied, Invalid, NotFound, RightsEnded, TooMany
from app.roles.errors import GroupCode
from app.web.kept_forms import keep_sent_form
from tests.http.test_every_route import addresses, routes
from tests.http.test_texts_come_back import typed
from tests.matrix.personas import Cast
from tests.shapes import COOKIE, PUBLIC
from tests.world import World

LURE = "Ditt konto är spärrat. Ring 08-123 456 och ha din legitimation redo."
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.localhost"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "something-new"},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
]
HERE: list[dict[str, str]] = [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": PUBLIC}, {}]
ERRORS: list[Exception] = [
    *(error() for _code, error in sorted(default_exceptions.items())),
    NotFound(),
    Denied(),
    Conflict(GroupCode.GROUP_CHANGED),
    CaseMoved(still_visible=False),
    RightsEnded(),
    TooMany(clock.now() + timedelta(minutes=1)),
    Invalid(CaseCode.STEP_NOT_POSSIBLE),
    Unreadable(),
    OperationalError("SELECT 1", {}, Exception()),
]


SENDERS = [*((headers, True) for headers in HERE), *((headers, False) for headers in ELSEWHERE)]


def test_every_error_page_gives_back_what_our_own_page_sent_and_nothing_else(app: Flask) -> None:
    wrong = []
    for error in ERRORS:
        for headers, is_ours in SENDERS:
            sent = {"method": "POST", "data": {"msg": LURE}, "headers": headers, "base_url": PUBLIC}
            with app.test_request_context("/", **sent):
                answer = app.make_response(app.handle_user_exception(error))
                page = answer.get_data(as_text=True)
            assert answer.status_code >= 400
            if (LURE in page, "Det du hade skrivit" in page) != (is_ours, is_ours):
                wrong.append((type(error).__name__, headers))
    assert wrong == []


@pytest.mark.parametrize("headers", [ELSEWHERE[0], ELSEWHERE[5]], ids=str)
def test_no_door_shows_it_to_a_visitor_or_to_anybody_who_is_logged_in(
    app: Flask, world: World, headers: dict[str, str]
) -> None:
    world.send("Tolvan")
    cast = Cast(world)
    shown = []
    doors = [
        (rule, to) for method in ("GET", "POST") for rule in routes(app, method) for to in addresses(world, rule)[:1]
    ]
    browsers: dict[str, FlaskClient] = {"": app.test_client(), "Alva": cast.browsers["Alva"]}
    for rule, to in [*doors, (doors[0][0], "/no-such-address")]:
        for name, browser in browsers.items():
            sent = typed(app, rule, cast.tokens.get(name, "")) | {"msg": LURE, "body": LURE}
            answer = browser.post(to, data=sent, headers=headers)
            if "spärrat" in answer.text or "hur ofta" in answer.text:
                shown.append((rule.endpoint, name, answer.status_code))
    assert shown == []


def test_nothing_of_it_is_kept_for_later(app: Flask, world: World) -> None:
    cookie = world.login("Alva").get_cookie(COOKIE)
    assert cookie is not None
    for headers, is_ours in SENDERS:
        named = {"Cookie": f"{COOKIE}={cookie.value}", **headers}
        sent = {"method": "POST", "data": {"body": LURE}, "headers": named, "base_url": PUBLIC}
        with app.test_request_context("/clinic-cases", **sent):
            assert keep_sent_form() is is_ours, headers
