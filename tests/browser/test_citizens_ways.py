"""What a citizen meets that no link leads to: the form with its mistakes, the review, the receipt, and the child's side."""

from playwright.sync_api import expect

from tests.browser.actions import begin_prescription, press, review_prescription
from tests.browser.conftest import Somebody
from tests.browser.rules import flaws


def test_the_form_tells_its_mistakes_and_review_and_receipt_are_without_hindrance(citizen: Somebody) -> None:
    nina = citizen("Nina Nittio")
    begin_prescription(nina)
    assert flaws(nina) == []
    press(nina, "Fortsätt")
    assert nina.title().startswith("Fel: ")
    assert flaws(nina) == []
    review_prescription(nina)
    assert flaws(nina) == []
    press(nina, "Skicka")
    assert flaws(nina) == []


def test_a_guardian_sees_all_the_time_whose_cases_are_open(citizen: Somebody) -> None:
    guardian = citizen("Tvåan Tvåtusen")
    guardian.get_by_role("button", name="Byt till Lill").first.click()
    expect(guardian.get_by_text("Ombud för Lill Tvåtusen").first).to_be_visible()
    assert flaws(guardian) == []
    guardian.get_by_role("button", name="Tillbaka till mina ärenden").first.click()
    expect(guardian.get_by_text("Ombud för Lill Tvåtusen")).to_have_count(0)


def test_the_way_back_from_the_review_after_a_mistake_is_a_page_and_no_question_to_send_again(
    citizen: Somebody,
) -> None:
    nina = citizen("Nina Nittio")
    begin_prescription(nina)
    press(nina, "Fortsätt")
    assert nina.title().startswith("Fel: ")
    review_prescription(nina)
    review = nina.url
    for _page in range(3):  # the mistake was on the first of the three
        nina.go_back()
    expect(nina.get_by_label("Läkemedlets namn och styrka")).to_have_value("Ramipril 5 mg")
    nina.goto(review)
    press(nina, "Skicka")
