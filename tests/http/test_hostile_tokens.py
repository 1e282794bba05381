"""A provider, or somebody between, that says anything at all: nobody comes in, and the log tells why."""

import base64
import hmac
import json
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from demo.idp.provider import challenge_of
from tests.http.test_strangers_are_counted import tried
from tests.identity import KEY, OTHER_KEY, EvilProvider, come_back, key, signed, start_login
from tests.providers import events
from tests.shapes import PUBLIC

NOW = int(time.time())
TOMORROW = NOW + 24 * 3600
US, OTHER = "vardinkorgen-demo-staff", "somebody-else"


def answer_to(app: Flask, evil: EvilProvider, client: FlaskClient | None = None) -> tuple[FlaskClient, Any]:
    """One login with what the provider says now."""
    browser = client or app.test_client()
    asked = start_login(browser, evil.side)
    evil.nonce = evil.nonce or asked["nonce"]
    return browser, come_back(browser, evil.side, code="any", state=asked["state"])


def refused(app: Flask, browser: FlaskClient, answer: Any) -> dict[str, Any]:
    """Nobody is logged in, and exactly one event says that a login failed; answers with its details."""
    assert answer.status_code == 403, answer.status_code
    assert browser.get("/personal-settings", base_url=PUBLIC).status_code == 303
    (event,) = events(app, "login_failed")
    assert not events(app, "login_ok")
    details = event["details"]
    assert isinstance(details, dict)
    return details


def counted(app: Flask, browser: FlaskClient, answer: Any) -> dict[str, int]:
    """Nobody is logged in and no event is made, since no token was verified: the try is counted."""
    assert answer.status_code == 403, answer.status_code
    assert browser.get("/personal-settings", base_url=PUBLIC).status_code == 303
    assert events(app, "login_failed") == []
    return tried(app)


def test_the_untouched_provider_is_honest(victim: Flask, evil: EvilProvider) -> None:
    _browser, answer = answer_to(victim, evil)
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"iss": "http://127.0.0.1:1/staff"}, id="wrong issuer"),
        pytest.param({"aud": OTHER}, id="another client"),
        pytest.param({"aud": OTHER, "azp": US}, id="another client, azp ours"),
        pytest.param({"aud": [OTHER, US], "azp": US}, id="two clients, azp ours"),
        pytest.param({"aud": [US, OTHER]}, id="two clients"),
        pytest.param({"azp": OTHER}, id="azp another client"),
        pytest.param({"nonce": "another"}, id="wrong nonce"),
        pytest.param({"exp": NOW - 60}, id="expired a minute ago"),
        pytest.param({"iat": TOMORROW, "exp": TOMORROW + 3600}, id="issued tomorrow"),
        pytest.param({"nbf": TOMORROW}, id="not valid yet"),
        pytest.param({"auth_time": TOMORROW}, id="authenticated tomorrow"),
        pytest.param({"auth_time": "now"}, id="time of authentication no number"),
        pytest.param({"acr": "http://id.sambi.se/loa/loa2"}, id="lower level"),
        pytest.param({"acr": "http://id.sambi.se/loa/loa3x"}, id="look-alike level"),
        pytest.param({"acr": "http://id.sambi.se/LOA/loa3"}, id="level in capitals"),
        pytest.param({"acr": ["http://id.sambi.se/loa/loa3"]}, id="list of levels"),
        pytest.param({"employeeHsaId": ["SE0000000000-2001"]}, id="list of people"),
        pytest.param({"employeeHsaId": "  "}, id="nobody"),
    ],
)
def test_a_token_that_says_something_else_is_refused(victim: Flask, evil: EvilProvider, change: dict[str, Any]) -> None:
    evil.change = change
    refused(victim, *answer_to(victim, evil))


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "exp", "iat", "nonce", "acr", "employeeHsaId"])
def test_a_token_that_leaves_something_out_is_refused(victim: Flask, evil: EvilProvider, claim: str) -> None:
    evil.drop = (claim,)
    refused(victim, *answer_to(victim, evil))


