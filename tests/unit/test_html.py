"""Formatted text: what Adam the administrator may write, and what becomes of the rest."""

import pytest
from markupsafe import Markup

from app.core.html import formatted


def test_adam_may_write_paragraphs_lists_headings_and_emphasis() -> None:
    text = "<h3>Före besöket</h3><p>Ta <strong>alla</strong> prov<br>i <em>tid</em>.</p><ul><li>ett</li></ul>"
    assert formatted(text) == text


def test_what_comes_out_is_markup_that_templates_do_not_escape_again() -> None:
    assert isinstance(formatted("<p>hej</p>"), Markup)


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1", "http://example.org", "mailto:a@example.org", "tel:+461"]
)
def test_a_link_with_a_whole_address_keeps_it_and_tells_the_other_site_nothing(address: str) -> None:
    assert formatted(f'<a href="{address}">här</a>') == f'<a href="{address}" rel="noopener noreferrer">här</a>'


def test_a_link_cannot_choose_its_own_rel_or_window() -> None:
    assert (
        formatted('<a href="tel:1" rel="opener" target="_blank">a</a>')
        == '<a href="tel:1" rel="noopener noreferrer">a</a>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x", "vbscript:x", "/admin/clinic/close", "//evil.example", "logout", "#top",
        "file:///etc/passwd",
        "https", "javascript://https:/%0aalert(1)",
    ],
)  # fmt: skip
def test_a_link_anywhere_else_leads_nowhere(address: str) -> None:
    assert formatted(f'<a href="{address}">a</a>') == '<a rel="noopener noreferrer">a</a>'


@pytest.mark.parametrize(
    "attribute",
    [
        "class='btn'",
        "id='x'",
        "style='color:red'",
        "onclick='x()'",
        "hx-get='/a'",
        "data-hx-post='/a'",
        "title='x'",
        "lang=en",
    ],
)
def test_no_other_attribute_survives(attribute: str) -> None:
    assert formatted(f"<p {attribute}>a</p>") == "<p>a</p>"


def test_only_links_have_an_address() -> None:
    assert formatted('<p href="https://example.org">a</p>') == "<p>a</p>"


@pytest.mark.parametrize("tag", ["span", "div", "h1", "h2", "form", "button", "table", "section", "blink"])
def test_other_tags_go_and_their_words_stay(tag: str) -> None:
    assert formatted(f"<p>a <{tag}>b</{tag}> c</p>").striptags() == "a b c"
    assert f"<{tag}" not in formatted(f"<p>a <{tag}>b</{tag}> c</p>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg><script>alert(1)</script></svg>",
        "<iframe src=//evil.example></iframe>", "<style>p{display:none}</style>", "<!-- <p> -->", "<p <script>alert(1)",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x>'>",
        "<input autofocus onfocus=alert(1)>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>",
    ],
)  # fmt: skip
def test_nothing_that_acts_comes_through(text: str) -> None:
    out = formatted(text)
    assert "<!--" not in out
    assert all(part.startswith(("p>", "/p>")) for part in out.split("<")[1:])


def test_tags_left_open_are_closed_so_that_the_page_around_them_holds() -> None:
    assert formatted("<p><strong>a") == "<p><strong>a</strong></p>"
    assert formatted("</p></div>a").count("<div") == 0


def test_signs_in_plain_text_stay_signs() -> None:
    assert formatted("blodtryck < 140 & > 90") == "blodtryck &lt; 140 &amp; &gt; 90"
