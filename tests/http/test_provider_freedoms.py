"""What providers may do differently shuts nobody out; what is hostile in what they say is refused, and told."""

import json
import time
import warnings
from typing import Any, ClassVar

import pytest
from flask import Flask
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import select

from app.auth.models import LoginSession
from app.citizens.models import CitizenRow
from app.citizens.queries import citizen_by_number
from app.core.db import session
from tests.http.test_hostile_tokens import answer_to, beginning, by_an_unknown_key, counted, refused, spelled
from tests.http.test_strangers_are_counted import tried
from tests.identity import KEY, OTHER_KEY, EvilProvider, come_back, key, signed, start_login
from tests.providers import events
from tests.shapes import PUBLIC

NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
NILS = {NUMBER: "198507099805"}


@pytest.fixture
def citizens(evil: EvilProvider, victim: Flask) -> EvilProvider:
    """The provider as the citizens', who says that the person is Nils, whom nobody has seen before."""
    evil.side, evil.change = "citizen", dict(NILS)
    return evil


def spelt(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token whose JSON writes every letter outside ASCII as an escape, so also half a letter."""
    return jws.serialize_compact(header, json.dumps(claims), KEY)


def comes_in(app: Flask, evil: EvilProvider) -> None:
    evil.nonce = ""
    answer = answer_to(app, evil)[1]
    assert answer.status_code == 303, answer.text
    assert events(app, "login_ok")


@pytest.mark.parametrize("said", ["191500722390", "19150072\N{EN DASH}2390\N{ZERO WIDTH SPACE}", "150072+2390"])
def test_one_whose_day_of_birth_nobody_knows_comes_in(victim: Flask, citizens: EvilProvider, said: str) -> None:
    citizens.change = {NUMBER: said, "given_name": "Okänd", "family_name": "Ålder"}
    comes_in(victim, citizens)
    with victim.app_context():
        person = citizen_by_number(session(), "191500722390")
        assert person is not None
        assert person.name == "Okänd Ålder"


def nils(app: Flask) -> CitizenRow:
    with app.app_context():
        person = citizen_by_number(session(), NILS[NUMBER])
        assert person is not None
        return person


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"given_name": "Nils", "family_name": None}, "Nils"),
        ({"given_name": "Nils", "family_name": ""}, "Nils"),
        ({"given_name": "Nils", "family_name": " "}, "Nils"),
        ({"given_name": "Nils", "family_name": "\u200b"}, "Nils"),
        ({"given_name": None, "family_name": "Nykomling"}, "Nykomling"),
        ({"given_name": None, "family_name": None, "name": "Nils Nykomling"}, "Nils Nykomling"),
        ({"given_name": "Nils\x00", "family_name": "Ny\nkomling\u202e"}, "Nils Ny komling"),
        ({"given_name": "\u200b", "family_name": "\u200b"}, "Namn saknas"),
        ({"given_name": None, "family_name": None}, "Namn saknas"),
        ({"given_name": ["Nils"], "family_name": {"a": 1}}, "Namn saknas"),
    ],
)
def test_one_name_is_a_name_and_is_cleaned_as_a_form_is(
    victim: Flask, citizens: EvilProvider, caplog: pytest.LogCaptureFixture, said: dict[str, Any], name: str
) -> None:
    citizens.change |= said
    comes_in(victim, citizens)
    assert ("gives nobody a name" in caplog.text) is (name == "Namn saknas")
    person = nils(victim)
    assert " ".join(part for part in (person.given_name, person.family_name) if part) == name


def test_a_name_that_nobody_gives_is_told_in_the_journal(
    victim: Flask, citizens: EvilProvider, caplog: pytest.LogCaptureFixture
) -> None:
    citizens.drop = ("given_name", "family_name")
    comes_in(victim, citizens)
    assert "none of the claims given_name, family_name, name" in caplog.text


def test_a_name_that_we_have_outlives_a_login_that_gives_none(victim: Flask, citizens: EvilProvider) -> None:
    comes_in(victim, citizens)
    known = nils(victim).family_name
    citizens.drop = ("given_name", "family_name")
    comes_in(victim, citizens)
    assert nils(victim).family_name == known != "Namn saknas"


def test_staff_are_not_asked_for_a_name(victim: Flask, evil: EvilProvider) -> None:
    evil.drop = ("given_name", "family_name")
    comes_in(victim, evil)


@pytest.mark.parametrize(
    ("amr", "told"),
    [
        ("pwd", ["pwd"]),
        (5, ["5"]),
        (["a", "b"], ["a", "b"]),
        (None, []),
        ({"a": 1}, []),
        ([["deep"], "a"], ["a"]),
        ("x\x00", ["?"]),
    ],
)
def test_methods_are_taken_in_any_form(victim: Flask, evil: EvilProvider, amr: Any, told: list[str]) -> None:
    evil.change = {"amr": amr}
    comes_in(victim, evil)
    assert events(victim, "login_ok")[0]["details"]["amr"] == told  # type: ignore[index]


@pytest.mark.parametrize("written", [int, float, str, lambda now: now + 0.25, lambda _now: 0, lambda _now: None])
def test_the_time_of_authentication_is_any_number(victim: Flask, evil: EvilProvider, written: Any) -> None:
    evil.change = {"auth_time": written(int(time.time()))}
    comes_in(victim, evil)


@pytest.mark.parametrize("said", [-1e20, -1, 1e300, 10**300, "1" * 5000, "-5", "", "½", True, [], {}, float("nan")])
def test_a_time_that_cannot_be_is_refused(victim: Flask, evil: EvilProvider, said: Any) -> None:
    evil.change = {"auth_time": said}
    assert refused(victim, *answer_to(victim, evil))["detail"] == "auth_time"


@pytest.mark.parametrize(("seconds", "comes"), [(45, True), (90, False)])
def test_the_providers_clock_may_be_a_minute_ahead(
    victim: Flask, evil: EvilProvider, seconds: int, comes: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ahead = int(time.time()) + seconds
    evil.change = {"iat": ahead, "nbf": ahead, "auth_time": ahead, "exp": ahead + 300}
    assert (answer_to(victim, evil)[1].status_code == 303) is comes
    assert ("iat" in caplog.text) is not comes


@pytest.mark.parametrize("said", ["ſE0000000000-2001", "SE0000000000-2001å"])
def test_what_is_no_hsa_id_is_neither_asked_for_nor_written(victim: Flask, evil: EvilProvider, said: str) -> None:
    evil.change, evil.sign = {"employeeHsaId": said}, lambda claims: spelt({"alg": "RS256", "kid": KEY.kid}, claims)
    browser, answer = answer_to(victim, evil)
    assert "gick inte att lita på" not in answer.text
    details = refused(victim, browser, answer)
    assert details["code"] == "hsa-id"
    assert said not in details.values()


def test_an_hsa_id_with_something_unseen_about_it_is_one(victim: Flask, evil: EvilProvider) -> None:
    evil.sign = lambda claims: spelt({"alg": "RS256", "kid": KEY.kid}, claims)
    for said in (" se0000000000-2001 ", "SE0000000000-2001\x00", "SE0000000000-2001\u202e\ud800"):
        evil.change = {"employeeHsaId": said}
        comes_in(victim, evil)


@pytest.mark.parametrize("sid", ["s" * 1000, "s\x00", "\u202e", "\ud800", 5, None, ["x"]])
def test_an_id_of_the_providers_session_may_look_like_anything(victim: Flask, evil: EvilProvider, sid: Any) -> None:
    evil.change = {"sid": sid, "sub": "å\x00\ud800" * 200}
    evil.sign = lambda claims: spelt({"alg": "RS256", "kid": KEY.kid}, claims)
    comes_in(victim, evil)


def test_a_missing_claim_is_named_and_not_called_distrust(
    victim: Flask, evil: EvilProvider, caplog: pytest.LogCaptureFixture
) -> None:
    evil.drop = ("employeeHsaId",)
    browser, answer = answer_to(victim, evil)
    assert "uppgifterna om vem du är kom inte fram" in answer.text
    assert refused(victim, browser, answer)["detail"] == "employeeHsaId"
    assert "a login for staff was refused: claims employeeHsaId" in caplog.text


@pytest.mark.parametrize(("said", "told"), [("Maja", "unknown no-hsa-id"), ("SE2321000016-9999", "unknown")])
def test_a_claim_that_holds_no_hsa_id_is_told_apart_from_one_that_nobody_has(
    victim: Flask, evil: EvilProvider, caplog: pytest.LogCaptureFixture, said: str, told: str
) -> None:
    evil.change = {"employeeHsaId": said}
    answer_to(victim, evil)
    refusals = [one.getMessage() for one in caplog.records if "was refused" in one.getMessage()]
    assert refusals == [f"a login for staff was refused: {told}"]


def test_a_new_key_under_the_old_name_is_fetched(victim: Flask, evil: EvilProvider) -> None:
    comes_in(victim, evil)
    new = RSAKey.import_key(key().raw_value, {"kid": KEY.kid or ""})
    evil.keys, evil.sign = [new], lambda claims: signed(claims, by=new)
    comes_in(victim, evil)
    assert evil.key_fetches == 2
    evil.sign, evil.nonce = by_an_unknown_key, ""
    assert answer_to(victim, evil)[1].status_code == 403
    assert evil.key_fetches == 2, "not more than once a minute"


def test_a_token_without_the_name_of_its_key_is_tried_with_each(victim: Flask, evil: EvilProvider) -> None:
    evil.keys = [OTHER_KEY, KEY]
    evil.sign = lambda claims: spelt({"alg": "RS256"}, claims)
    for _ in range(5):
        comes_in(victim, evil)


def test_keys_that_we_cannot_use_spoil_no_other(victim: Flask, evil: EvilProvider) -> None:
    evil.published = [
        {"kty": "RSA", "n": "!"},
        {"kty": "PQ"},
        {},
        5,
        {"kty": "EC", "crv": "P-1"},
        KEY.as_dict(private=False),
    ]
    comes_in(victim, evil)


def test_a_key_on_a_curve_serves(victim: Flask, evil: EvilProvider) -> None:
    curve = ECKey.generate_key("P-256", {"use": "sig", "kid": "curve"})
    evil.keys, evil.sign = [KEY, curve], lambda claims: signed(claims, {"alg": "ES256"}, curve)  # type: ignore[list-item, arg-type]
    comes_in(victim, evil)


def test_a_short_key_is_none(victim: Flask, evil: EvilProvider) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        short = RSAKey.generate_key(1024, {"kid": "short"})
        evil.keys, evil.sign = [short], lambda claims: signed(claims, by=short)
        refused(victim, *answer_to(victim, evil))


@pytest.mark.parametrize(
    ("typ", "comes"), [("JWT", True), ("jwt", True), (None, False), ("logout+jwt", False), (5, False)]
)
def test_an_id_token_is_of_its_own_type(victim: Flask, evil: EvilProvider, typ: Any, comes: bool) -> None:
    evil.sign = lambda claims: signed(claims, {"typ": typ})
    assert (answer_to(victim, evil)[1].status_code == 303) is comes


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "made",
    [
        lambda claims: beginning({"alg": "RS256", "kid": KEY.kid}, claims) + "." + "x" * 200_000,
        lambda _claims: f"{spelled(DEEP.encode()[:30000])}.{spelled(b'{}')}.x",
        lambda _claims: f"{spelled(b'[]')}.{spelled(b'{}')}.x",
        lambda _claims: f"{spelled(b'5')}.{spelled(b'{}')}.x",
        lambda _claims: 5,
        lambda _claims: ["a"],
        lambda _claims: None,
        lambda _claims: "å.ä.ö",
        lambda _claims: "",
    ],
)
def test_a_hostile_token_is_refused_and_told(
    victim: Flask, evil: EvilProvider, made: Any, caplog: pytest.LogCaptureFixture
) -> None:
    evil.sign = made
    refused(victim, *answer_to(victim, evil))
    assert "a login for staff was refused: token" in caplog.text


@pytest.mark.parametrize(
    "answer", [DEEP, '"token"', "[]", "<html>", "5", "", '{"error": {"a": 1}}', '{"id_token": {}}']
)
def test_a_hostile_answer_for_a_code_is_no_fault_of_ours(victim: Flask, evil: EvilProvider, answer: str) -> None:
    evil.token_answer = lambda _token: (answer, 200, {"Content-Type": "application/json"})
    assert answer_to(victim, evil)[1].status_code in (403, 503)
    assert len(events(victim, "login_failed")) + sum(tried(victim).values()) == 1


@pytest.mark.parametrize("document", ["metadata", "keys"])
def test_a_document_that_is_a_list_is_not_believed(
    victim: Flask, evil: EvilProvider, caplog: pytest.LogCaptureFixture, document: str
) -> None:
    evil.in_a_list = document
    begins = document == "metadata"
    answer = victim.test_client().get("/login/staff", base_url=PUBLIC) if begins else answer_to(victim, evil)[1]
    assert answer.status_code == 503
    assert "the identity provider for staff is not believed: not-an-object" in caplog.text
    assert events(victim, "login_ok") == []


@pytest.mark.parametrize("keys", [None, 5, "x", {"a": 1}, [], [DEEP]])
def test_hostile_keys_are_no_fault_of_ours(victim: Flask, evil: EvilProvider, keys: Any) -> None:
    evil.published = keys
    assert answer_to(victim, evil)[1].status_code in (403, 503)
    assert len(events(victim, "login_failed")) + sum(tried(victim).values()) == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {"token_endpoint": 5},
        {"token_endpoint": ["a"]},
        {"jwks_uri": "http://[::1"},
        {"issuer": ["x"]},
        {"token_endpoint_auth_methods_supported": 5},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        {"token_endpoint_auth_methods_supported": [{}]},
    ],
)
def test_hostile_metadata_is_not_believed(
    victim: Flask, evil: EvilProvider, metadata: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    evil.metadata = metadata
    assert victim.test_client().get("/login/staff", base_url=PUBLIC).status_code == 503
    assert f"the identity provider for staff is not believed: {next(iter(metadata))}" in caplog.text


@pytest.mark.parametrize("said", [None, ""])
def test_a_provider_that_has_no_address_to_log_out_at_lets_people_in(
    victim: Flask, evil: EvilProvider, said: str | None
) -> None:
    evil.metadata = {"end_session_endpoint": said}
    comes_in(victim, evil)


@pytest.mark.parametrize("said", ["Maja läste 191212121212", "x" * 500, "invalid_scope"])
def test_what_the_address_says_of_an_error_is_a_word_of_the_standard(
    victim: Flask, evil: EvilProvider, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser, word = victim.test_client(), "invalid_scope" if said == "invalid_scope" else "other"
    state = start_login(browser)["state"]
    answer = come_back(browser, error=said, state=state)
    assert "Legitimeringen avbröt inloggningen" in answer.text
    assert counted(victim, browser, answer) == {"login_refused_by_provider": 1}
    assert f"a login for staff was refused: provider-error {word}" in caplog.text


def test_the_claims_are_asked_for_by_name(victim: Flask, evil: EvilProvider) -> None:
    asked = json.loads(start_login(victim.test_client())["claims"])
    assert asked["userinfo"] == {"employeeHsaId": {"essential": True}, "given_name": None, "family_name": None}
    assert asked["id_token"] == asked["userinfo"] | {"acr": {"essential": True, "value": "http://id.sambi.se/loa/loa3"}}


class TestUserInformation:
    """Asked when the ID token leaves something out."""

    told: ClassVar[dict[str, str]] = {
        "sub": "subject-1",
        "employeeHsaId": "SE0000000000-2001",
        "given_name": "Maja",
        "family_name": "Mottagare",
    }

    @pytest.fixture(autouse=True)
    def _leaves_out(self, evil: EvilProvider) -> None:
        evil.drop, evil.userinfo = ("employeeHsaId", "given_name", "family_name"), self.told

    def test_it_fills_what_is_missing(self, victim: Flask, evil: EvilProvider) -> None:
        comes_in(victim, evil)
        assert evil.bearer == "Bearer x"

    def test_it_fills_what_says_nothing_that_can_be_seen(self, victim: Flask, evil: EvilProvider) -> None:
        evil.drop, evil.change = (), {"given_name": "\u200b", "family_name": "\0"}
        comes_in(victim, evil)
        assert evil.bearer == "Bearer x"

    def test_it_may_be_signed(self, victim: Flask, evil: EvilProvider) -> None:
        evil.userinfo_type = "application/jwt; charset=utf-8"
        evil.userinfo = signed({**self.told, "iss": evil.issuer, "aud": "vardinkorgen-demo-staff"})
        comes_in(victim, evil)

    @pytest.mark.parametrize("change", [{"aud": "other"}, {"iss": "other"}, {"sub": "subject-2"}])
    def test_signed_for_another_it_is_refused(self, victim: Flask, evil: EvilProvider, change: dict[str, str]) -> None:
        evil.userinfo_type = "application/jwt"
        evil.userinfo = signed({**self.told, "iss": evil.issuer, "aud": "vardinkorgen-demo-staff", **change})
        assert "userinfo" in refused(victim, *answer_to(victim, evil))["detail"]

    def test_signed_by_another_it_is_refused(self, victim: Flask, evil: EvilProvider) -> None:
        evil.userinfo_type = "application/jwt"
        evil.userinfo = signed({**self.told, "iss": evil.issuer, "aud": "vardinkorgen-demo-staff"}, by=OTHER_KEY)
        assert refused(victim, *answer_to(victim, evil))["detail"] == "userinfo-signature"

    @pytest.mark.parametrize("sub", ["subject-2", None, "", 5, "subject-1 "])
    def test_of_another_person_it_is_refused(self, victim: Flask, evil: EvilProvider, sub: Any) -> None:
        evil.userinfo = {**self.told, "sub": sub}
        assert refused(victim, *answer_to(victim, evil))["detail"] == "userinfo-sub"

    def test_it_changes_nothing_that_the_token_says(self, victim: Flask, evil: EvilProvider) -> None:
        evil.drop = ("given_name",)
        evil.userinfo = {**self.told, "employeeHsaId": "SE0000000000-2005", "acr": "x", "auth_time": 0, "sid": "other"}
        comes_in(victim, evil)
        assert events(victim, "login_ok")[0]["actor"]["hsa_id"] == "SE0000000000-2001"  # type: ignore[index]
        with victim.app_context():
            assert session().scalars(select(LoginSession.sid).where(LoginSession.sid != "")).all() == ["session-1"]

    @pytest.mark.parametrize("told", ["[]", "5", DEEP, "<html>", "", "x" * 300_000])
    def test_hostile_it_is_left_and_what_is_missing_is_named(
        self, victim: Flask, evil: EvilProvider, told: str
    ) -> None:
        evil.userinfo = told
        details = refused(victim, *answer_to(victim, evil))
        assert (details["code"], details["detail"]) in (("claims", "employeeHsaId"), ("token", "userinfo-sub"))

    def test_it_is_not_asked_on_another_host(self, victim: Flask, evil: EvilProvider) -> None:
        evil.metadata = {"userinfo_endpoint": "http://localhost:1/userinfo"}
        assert refused(victim, *answer_to(victim, evil))["detail"] == "employeeHsaId"

    def test_it_is_not_asked_when_nothing_is_missing(self, victim: Flask, evil: EvilProvider) -> None:
        evil.drop = ()
        comes_in(victim, evil)
        assert evil.bearer == ""
