"""The provider's user information (OpenID Connect Core 5.3): asked when the ID token leaves out what we need."""

from typing import Any

from requests import RequestException, Response

from app.auth.claims import missing
from app.auth.oidc_client import StrictApp
from app.auth.provider_call import BoundedSession
from app.auth.refusals import LoginRefused, ProviderAway
from app.auth.signed import HOSTILE, NotSigned, read_signed

SIGNED = "application/jwt"
Claims = dict[str, Any]


def with_userinfo(client: StrictApp, claims: Claims, access_token: object) -> Claims:
    """The ID token's claims; those we need and it leaves out are taken from the user information, if there is any."""
    wanted = missing(claims, client.settings)
    address = client.load_server_metadata().get("userinfo_endpoint")
    if not wanted or not address or not isinstance(access_token, str) or not access_token.isprintable():
        return claims
    userinfo = _fetched_userinfo(client, str(address), access_token)
    if userinfo is None:
        return claims
    if userinfo.get("sub") != claims["sub"]:
        raise LoginRefused("token", "userinfo-sub")
    return {"name": userinfo.get("name"), **claims, **{name: userinfo.get(name) for name in wanted}}


def _fetched_userinfo(client: StrictApp, address: str, access_token: str) -> Claims | None:
    """What the provider tells; None when it does not, which the journal knows. What is then missing is said by its name."""
    try:
        with BoundedSession(line=client.line) as session:
            response = session.request(
                "GET", address, withhold_token=True, headers={"Authorization": f"Bearer {access_token}"}
            )
            response.raise_for_status()
        return _read(client, response)
    except ProviderAway:
        return None
    except NotSigned as error:
        raise LoginRefused("token", f"userinfo-{error.code}") from error
    except (RequestException, *HOSTILE) as error:
        client.line.away(error)
        return None


def _read(client: StrictApp, response: Response) -> Claims:
    if response.headers.get("Content-Type", "").split(";")[0].strip().lower() != SIGNED:
        return dict(response.json())
    claims = read_signed(response.text.strip(), client.keys).claims
    ours = client.settings.client_id
    if claims.get("iss") != client.settings.issuer or claims.get("aud") not in (ours, [ours]):
        raise LoginRefused("token", "userinfo-iss-aud")
    return claims
