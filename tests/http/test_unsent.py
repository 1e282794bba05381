"""What is sent when the login session has just ended: not done, not lost, and back for the same person alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.auth.models import LoginSession
from app.cases.models import Message
from app.cases.services.replies import Reply, send_counter_question
from app.catalog.queries.case_types import offered_case_types
from app.core import clock
from app.core.db import atomic, session
from tests.case_pages import read, written
from tests.identity import walk
from tests.pages import field_value, filled_fields, form_of
from tests.providers import Product
from tests.shapes import PUBLIC
from tests.world import World, operation

ADAM, HANNA, TOLVAN = "SE0000000000-2005", "SE0000000000-2002", "191212121212"
REPLY = "Hej Tolvan, ta <två>\n\nom dagen."


def get(browser: FlaskClient, address: str) -> TestResponse:
    return browser.get(address, base_url=PUBLIC)


def end_sessions(product: Product) -> None:
    """Everybody has been away for an hour."""
    with product.app.app_context(), atomic() as current:
        current.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=1)))


def sent_too_late(
    product: Product, browser: FlaskClient, page: str, form: str, to: str = "", **typed: str
) -> TestResponse:
    """Open the page, write in a form of it for longer than the session lasts, and send it (by a button that leads ``to``)."""
    fields = filled_fields(form_of(get(browser, page).text, form)) | typed
    end_sessions(product)
    answer = browser.post(to or form, data=fields, base_url=PUBLIC)
    assert answer.status_code == 401
    return answer


@pytest.fixture
def case_id(product: Product) -> UUID:
    """A case of Tolvan's that Hanna holds."""
    world = World(product.app)
    return world.held_by("Hanna")


def test_a_reply_waits_in_its_field_for_hanna_to_log_in_again(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    answer = sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply=REPLY)
    told = read(answer.text)
    assert "Inget har skickats eller ändrats. När du har loggat in igen kommer du tillbaka till sidan." in told
    assert "Det är sparat och står på sidan när du har loggat in igen." in told
    assert "Svar till invånaren Hej Tolvan, ta <två>" in told
    assert f'href="/login/staff?next={page}"' in answer.text
    assert walk(browser, product.idp.test_client(), HANNA, next=page).location == page
    back = get(browser, page).text
    assert "Det du hade fyllt i finns kvar." in read(back)
    assert written(back)["final_reply"] == REPLY
    assert World(product.app).case(case_id).version == 2
    assert "Det du hade fyllt i" not in read(get(browser, page).text)


def test_it_waits_also_when_the_open_page_had_noticed_the_end_before(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    fields = filled_fields(form_of(get(browser, page).text, f"{page}/draft"))
    end_sessions(product)
    assert get(browser, "/session").status_code == 401
    late = {"final_reply": "Det jag hann", "note": "Ring"}
    for typed in ({"final_reply": "Det jag"}, late):
        answer = browser.post(f"{page}/draft", data=fields | typed, base_url=PUBLIC, headers={"X-Autosave": "1"})
        assert answer.status_code == 401
    walk(browser, product.idp.test_client(), HANNA, next=page)
    kept = written(get(browser, page).text)
    assert {name: kept[name] for name in late} == late


def test_one_word_is_a_text_too(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    assert "Svar till invånaren Ja." in read(
        sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply="Ja.").text
    )


def test_somebody_else_who_logs_in_there_gets_nothing_of_it(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/note", note="Ring anhörig i morgon")
    walk(browser, product.idp.test_client(), ADAM)
    for address in ("/", page, "/personal-settings"):
        assert "Ring anhörig" not in get(browser, address).text


def test_a_citizens_answer_waits_too(product: Product, case_id: UUID) -> None:
    with product.app.app_context():
        send_counter_question(World(product.app).staff("Hanna"), case_id, Reply("Vilken styrka?", 2, operation()))
    browser, page = product.login(TOLVAN, "citizen"), f"/citizen/cases/{case_id}"
    answer = sent_too_late(product, browser, page, f"{page}/answer", body="10 mg\nvarje morgon")
    assert f'href="/login/citizen?next={page}"' in answer.text
    assert walk(browser, product.idp.test_client(), TOLVAN, "citizen", next=page).location == page
    assert written(get(browser, page).text)["body"] == "10 mg\nvarje morgon"
    with product.app.app_context():
        assert session().scalar(select(Message.id).where(Message.citizen_id.is_not(None))) is None


def test_a_page_without_drafts_gives_the_texts_back_to_be_copied(product: Product) -> None:
    browser, page = product.login(ADAM), "/clinic/standard-replies/new"
    sent_too_late(product, browser, page, page, name="Ring oss", body="Ring oss på telefontiden.")
    assert walk(browser, product.idp.test_client(), ADAM, next=page).location == page
    back = read(get(browser, page).text)
    assert "Du blev utloggad innan det hann skickas." in back
    assert "Ring oss på telefontiden." in back
    assert "telefontiden" not in get(browser, page).text


def test_the_page_tells_what_happened_then_the_one_way_back_and_below_it_what_was_written(
    product: Product, case_id: UUID
) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    answer = sent_too_late(product, browser, page, f"{page}/draft", f"{page}/final-reply", final_reply=REPLY)
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    order = ["<h1", "Du har varit borta en stund", "Inget har skickats", "Logga in igen</a>", "Det du hade skrivit"]
    assert [main.count(part) for part in order] == [1] * len(order)
    assert sorted(order, key=main.index) == order
    assert main.index("Det är sparat och står på sidan när du har loggat in igen.") > main.index(order[-1])
    assert "Kopiera" not in main
    assert main.count('class="ds-button"') == 1


def test_without_a_text_the_page_speaks_of_none(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    told = read(sent_too_late(product, browser, page, f"{page}/draft", f"{page}/give-back").text)
    assert "Inget har skickats eller ändrats. När du har loggat in igen kommer du tillbaka till sidan." in told
    for word in ("sparat", "sparas", "skrivit", "Kopiera"):
        assert word not in told


def test_answers_stand_under_their_questions_and_choices_are_no_texts(product: Product) -> None:
    browser, world = product.login(TOLVAN, "citizen"), World(product.app)
    with product.app.app_context():
        [wanted] = [
            one.case_type_id
            for one in offered_case_types(world.clinic_id())
            if one.document.external_name.sv == "Begära intyg"
        ]
    where = f"/citizen/new-case/{wanted}"
    terms = filled_fields(form_of(get(browser, where).text, where)) | {"accepts": "y"}
    page = browser.post(where, data=terms, base_url=PUBLIC).location
    fields = filled_fields(form_of(get(browser, page).text, page))
    typed = {"answer-typ_annat": "Ett intyg till skolan", "answer-typ": "annat"}
    end_sessions(product)
    answer = browser.post(page, data=fields | typed, base_url=PUBLIC)
    told = read(answer.text)
    assert "Vilket intyg? Ett intyg till skolan" in told
    assert "annat" not in written(answer.text).values()
    assert "Ditt svar" not in told


def test_a_line_that_was_sent_last_stands_in_its_field(product: Product, case_id: UUID) -> None:
    browser, page = product.login(HANNA), f"/cases/{case_id}"
    fields = filled_fields(form_of(get(browser, page).text, f"{page}/draft"))
    browser.post(f"{page}/draft", data=fields | {"reason_line": "Bokad på mån"}, base_url=PUBLIC)
    sent_too_late(product, browser, page, f"{page}/draft", f"{page}/close", reason_line="Bokad på tisdag")
    walk(browser, product.idp.test_client(), HANNA, next=page)
    assert field_value(get(browser, page).text, "reason_line") == "Bokad på tisdag"
