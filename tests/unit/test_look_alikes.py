"""Names that look alike, and the letters that a name may have."""

import pytest

from app.core.look_alikes import are_alike, is_in_latin_letters, looks
from app.roles.services.unique_names import INBOX


@pytest.mark.parametrize(
    "name",
    [
        "Sjuksköterskor", "Ångström & Öberg", "Team 1 – dag/kväll", "Nguyễn", "Łódź", "Þórr", "Ærø", "Garçon", "İzmir", "Æ 12 µg",
        "β-blockerare", "γ-GT förhöjt", "Vitamin B12", "100 %", "❤ hjärtat", "O\N{RIGHT SINGLE QUOTATION MARK}Brien", "№ 5", "",
    ],
)  # fmt: skip
def test_names_of_european_languages_are_in_latin_letters(name: str) -> None:
    assert is_in_latin_letters(name)


@pytest.mark.parametrize(
    "name",
    [
        "\N{CYRILLIC CAPITAL LETTER DZE}juksköterskor",
        "Sjuk\N{CYRILLIC SMALL LETTER ES}köterskor",
        "L\N{GREEK SMALL LETTER ALPHA}kare",
        "\N{CYRILLIC CAPITAL LETTER ES}\N{CYRILLIC SMALL LETTER O}\N{CYRILLIC SMALL LETTER ER}",
        "L\N{LATIN SMALL LETTER ALPHA}kare",
        "\N{LATIN LETTER SMALL CAPITAL L}äkare",
        "\N{CHEROKEE LETTER DA}\N{CHEROKEE LETTER HV}",
        "\N{LISU LETTER SA}juksköterskor",
        "\N{ARMENIAN CAPITAL LETTER SEH}juksköterskor",
        "\N{CYRILLIC SMALL LETTER A}",
        "Медсёстры",
    ],
)
def test_letters_of_other_alphabets_are_told_apart(name: str) -> None:
    assert not is_in_latin_letters(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hanna Handläggare", "hanna  HANDLÄGGARE"),
        ("Hanna Handläggare", "Handläggare, Hanna"),
        ("Ingrid", "lngrid"),
        ("Ingrid", "1ngrid"),
        ("Ingrid", "|ngrid"),
        ("Oskar", "0skar"),
        ("Bergström", "Bergströrn"),
        ("Team A", "Team \N{GREEK CAPITAL LETTER ALPHA}"),
        ("Team A", "Team-\N{FULLWIDTH LATIN CAPITAL LETTER A}"),
        ("Team A", "Team \N{MATHEMATICAL BOLD CAPITAL A}"),
        ("Ek-laget", "Ek laget"),
        ("Café", "Cafe\u0301"),
        ("Dagvård", "Dag vård"),
        ("Team Ingrid", "TeamIngrid"),
        ("Team Ingrid", "Team !ngrid"),
        ("Akut", "Akut!"),
        ("Akut", "•Akut•"),
        ("Sven", "5ven"),
        ("Sven", "$ven"),
        ("Team5", "Team 5"),
        ("Anna", "@nna"),
    ],
)
def test_names_that_look_alike_share_a_look(one: str, other: str) -> None:
    assert are_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Läkare", "Lakare"),
        ("Team 1", "Team 2"),
        ("Team 5", "Team S"),
        ("Team 15", "Team IS"),
        ("Dag", "Dagvård"),
        ("Öst", "Ost"),
        ("Väntat > 5 dagar", "Väntat < 5 dagar"),
        ("Hepatit A", "Hepatit A+"),
        ("100 %", "100"),
        ("❤", "★"),
    ],
)
def test_other_names_share_none(one: str, other: str) -> None:
    assert not are_alike(one, other)


@pytest.mark.parametrize(
    "name",
    [
        "INKORGEN",
        "lnkorgen",
        "inkorg",
        "Mottagningens  inkorg",
        "INB0X",
        "In korg",
        "Inkorg•",
        "!nkorg",
        "In-korg",
        "Inkorg+",
    ],
)
def test_the_inbox_is_known_by_its_looks(name: str) -> None:
    assert looks(name) & INBOX
