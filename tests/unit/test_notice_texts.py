"""The e-mails that leave the product say nothing about anybody."""

import re

import pytest

from app.notices.kinds import NoticeEvent
from app.notices.mail_texts import LANGUAGES, all_texts, code_text, farewell_text, text_of
from app.notices.services.codes import VALID_MINUTES

ADDRESS = "https://inkorg.example.se"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", NoticeEvent)
def test_every_event_has_a_text_in_every_language(event: NoticeEvent, language: str) -> None:
    subject, body = text_of(event, language, ADDRESS)

    assert subject
    assert ADDRESS in body


def test_no_text_holds_a_number_a_place_to_fill_or_a_link_to_anything_but_the_start_page() -> None:
    for subject, body in all_texts(ADDRESS):
        said = f"{subject} {body}".replace(ADDRESS, "")

        assert not re.search(r"\d|[{}%@/]", said), said


def test_the_swedish_and_the_english_texts_differ_everywhere() -> None:
    assert len(all_texts(ADDRESS)) == len(NoticeEvent) * len(LANGUAGES)


def test_no_text_names_a_clinic_a_role_or_a_kind_of_case() -> None:
    telling = ["vårdcentral", "hudmottagning", "recept", "intyg", "remiss", "diabetes", "prescription", "referral"]
    for text in all_texts(ADDRESS):
        assert not [word for word in telling if word in " ".join(text).casefold()]


def test_one_who_reads_a_language_that_we_do_not_have_gets_swedish() -> None:
    event = NoticeEvent.MESSAGE_FOR_CITIZEN

    assert text_of(event, "fi", ADDRESS) == text_of(event, "sv", ADDRESS)


def test_a_code_stands_in_the_body_and_never_in_the_subject_that_a_locked_telephone_shows() -> None:
    subject, body = code_text("042137", "sv")

    assert "042137" in body
    assert "042137" not in subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_said_to_be_valid_for_as_long_as_it_is(language: str) -> None:
    assert f" {VALID_MINUTES} " in code_text("042137", language).body


def test_the_last_letter_to_an_address_says_nothing_of_anybody() -> None:
    for language in LANGUAGES:
        subject, body = farewell_text(language, ADDRESS)

        assert not re.search(r"\d|[{}%@/]", f"{subject} {body}".replace(ADDRESS, ""))
    assert farewell_text("sv", ADDRESS) != farewell_text("en", ADDRESS)
