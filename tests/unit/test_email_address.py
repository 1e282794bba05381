"""An e-mail address as it is typed, and as mail servers take it."""

import pytest

from app.core.email_address import Flaw, InvalidAddress, readable


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("anna@example.se", "anna@example.se"),
        ("  anna@example.se\n", "anna@example.se"),
        ("Anna.Berg+vard@Example.SE", "Anna.Berg+vard@example.se"),
        ("anna@straße.de", "anna@xn--strae-oqa.de"),
        ("ANNA@FAß.DE", "ANNA@xn--fa-hia.de"),
        ("anna@STRASSE.de", "anna@strasse.de"),
        ("anna@å.se", "anna@xn--5ca.se"),
        ("anna@A\u030a.se", "anna@xn--5ca.se"),
        ("anna@räksmörgås.example.se", "anna@xn--rksmrgs-5wao1o.example.se"),
        ("anna@xn--5ca.se", "anna@xn--5ca.se"),
        ("anna@ｅｘａｍｐｌｅ.se", "anna@example.se"),
        ("anna@example。se", "anna@example.se"),
        ("anna@βόλος.com", "anna@xn--nxasmm1c.com"),
        ("o'hara_x-1@a-b.co.uk", "o'hara_x-1@a-b.co.uk"),
        ("a@1.se", "a@1.se"),
        ("a@example.xn--p1ai", "a@example.xn--p1ai"),
        (f"{'a' * 64}@b.se", f"{'a' * 64}@b.se"),
    ],
)
def test_an_address_is_taken_in_the_form_that_mail_servers_take(typed: str, taken: str) -> None:
    assert readable(typed) == taken
    assert readable(taken) == taken, "what is stored reads as itself"


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        *(
            (text, Flaw.SHAPE)
            for text in ("", "@", "anna", "anna@", "@example.se", "a b@example.se", "a@b@c@example.se")
        ),
        *(
            (text, Flaw.SHAPE)
            for text in ('"anna b"@example.se', "anna(x)@example.se", "<anna@example.se>", "a,b@c.se")
        ),
        *((text, Flaw.SHAPE) for text in (f"{'a' * 65}@b.se", f"anna@{'abcdefghi.' * 25}se", "a\x00b@example.se")),
        *(
            (text, Flaw.LETTERS)
            for text in ("åsa@example.se", "A\u030asa@example.se", "анна@example.se", "björn.ek@x.se")
        ),
        *((text, Flaw.DOTS) for text in ("a..b@example.se", ".a@example.se", "a.@example.se", "..@example.se")),
        *((text, Flaw.DOMAIN) for text in ("a@example.123", "a@1.2.3.4", "a@[1.2.3.4]", "a@b", "a@example", "a@b.c")),
        *((text, Flaw.DOMAIN) for text in ("a@-b.se", "a@b-.se", "a@b..se", "a@.b.se", "a@b_c.se", "a@b c.se")),
        *(
            (text, Flaw.DOMAIN)
            for text in (f"a@{'b' * 64}.se", "a@xn--zzzzzz99999.se", "a@b.se.", "a@b.s-", "a@\u200b.se")
        ),
        *((text, Flaw.DOMAIN) for text in ("a@b.se\n.se", "a@b.se>", "a@١٢٣.٤")),
    ],
)
def test_what_no_mail_can_reach_is_refused_with_the_reason(typed: str, flaw: Flaw) -> None:
    with pytest.raises(InvalidAddress) as told:
        readable(typed)
    assert told.value.code == flaw.value
