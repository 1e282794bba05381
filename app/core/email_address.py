"""The one reader of e-mail addresses: in the form that mail servers take, or why it cannot be one."""

import re
import unicodedata

import idna

from app.core.errors import ErrorCode, swedish

LONGEST = 254
_LONGEST_NAME = 64
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class Flaw(ErrorCode):
    """Why a text is no address that mail can reach."""

    SHAPE = "not-an-address", swedish("Det ser inte ut som en e-postadress. Skriv den som namn@exempel.se.")
    LETTERS = (
        "address-letters",
        swedish("Före @ får bara a–z stå, inte å, ä, ö eller andra bokstäver: dit går inga mejl."),
    )
    DOTS = "address-dots", swedish("Före @ får en punkt inte stå först, sist eller två i rad.")
    DOMAIN = (
        "address-domain",
        swedish("Det som står efter @ kan inte få mejl. Kontrollera stavningen, till exempel exempel.se."),
    )


class InvalidAddress(ValueError):
    """Not an address; ``code`` is one of ``Flaw``."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.code = flaw


def readable(text: str) -> str:
    """The address with its domain in small ASCII letters: ``Åsa@å.se`` is refused, ``Asa@Å.se`` is ``Asa@xn--5ca.se``.

    Domains are read as browsers and mail programs read them now (UTS 46, non-transitional): ``straße.de`` and
    ``strasse.de`` are two places. Before the ``@`` only ASCII is taken, for few servers take more, and as it was typed.
    """
    name, at, domain = unicodedata.normalize("NFC", text).strip().rpartition("@")
    if not at or not name or not domain:
        raise InvalidAddress(Flaw.SHAPE)
    _check_name(name)
    address = f"{name}@{_ascii_domain(domain)}"
    if len(address) > LONGEST:
        raise InvalidAddress(Flaw.SHAPE)
    return address


def _check_name(name: str) -> None:
    if any(letter.isalpha() and not letter.isascii() for letter in name):
        raise InvalidAddress(Flaw.LETTERS)
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise InvalidAddress(Flaw.SHAPE)
    if name.startswith(".") or name.endswith(".") or ".." in name:
        raise InvalidAddress(Flaw.DOTS)


def _ascii_domain(domain: str) -> str:
    try:
        found = idna.encode(domain, uts46=True, transitional=False, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise InvalidAddress(Flaw.DOMAIN) from None
    labels = found.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - a domain under a top
        raise InvalidAddress(Flaw.DOMAIN)
    if labels[-1].isdigit() or len(labels[-1]) < 2:  # noqa: PLR2004 - there is no shorter one
        raise InvalidAddress(Flaw.DOMAIN)
    return found