def spelled(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def beginning(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return ".".join(spelled(json.dumps(part).encode()) for part in (header, claims))


def unsigned(claims: dict[str, Any]) -> str:
    return beginning({"alg": "none"}, claims) + "."


def signed_with_public_key(claims: dict[str, Any]) -> str:
    text = beginning({"alg": "HS256", "kid": KEY.kid}, claims)
    return f"{text}.{spelled(hmac.digest(KEY.as_pem(private=False), text.encode(), 'sha256'))}"


def bringing_its_own_key(claims: dict[str, Any]) -> str:
    return signed(claims, {"kid": KEY.kid, "jwk": OTHER_KEY.as_dict(private=False)}, OTHER_KEY)


def naming_a_key_elsewhere(claims: dict[str, Any]) -> str:
    return signed(claims, {"jku": "http://127.0.0.1:1/keys"})


def by_an_unknown_key(claims: dict[str, Any]) -> str:
    return signed(claims, by=OTHER_KEY)


def with_claims_exchanged(claims: dict[str, Any]) -> str:
    head, _body, tail = signed(claims).split(".")
    body = spelled(json.dumps({**claims, "employeeHsaId": "SE0000000000-2005"}).encode())
    return f"{head}.{body}.{tail}"


def nonsense(_claims: dict[str, Any]) -> str:
    return "a.b.c"


SIGNATURES = [
    unsigned,
    signed_with_public_key,
    bringing_its_own_key,
    naming_a_key_elsewhere,
    by_an_unknown_key,
    with_claims_exchanged,
    nonsense,
]


@pytest.mark.parametrize("sign", SIGNATURES, ids=lambda sign: sign.__name__)
def test_a_token_that_is_not_signed_by_the_provider_is_refused(victim: Flask, evil: EvilProvider, sign: Any) -> None:
    evil.sign = sign
    refused(victim, *answer_to(victim, evil))


def test_an_answer_without_a_token_is_refused(victim: Flask, evil: EvilProvider) -> None:
    evil.token_answer = lambda _token: {"access_token": "x", "token_type": "Bearer"}
    assert refused(victim, *answer_to(victim, evil))["detail"] == "no-id-token"


def test_a_state_serves_once(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    evil.nonce, evil.change = asked["nonce"], {"acr": "wrong"}
    come_back(browser, code="any", state=asked["state"])
    evil.change = {}
    answer = come_back(browser, code="any", state=asked["state"])
    assert answer.status_code == 403
    assert [event["details"]["code"] for event in events(victim, "login_failed")] == ["acr"]  # type: ignore[index]
    assert tried(victim) == {"login_without_state": 1}


@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_state_that_was_never_given_is_refused(victim: Flask, evil: EvilProvider, state: str) -> None:
    browser = victim.test_client()
    start_login(browser)
    assert counted(victim, browser, come_back(browser, code="any", state=state)) == {"login_without_state": 1}


def test_another_browsers_state_is_refused(victim: Flask, evil: EvilProvider) -> None:
    attackers = start_login(victim.test_client())
    evil.nonce = attackers["nonce"]
    browser = victim.test_client()
    start_login(browser)
    answer = come_back(browser, code="any", state=attackers["state"])
    assert counted(victim, browser, answer) == {"login_without_state": 1}


def test_a_nonce_of_another_login_in_the_same_browser_is_refused(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    evil.nonce = start_login(browser)["nonce"]
    refused(victim, *answer_to(victim, evil, browser))


@pytest.mark.parametrize(("seconds", "comes_in"), [(599, True), (600, False)])
def test_a_login_takes_less_than_ten_minutes(victim: Flask, evil: EvilProvider, seconds: int, comes_in: bool) -> None:
    browser = victim.test_client()
    began = clock.now()
    with clock.at(began):
        asked = start_login(browser)
    evil.nonce = asked["nonce"]
    with clock.at(began.fromtimestamp(began.timestamp() + seconds, began.tzinfo)):
        answer = come_back(browser, code="any", state=asked["state"])
    assert (answer.status_code == 303) is comes_in


def test_the_providers_callbacks_cannot_be_crossed(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser, "staff")
    assert asked["redirect_uri"].endswith("/login/staff/callback")
    answer = come_back(browser, "citizen", code="any", state=asked["state"])
    assert counted(victim, browser, answer) == {"login_without_state": 1}


def test_an_answer_that_names_another_issuer_is_refused(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    answer = come_back(browser, code="any", state=asked["state"], iss="http://127.0.0.1:1/staff")
    assert counted(victim, browser, answer) == {"login_of_another_issuer": 1}


def test_an_answer_must_name_its_issuer_when_the_provider_says_that_it_does(victim: Flask, evil: EvilProvider) -> None:
    evil.metadata = {"authorization_response_iss_parameter_supported": True}
    assert counted(victim, *answer_to(victim, evil)) == {"login_of_another_issuer": 1}


def test_somebody_who_changes_their_mind_is_told_so(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    answer = come_back(browser, error="access_denied", error_description="<b>no</b>", state=asked["state"])
    assert "Du avbröt inloggningen" in answer.text
    assert "<b>no" not in answer.text
    assert counted(victim, browser, answer) == {"login_cancelled": 1}


STANDARD_WORDS = """
access_denied account_selection_required consent_required interaction_required invalid_client invalid_grant
invalid_request invalid_request_object invalid_request_uri invalid_scope invalid_token login_required
registration_not_supported request_not_supported request_uri_not_supported server_error temporarily_unavailable
unauthorized_client unmet_authentication_requirements unsupported_grant_type unsupported_response_type
"""


def test_the_journal_tells_what_the_provider_says_in_the_standards_words_and_in_no_others(
    victim: Flask, evil: EvilProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """RFC 6749 §4.1.2.1 and §5.2, RFC 6750, OpenID Connect Core §3.1.2.6 and Unmet Authentication Requirements."""
    browser = victim.test_client()
    for said in (*STANDARD_WORDS.split(), "Tolvan", "access denied"):
        caplog.clear()
        come_back(browser, error=said, state=start_login(browser)["state"])
        told = [line for line in caplog.messages if line.startswith("a login for staff was refused")]
        word = said if said in STANDARD_WORDS.split() else "other"
        assert told == ([] if said == "access_denied" else [f"a login for staff was refused: provider-error {word}"])


def test_the_verifier_is_the_one_of_the_challenge(victim: Flask, evil: EvilProvider) -> None:
    browser = victim.test_client()
    asked = start_login(browser)
    evil.nonce = asked["nonce"]
    come_back(browser, code="any", state=asked["state"])
    assert asked["code_challenge_method"] == "S256"
    assert challenge_of(evil.verifier) == asked["code_challenge"]
    assert len(evil.verifier) >= 43


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://127.0.0.1:1/staff"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "http://evil.example/keys"},
        {"jwks_uri": None},
        {"end_session_endpoint": "http://evil.example/end"},
    ],
)
def test_metadata_of_somebody_else_is_not_believed(victim: Flask, evil: EvilProvider, metadata: dict[str, Any]) -> None:
    evil.metadata = metadata
    answer = victim.test_client().get("/login/staff", base_url=PUBLIC)
    assert answer.status_code == 503
    assert events(victim, "login_failed") == []
    assert tried(victim) == {"login_without_provider": 1}


def test_a_key_that_is_new_is_fetched_once(victim: Flask, evil: EvilProvider) -> None:
    answer_to(victim, evil)
    assert evil.key_fetches == 1
    rotated = key()
    evil.keys, evil.sign, evil.nonce = [rotated], lambda claims: signed(claims, by=rotated), ""
    assert answer_to(victim, evil)[1].status_code == 303
    assert evil.key_fetches == 2
    evil.sign, evil.nonce = by_an_unknown_key, ""
    assert answer_to(victim, evil)[1].status_code == 403
    assert evil.key_fetches == 2, "an unknown key makes us ask at most once a minute"
