"""What a mail server's answer is about: the reader's address, or anything else."""

import pytest

from app.notices.services.wire import speaks_of_the_address

OF_THE_ADDRESS = [
    (550, b"5.1.1 <x>: no such mailbox"),
    (550, b"5.1.0 address rejected"),
    (553, b"5.1.3 bad syntax"),
    (556, b"5.1.10 null MX"),
    (550, b"5.1.2 no such domain"),
    (550, b"no such mailbox"),
    (553, b"mailbox name not allowed"),
]
OF_SOMETHING_ELSE = [
    (554, b"5.7.1 Relay access denied"),
    (550, b"5.7.1 Client host blocked"),
    (550, b"5.7.26 not authenticated"),
    (550, b"5.1.8 sender's domain not found"),
    (553, b"5.1.7 sender's address syntax"),
    (530, b"5.7.0 Must issue a STARTTLS command first"),
    (552, b"5.2.2 mailbox full"),
    (550, b"5.2.1 mailbox disabled"),
    (550, b"5.4.1 no answer from host"),
    (554, b"refused"),
    (551, b"user not local"),
    (503, b"bad sequence"),
    (521, b"does not accept mail"),
    (450, b"4.1.1 later"),
    (450, b"5.1.1 later"),
    (451, b"greylisted"),
]


@pytest.mark.parametrize(("code", "answer"), OF_THE_ADDRESS)
def test_these_are_about_the_address(code: int, answer: bytes) -> None:
    assert speaks_of_the_address(code, answer, bare_speaks=True)


@pytest.mark.parametrize(("code", "answer"), OF_SOMETHING_ELSE)
def test_these_are_the_servers_fault_or_ours(code: int, answer: bytes) -> None:
    assert not speaks_of_the_address(code, answer, bare_speaks=True)


def test_a_bare_refusal_of_a_whole_letter_says_nothing_of_the_address() -> None:
    assert not speaks_of_the_address(550, b"looks like spam", bare_speaks=False)
    assert speaks_of_the_address(550, b"5.1.1 no such mailbox", bare_speaks=False)
