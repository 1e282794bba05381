"""The program's pages and endpoints: OpenID Connect with code and S256 PKCE, two issuers on one address."""

import hmac
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, redirect, render_template, request
from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from demo.idp.provider import CODE_SECONDS, TOKEN_SECONDS, Grant, Provider
from demo.idp.realms import Clients, Realm, realms
from demo.personas import CITIZENS, LOA3, STAFF, DemoCitizen, DemoStaff

COOKIE = "demo_idp"
blueprint = Blueprint("idp", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


class Ask(NamedTuple):
    """An authorization request that may be answered."""

    realm: Realm
    state: str
    nonce: str
    challenge: str


def make_app(
    public_url: str,
    clients: Clients,
    staff: Sequence[DemoStaff] = STAFF,
    citizens: Sequence[DemoCitizen] = CITIZENS,
) -> Flask:
    """The whole program. ``public_url`` as browsers and the product reach it, without a path."""
    app = Flask(__name__, static_folder=None)
    app.extensions["realms"] = realms(public_url, clients, staff, citizens)
    app.extensions["provider"] = Provider()
    app.register_blueprint(blueprint)
    app.after_request(_protect)
    return app


def provider_of(app: Flask) -> Provider:
    """The program's memory and key."""
    provider: Provider = app.extensions["provider"]
    return provider


def _provider() -> Provider:
    return provider_of(current_app)


def _realms() -> dict[str, Realm]:
    known: dict[str, Realm] = current_app.extensions["realms"]
    return known


def _realm(name: str) -> Realm:
    return _realms().get(name) or abort(404)


@blueprint.get("/")
def front() -> str:
    """What this is."""
    return render_template("idp/front.html")


@blueprint.get("/<name>/.well-known/openid-configuration")
def metadata(name: str) -> Response:
    """The discovery document of the issuer (OpenID Connect Discovery 1.0)."""
    issuer = _realm(name).issuer
    return jsonify(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/authorize",
        token_endpoint=f"{issuer}/token",
        jwks_uri=f"{issuer}/jwks",
        end_session_endpoint=f"{issuer}/end-session",
        response_types_supported=["code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["RS256"],
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        acr_values_supported=[LOA3],
        claims_parameter_supported=True,
        scopes_supported=["openid"],
        authorization_response_iss_parameter_supported=True,
        backchannel_logout_supported=True,
        backchannel_logout_session_supported=True,
    )


@blueprint.get("/<name>/jwks")
def jwks(name: str) -> Response:
    """The public key."""
    _realm(name)
    return jsonify(keys=[_provider().key.as_dict(private=False)])


@blueprint.get("/<name>/authorize")
def choose(name: str) -> str | BaseResponse:
    """The page with one button per persona."""
    realm = _realm(name)
    ask = _ask(realm, request.args)
    if isinstance(ask, str):
        return _back(realm, error=ask, state=request.args.get("state", ""))
    return render_template("idp/choose.html", realm=realm, ask=ask)


@blueprint.post("/<name>/authorize")
def log_in(name: str) -> BaseResponse:
    """Log the chosen persona in and send the browser back with a code."""
    realm = _realm(name)
    ask = _ask(realm, request.form)
    if isinstance(ask, str):
        return _back(realm, error=ask, state=request.form.get("state", ""))
    persona = realm.personas.get(request.form.get("persona", "")) or abort(400)
    provider = _provider()
    session = provider.open(realm, persona)
    now = time.time()
    redirect_uri = realm.client.redirect_uri
    grant = Grant(realm, persona, session, ask.nonce, ask.challenge, redirect_uri, int(now), now + CODE_SECONDS)
    answer = _back(realm, code=provider.code_for(grant), state=ask.state)
    secure = realm.issuer.startswith("https://")
    answer.set_cookie(f"{COOKIE}_{name}", session.sid, path=f"/{name}", httponly=True, samesite="Lax", secure=secure)
    return answer


def _ask(realm: Realm, asked: MultiDict[str, str]) -> Ask | str:
    """The request, or the OAuth error to send back; 400 when it may not be sent back at all."""
    if asked.get("client_id") != realm.client.client_id or asked.get("redirect_uri") != realm.client.redirect_uri:
        abort(400)
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    wanted = [asked.get(key, "") for key in ("state", "nonce", "code_challenge")]
    if asked.get("code_challenge_method") != "S256" or not all(wanted):
        return "invalid_request"
    return Ask(realm, *wanted)


def _back(realm: Realm, **answer: str) -> BaseResponse:
    answer["iss"] = realm.issuer
    return redirect(f"{realm.client.redirect_uri}?{urlencode(answer)}", 303)


@blueprint.post("/<name>/token")
def token(name: str) -> tuple[Response, int]:
    """Exchange a code; the client proves itself by its secret and the browser by its verifier."""
    realm = _realm(name)
    if not _client_is(realm):
        return jsonify(error="invalid_client"), 401
    form = request.form
    grant = _provider().redeem(realm, form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier", ""))
    if form.get("grant_type") != "authorization_code" or grant is None:
        return jsonify(error="invalid_grant"), 400
    body: Mapping[str, object] = {
        "access_token": "not-for-use",
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "id_token": _provider().id_token(grant),
    }
    return jsonify(body), 200


def _client_is(realm: Realm) -> bool:
    sent = request.authorization
    client_id = (sent.username if sent else request.form.get("client_id")) or ""
    secret = (sent.password if sent else request.form.get("client_secret")) or ""
    same_id = hmac.compare_digest(client_id.encode(), realm.client.client_id.encode())
    return hmac.compare_digest(secret.encode(), realm.client.client_secret.encode()) and same_id


@blueprint.get("/<name>/end-session")
def end_session(name: str) -> str | BaseResponse:
    """Logout that the product asks for: tells its client, and sends the browser back to the registered address only."""
    realm = _realm(name)
    cookie = f"{COOKIE}_{name}"
    sid = request.cookies.get(cookie) or _sid_of(request.args.get("id_token_hint", ""))
    _provider().end(realm, sid)
    target, mine = request.args.get("post_logout_redirect_uri"), request.args.get("client_id") == realm.client.client_id
    if mine and target == realm.client.post_logout_redirect_uri:
        answer = redirect(f"{target}?{urlencode({'state': request.args.get('state', '')})}", 303)
    else:
        answer = Response(render_template("idp/ended.html"))
    answer.delete_cookie(cookie, path=f"/{name}")
    return answer


def _sid_of(hint: str) -> str:
    """The session that a token of ours names; a forged one is as good as none."""
    try:
        return str(jwt.decode(hint, _provider().key, algorithms=["RS256"]).claims.get("sid", ""))
    except (JoseError, ValueError):
        return ""


def _protect(response: Response) -> Response:
    origins = {urlsplit(realm.client.redirect_uri)._replace(path="", query="").geturl() for realm in _realms().values()}
    form_action = " ".join(["form-action 'self'", *sorted(origins)])
    policy = f"default-src 'none'; style-src 'self'; {form_action}; base-uri 'none'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
