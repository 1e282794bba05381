"""What an identity provider has signed: ID tokens, logout tokens and user information, read with its keys of now."""

import json
from typing import Any, NamedTuple

from authlib.common.errors import AuthlibBaseError
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, KeyParameterError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey
from joserfc.jws import JWSRegistry, extract_compact

from app.auth.provider_documents import ProviderDocument
from app.auth.refusals import ProviderUnsafe

ALGORITHMS = ("RS256", "PS256", "ES256")
FORBIDDEN_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit"})
LARGEST_TOKEN = 128 * 1024
MAX_KEYS = 50
RSA_BITS = range(2048, 8193)
HOSTILE = (
    JoseError, AuthlibBaseError, UnsupportedAlgorithm, ArithmeticError, AttributeError, LookupError, TypeError,
    ValueError, RecursionError,
)  # fmt: skip
"""All that reading a hostile document has been seen to raise. RecursionError: JSON a thousand levels deep."""

Key = RSAKey | ECKey


class NotSigned(Exception):
    """The text is no token that the provider has signed. ``code`` says why, and holds nothing of the text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Signed(NamedTuple):
    """A token whose signature is the provider's. Nothing else about it has been checked."""

    header: dict[str, Any]
    claims: dict[str, Any]


def read_signed(text: object, keys: ProviderDocument) -> Signed:
    """The token, or ``NotSigned``. A key that is unknown, or new under its old name, makes us fetch the keys once."""
    if not isinstance(text, str) or len(text) > LARGEST_TOKEN:
        raise NotSigned("shape")
    header = _header(text)
    known = keys.current()
    found = _verified(text, header, known)
    if found is None and (new := keys.anew()) is not known:
        found = _verified(text, header, new)
    if found is None:
        raise NotSigned("signature")
    return found


def has_type(header: dict[str, Any], wanted: str) -> bool:
    """Whether the token says that it is of this type; media types may leave out their beginning (RFC 7515)."""
    return str(header.get("typ")).lower().removeprefix("application/") == wanted


def _header(text: str) -> dict[str, Any]:
    try:
        header = dict(extract_compact(text.encode()).protected)
    except HOSTILE as error:
        raise NotSigned(_name(error)) from error
    if header.get("alg") not in ALGORITHMS:
        raise NotSigned("alg")
    if FORBIDDEN_HEADERS & set(header):
        raise NotSigned("header")
    return header


def _verified(text: str, header: dict[str, Any], published: dict[str, Any]) -> Signed | None:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    for key in _candidates(header, usable_keys(published)):
        try:
            return Signed(header, dict(jwt.decode(text, key, registry=registry).claims))
        except (BadSignatureError, KeyParameterError):
            continue
        except HOSTILE as error:
            raise NotSigned(_name(error)) from error
    return None


def _candidates(header: dict[str, Any], keys: list[Key]) -> list[Key]:
    """The keys of the token's name; without a name on either side, any of the kind."""
    kind = ECKey if header["alg"] == "ES256" else RSAKey
    fitting, kid = [key for key in keys if isinstance(key, kind)], header.get("kid")
    if kid is None:
        return fitting
    return [key for key in fitting if key.kid == kid] or [key for key in fitting if key.kid is None]


def usable_keys(published: dict[str, Any]) -> list[Key]:
    """The keys of a published JWK set that we accept signatures by; others are skipped, ``ProviderUnsafe`` without a list."""
    listed = published.get("keys")
    if not isinstance(listed, list):
        raise ProviderUnsafe("keys")
    return [key for key in map(_usable, listed[:MAX_KEYS]) if key is not None]


def _usable(listed: object) -> Key | None:
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(json.loads(json.dumps(listed)))
        if isinstance(key, RSAKey) and key.raw_value.key_size in RSA_BITS:
            return key
        return key if isinstance(key, ECKey) and key.curve_name == "P-256" else None
    except HOSTILE:
        return None


def _name(error: Exception) -> str:
    return str(getattr(error, "error", "") or type(error).__name__)
