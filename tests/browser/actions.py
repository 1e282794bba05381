"""What people do on the pages, by the words on the screen."""

from collections.abc import Iterable, Mapping

from playwright.sync_api import Page, expect

QUESTIONS = {
    "Läkemedlets namn och styrka": "Ramipril 5 mg",
    "Hur tar du läkemedlet?": "1 tablett på morgonen",
}
CHOICES = ("Nej", "Upp till två veckor", "Det fungerar bra")


def press(page: Page, name: str) -> None:
    """Press the button with just this name, and wait for the page that it leads to."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow the first link in the page's own part whose text begins with this."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def send_prescription(page: Page, medicine: str = "Ramipril 5 mg") -> None:
    """As a citizen: Nytt ärende → the clinic → Förnya recept → the form → Granska → Skicka."""
    begin_prescription(page)
    review_prescription(page, medicine)
    expect(page.get_by_text(medicine)).to_be_visible()
    press(page, "Skicka")


def begin_prescription(page: Page) -> None:
    """As a citizen, to the first page of the form."""
    page.goto("/")
    follow(page, "Nytt ärende")
    choose(page, "Storgatans vårdcentral")
    choose(page, "Förnya recept")
    while page.get_by_label("Läkemedlets namn och styrka").count() == 0:
        agree(page)
        press(page, "Fortsätt")


def review_prescription(page: Page, medicine: str = "Ramipril 5 mg") -> None:
    """As a citizen, from the first page of the form to the page that shows what will be sent."""
    fill_in(page, medicine)
    while page.get_by_role("button", name="Granska", exact=True).count() == 0:
        press(page, "Fortsätt")
        fill_in(page, medicine)
    press(page, "Granska")


def choose(page: Page, name: str) -> None:
    """Choose by a link or a button, whichever the page has, or a radio button and then Fortsätt."""
    main = page.get_by_role("main")
    for role in ("link", "button"):
        found = main.get_by_role(role, name=name)
        if found.count():
            found.first.click()
            page.wait_for_load_state()
            return
    main.get_by_label(name).check()
    press(page, "Fortsätt")


def agree(page: Page) -> None:
    """Tick what must be ticked."""
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()


def fill_in(
    page: Page, medicine: str, questions: Mapping[str, str] = QUESTIONS, choices: Iterable[str] = CHOICES
) -> None:
    """Answer what this page of the form asks and must have answered."""
    for label, answer in questions.items():
        if page.get_by_label(label).count():
            page.get_by_label(label).first.fill(medicine if "Ramipril" in answer else answer)
    for group in page.get_by_role("radiogroup").or_(page.get_by_role("group")).all():
        for choice in choices:
            option = group.get_by_role("radio", name=choice, exact=True)
            if option.count() and option.first.is_visible():
                option.first.check()
                break


def open_case(page: Page, inbox: str, citizen: str, tab: str = "") -> None:
    """As staff: from the start page to the case of this citizen in a list."""
    page.goto("/")
    follow(page, inbox)
    if tab:
        follow(page, tab)
    page.get_by_role("row").filter(has_text=citizen).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def write_and_press(page: Page, label: str, text: str, button: str) -> None:
    """Write in the field with this label and press the button."""
    page.get_by_label(label, exact=True).fill(text)
    press(page, button)


def open_own_case(page: Page, case_type: str = "Förnya recept") -> None:
    """As a citizen: from home to the first case of this type."""
    page.goto("/")
    follow(page, "Inkorg")
    follow(page, case_type)


def report_on(page: Page, personnummer: str) -> None:
    """As a reviewer: ask the log about a citizen."""
    page.goto("/")
    follow(page, "Logguppföljning")
    page.get_by_label("Invånarens personnummer").fill(personnummer)
    page.get_by_label("Anledning till kontrollen").select_option(label="Stickprov")
    press(page, "Skapa rapport")


def choose_holder(page: Page, name: str) -> None:
    """Choose in Fördela till the first whose name begins with this."""
    choice = page.get_by_label("Fördela till")
    texts = choice.locator("option").all_inner_texts()
    choice.select_option(label=next(text for text in texts if text.startswith(name)))
