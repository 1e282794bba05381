"""Saved selections: a filter, an order and a tab under a name."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEvent
from app.cases.models import SavedView
from app.core.db import session
from tests.case_pages import landed, read
from tests.http.test_inbox_filters import people
from tests.pages import field_value, submit
from tests.world import World


def save(browser: FlaskClient, page: str, name: str, **more: str) -> TestResponse:
    """Type a name and press Spara on the list as it stands."""
    base = page.split("?", 1)[0]
    return submit(browser, page, f"{base}/views", {"name": name, **more})


def kept(app: Flask) -> list[tuple[str, str, bool]]:
    with app.app_context():
        rows = session().execute(select(SavedView.name, SavedView.query, SavedView.staff_id).order_by(SavedView.name))
        return [(row.name, row.query, row.staff_id is None) for row in rows]


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(session().scalars(select(AuditEvent.kind).where(AuditEvent.kind.startswith("view_"))))


def shown(page: str) -> dict[str, tuple[str, int]]:
    """The saved selections by name: address and count."""
    part = page.split('class="saved-views__list"', 1)
    links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)<span class="tabs__count">(\d+)', part[1], re.DOTALL)
    return {read(text): (html.unescape(href), int(count)) for href, text, count in links if "tabs__tab" not in text}


def test_hanna_saves_her_filter_and_finds_it_again_with_its_count(app: Flask, world: World) -> None:
    world.distribute(world.send("Tvåan", child="Lill"), person="Hanna")
    world.distribute(world.send("Tolvan"), person="Hanna")
    hanna = world.login("Hanna")
    answer = save(hanna, "/my-cases?started=proxy&sort=-received", "Barnen")
    assert "Urvalet är sparat." in landed(hanna, answer)
    assert kept(app) == [("Barnen", "tab=todo&started=proxy&sort=-received", False)]
    address, count = shown(world.login("Hanna").get("/my-cases").text)["Barnen"]
    assert count == 1
    assert people(hanna.get(address).text) == ["Lill Tvåtusen"]
    assert kinds(app) == ["view_saved"]


def test_what_is_ones_own_is_nobody_elses(world: World) -> None:
    hanna = world.login("Hanna")
    save(hanna, "/my-cases?late=1", "Mina sena")
    assert "Mina sena" not in world.login("Henrik").get("/my-cases").text
    assert "Mina sena" in hanna.get("/my-cases").text


def test_an_administrator_who_is_receiver_too_shares_with_the_clinic(app: Flask, world: World) -> None:
    hugo = world.login("Hugo", "Hamnens hudmottagning")
    assert "Visa för alla ärendemottagare" in hugo.get("/clinic-cases").text
    save(hugo, "/clinic-cases?late=1", "Sena", shared="1")
    assert kept(app) == [("Sena", "tab=new&late=1", True)]


def test_a_receiver_cannot_share_not_even_with_a_form_of_her_own(app: Flask, world: World) -> None:
    maja = world.login("Maja")
    assert "Visa för alla ärendemottagare" not in maja.get("/clinic-cases").text
    assert save(maja, "/clinic-cases?late=1", "Sena", shared="1").status_code == 403
    assert kept(app) == []


def test_a_receiver_uses_what_is_shared_and_cannot_remove_it(app: Flask, world: World) -> None:
    actor = world.staff("Maja")
    with app.app_context():
        _shared(app, world)
    maja = world.login("Maja")
    page = maja.get("/clinic-cases").text
    assert "Allas sena" in page
    assert "Ta bort Allas sena" not in page
    with app.app_context():
        view_id = session().scalars(select(SavedView.id)).one()
    answer = maja.post(f"/clinic-cases/views/{view_id}/remove", data={"csrf_token": field_value(page, "csrf_token")})
    assert answer.status_code == 403
    assert [name for name, _, _ in kept(app)] == ["Allas sena"]
    assert actor.clinic_id == world.clinic_id()


def test_a_saved_selection_is_removed_by_whoever_saved_it(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    save(hanna, "/my-cases?late=1", "Mina sena")
    with app.app_context():
        view_id = session().scalars(select(SavedView.id)).one()
    answer = submit(hanna, "/my-cases", f"/my-cases/views/{view_id}/remove", {})
    assert "Urvalet är borttaget." in landed(hanna, answer)
    assert kept(app) == []
    assert kinds(app) == ["view_saved", "view_removed"]


def test_nobody_removes_what_is_a_colleagues_own(app: Flask, world: World) -> None:
    save(world.login("Hanna"), "/my-cases?late=1", "Mina sena")
    save(henrik := world.login("Henrik"), "/my-cases?late=1", "Henriks")
    with app.app_context():
        theirs = session().scalars(select(SavedView.id).where(SavedView.name == "Mina sena")).one()
    token = field_value(henrik.get("/my-cases").text, "csrf_token")
    answer = henrik.post(f"/my-cases/views/{theirs}/remove", data={"csrf_token": token})
    assert answer.status_code == 404
    assert len(kept(app)) == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Skriv ett namn på urvalet."),
        ("  ", "Skriv ett namn på urvalet."),
        ("x" * 41, "Namnet är för långt"),
        ("19121212-1212", "Namnet får inte innehålla ett personnummer"),
        ("1912-12-12-1212", "Namnet får inte innehålla ett personnummer"),
        ("mina SENA", "Det finns redan ett sparat urval med det namnet."),
    ],
)
def test_a_name_that_will_not_do_is_told_and_kept_in_the_field(
    app: Flask, world: World, name: str, sentence: str
) -> None:
    hanna = world.login("Hanna")
    save(hanna, "/my-cases?late=1", "Mina sena")
    answer = save(hanna, "/my-cases?started=proxy", name)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{name}"' in answer.text
    assert "Startad av: Ombud" in read(answer.text)
    assert [one for one, _, _ in kept(app)] == ["Mina sena"]


def test_a_form_sent_twice_saves_once_without_a_complaint(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    twice = {"operation_id": "the-same-operation-twice"}
    assert save(hanna, "/my-cases?late=1", "Mina sena", **twice).status_code == 303
    assert save(hanna, "/my-cases?late=1", "Mina sena", **twice).status_code == 303
    assert len(kept(app)) == 1


def test_there_is_an_end_to_how_many_are_kept(app: Flask, world: World) -> None:
    hanna = world.login("Hanna")
    for number in range(20):
        save(hanna, "/my-cases?late=1", f"Urval {number}")
    answer = save(hanna, "/my-cases?late=1", "Ett till")
    assert answer.status_code == 422
    assert "Listan har redan 20 sparade urval." in answer.text
    assert len(kept(app)) == 20


def test_without_saved_selections_the_list_says_so(world: World) -> None:
    assert "Inga sparade urval än." in world.login("Hanna").get("/my-cases").text


def test_a_search_is_never_part_of_what_is_saved(app: Flask, world: World) -> None:
    world.send("Tolvan")
    maja = world.login("Maja")
    submit(maja, "/clinic-cases", "/clinic-cases/search", {"term": "Tolvan"})
    save(maja, "/clinic-cases?tab=new", "Nya")
    assert kept(app) == [("Nya", "tab=new", False)]


def _shared(app: Flask, world: World) -> None:
    from app.core import clock
    from app.core.db import atomic

    view = SavedView(
        clinic_id=world.clinic_id(), inbox="clinic", name="Allas sena", query="tab=late", made_at=clock.now()
    )
    with app.app_context(), atomic() as current:
        current.add(view)
