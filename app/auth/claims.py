"""What a provider says of a person, read no more strictly than it is used: who they are is exact, the rest as it comes."""

import hmac
import logging
import math
from datetime import UTC, datetime
from typing import Any

from app.audit.shapes import word
from app.auth.oidc_client import OidcSettings
from app.auth.refusals import LoginRefused
from app.auth.services.logins import Verified
from app.auth.services.sessions import Proof
from app.auth.session_limits import FRESH
from app.core import clock, hsa_id, personnummer
from app.core.text import PersonNames, is_seen, names, one_line, token

log = logging.getLogger(__name__)
NAME = "name"
AHEAD_SECONDS = 60
"""So far may the provider's clock be ahead of ours. Nothing is lost by it: nonce and code tie a token to one login of now."""
MAX_METHODS = 10
LONGEST_NUMBER = 100
LONGEST_LEVEL = 200


Claims = dict[str, Any]


def missing(claims: Claims, settings: OidcSettings) -> list[str]:
    """Names of the configured claims that are missing or blank."""
    wanted = (settings.subject_claim, settings.given_name_claim, settings.family_name_claim)
    return [name for name in wanted if not _has_text(claims.get(name))]


def _has_text(claim: object) -> bool:
    return isinstance(claim, str) and is_seen(claim)


def check_level(claims: Claims, settings: OidcSettings) -> None:
    """``LoginRefused`` unless ``acr`` is exactly the level that the settings require."""
    acr = claims.get("acr")
    if settings.acr is None:
        return
    if not isinstance(acr, str) or not hmac.compare_digest(_bytes(acr), _bytes(settings.acr)):
        raise LoginRefused("acr", word(acr))


def authenticated_at(claims: Claims) -> datetime | None:
    """When the person proved who they are; None when the provider leaves it out."""
    claim = claims.get("auth_time")
    if claim is None:
        return None
    seconds = _seconds(claim)
    if seconds is None or not 0 <= seconds <= clock.now().timestamp() + AHEAD_SECONDS:
        raise LoginRefused("token", "auth_time")
    return datetime.fromtimestamp(seconds, UTC)


def check_fresh(at: datetime | None) -> None:
    """``LoginRefused`` unless the provider states that the person authenticated within the last minutes."""
    if at is None:
        raise LoginRefused("not-fresh", "missing")
    if clock.now() - at > FRESH:
        raise LoginRefused("not-fresh", "old")


def verified(side: str, claims: Claims, settings: OidcSettings, at: datetime | None) -> Verified:
    """The person, or ``LoginRefused`` with the name of the claim that is missing or blank."""
    claim = claims.get(settings.subject_claim)
    if not isinstance(claim, str) or not _has_text(claim):
        raise LoginRefused("claims", word(settings.subject_claim))
    subject = _hsa_id(claim) if side == "staff" else _personnummer(claim)
    called = _names(side, claims, settings)
    return Verified(subject, *called, _proof(claims, settings, at), _methods(claims.get("amr")))


def named(side: str, claim: object) -> str:
    """The HSA-id or personnummer in a verified token whose login is refused, for the log; empty when it is neither."""
    if not isinstance(claim, str):
        return ""
    try:
        return _hsa_id(claim) if side == "staff" else _personnummer(claim)
    except LoginRefused:
        return ""


def _hsa_id(claim: str) -> str:
    """The HSA-id in its canonical spelling. Other ASCII text comes back in capitals: it matches nobody."""
    read = hsa_id.parse(claim)
    if read is None and not claim.isascii():
        raise LoginRefused("hsa-id")
    return read or one_line(claim).upper()


def _personnummer(claim: str) -> str:
    try:
        return personnummer.parse(claim).digits
    except personnummer.InvalidPersonnummer as error:
        raise LoginRefused("personnummer", error.code.value) from error


def _names(side: str, claims: Claims, settings: OidcSettings) -> PersonNames:
    """One name is a name, and none shuts nobody out. Staff are called what their clinic calls them."""
    given, family, whole = (claims.get(name) for name in (settings.given_name_claim, settings.family_name_claim, NAME))
    if side == "citizen" and not any(map(_has_text, (given, family, whole))):
        claim_names = settings.given_name_claim, settings.family_name_claim, NAME
        log.warning(
            "the identity provider for citizen gives nobody a name: none of the claims %s", ", ".join(claim_names)
        )
    return names(given, family, whole)


def _methods(amr: object) -> tuple[str, ...]:
    """How they proved it, for the log alone; a list by the standard, one word from some."""
    values = amr if isinstance(amr, list) else [] if amr is None else [amr]
    return tuple(word(one) for one in values[:MAX_METHODS] if isinstance(one, str | int | float))


def _proof(claims: Claims, settings: OidcSettings, at: datetime | None) -> Proof:
    acr = claims.get("acr")
    return Proof(
        settings.issuer,
        token(claims["sub"]),
        token(claims.get("sid")),
        one_line(acr)[:LONGEST_LEVEL] if isinstance(acr, str) else "",
        at or clock.now(),
    )


def _seconds(claim: object) -> float | None:
    """Seconds since 1970: any JSON number, or a text of digits."""
    if isinstance(claim, str) and claim.isascii() and claim.isdecimal() and len(claim) <= LONGEST_NUMBER:
        claim = int(claim)
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    return claim if isinstance(claim, int) or math.isfinite(claim) else None


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
