"""How the suite reads pages: as strictly as nobody else does, and sending what a browser sends."""

import pytest

from tests.pages import Page, filled_fields, form_of

FRAME = '<!doctype html><html lang="sv"><head><title>t</title></head><body>{}</body></html>'


def fields(inside: str, beside: str = "") -> object:
    page = FRAME.format(f'<h1>h</h1><form id="f" action="/a?b=1&amp;c=2">{inside}</form>{beside}')
    return filled_fields(form_of(page, "/a?b=1&c=2"))


@pytest.mark.parametrize(
    ("inside", "sent"),
    [
        ('<select name="s"><option value="1">a</option><option value="2" selected>b</option></select>', {"s": "2"}),
        ('<select name="s"><option value="1">a</option><option selected value="2">b</option></select>', {"s": "2"}),
        ('<select name="s"><option value="1">a</option><option value="2">b</option></select>', {"s": "1"}),
        ('<select name="s"><option disabled>a</option><option>b  c</option></select>', {"s": "b c"}),
        ('<input type="checkbox" name="c" checked value="1"><input type="checkbox" name="c" value="2">', {"c": "1"}),
        ('<input type="checkbox" name="c" checked><input type="checkbox" name="c" checked>', {"c": ["on", "on"]}),
        ('<input type="radio" name="r" value="1"><input checked type="radio" name="r" value="2">', {"r": "2"}),
        ('<input name="t" value="&lt;å&gt;"><input name="u" value="1" disabled>', {"t": "<å>"}),
        ('<fieldset disabled><input name="t" value="1"></fieldset>', {}),
        ('<textarea name="t">\n\na\nb</textarea><textarea name="u" disabled>a</textarea>', {"t": "\r\na\r\nb"}),
        ('<button name="b" value="1">x</button><input type="submit" name="s" value="y"><input value="1">', {}),
        ('<input name="t" form="other" value="1">', {}),
    ],
)
def test_a_form_sends_what_a_browser_would_send(inside: str, sent: object) -> None:
    assert fields(inside, '<form id="other" action="/o"></form>') == sent


def test_a_field_that_stands_elsewhere_is_sent_with_the_form_that_it_names() -> None:
    assert fields('<input name="t" value="1">', '<input name="u" form="f" value="2">') == {"t": "1", "u": "2"}


@pytest.mark.parametrize(
    "inside",
    [
        "<div>",
        "</div>",
        "<p><div></div></p>",
        "<b><i></b></i>",
        "<form><form></form></form>",
        '<a href="/"><a href="/"></a></a>',
        "<button><button></button></button>",
        "<td>x</td>",
        "<table><tr><td>x</td></tr></table>",
        "<ul><li>a<li>b</ul>",
        "<div/>",
        '<p id="a" id="b"></p>',
        '<p id="a"></p><p id="a"></p>',
        '<p a"b="c"></p>',
        "<p>a &aring b</p>",
    ],
)
def test_a_page_that_a_browser_would_have_to_mend_is_refused(inside: str) -> None:
    Page(FRAME.format("<h1>h</h1>"))
    with pytest.raises(AssertionError):
        Page(FRAME.format(f"<h1>h</h1>{inside}"))


@pytest.mark.parametrize("inside", ["", "<h2>a</h2>", "<h1>a</h1><h1>b</h1>"])
def test_a_page_has_one_heading(inside: str) -> None:
    with pytest.raises(AssertionError, match="one h1"):
        Page(FRAME.format(inside))
