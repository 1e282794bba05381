"""Files for browsers: an address that changes with the content, and nothing served that is not meant to be."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import Assets, UnknownAssetError, serve_static


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css/app.css").write_text("body { color: teal; }", encoding="utf-8")
    (tmp_path / "vendor/htmx.org/4.0.1").mkdir(parents=True)
    (tmp_path / "vendor/htmx.org/4.0.1/htmx.min.js").write_text("let htmx", encoding="utf-8")
    (tmp_path / "vendor/htmx.org/4.0.1/LICENSE").write_text("free", encoding="utf-8")
    (tmp_path / "vendor/@scope/design/2.0.0/dist").mkdir(parents=True)
    (tmp_path / "vendor/@scope/design/2.0.0/dist/design.css").write_text("a { color: navy; }", encoding="utf-8")
    (tmp_path / "vendor/vendor.json").write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = Flask("files", static_folder=None)
    serve_static(app, folder)
    return app.test_client()


def test_a_file_whose_content_changes_gets_a_new_address(folder: Path) -> None:
    before = Assets(folder).address("css/app.css")
    (folder / "css/app.css").write_text("body { color: navy; }", encoding="utf-8")

    assert Assets(folder).address("css/app.css") != before


def test_a_file_that_stays_the_same_keeps_its_address(folder: Path) -> None:
    assert Assets(folder).address("css/app.css") == Assets(folder).address("css/app.css")


def test_a_vendored_file_is_told_apart_by_the_version_in_its_path(folder: Path) -> None:
    address = Assets(folder).address("vendor/htmx.org/4.0.1/htmx.min.js")

    assert address == "/static/vendor/htmx.org/4.0.1/htmx.min.js"


def test_a_misspelt_name_is_an_error_and_not_a_dead_link(folder: Path) -> None:
    with pytest.raises(UnknownAssetError):
        Assets(folder).address("css/ap.css")


def test_a_file_may_be_kept_for_ever_and_is_never_guessed_at(folder: Path, client: FlaskClient) -> None:
    with client.get(Assets(folder).address("css/app.css")) as answer:
        assert answer.get_data(as_text=True) == "body { color: teal; }"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("address", "content"),
    [
        ("/static/css/app.0123456789ab.css", "body { color: teal; }"),
        ("/static/vendor/htmx.org/4.0.0/htmx.min.js", "let htmx"),
        ("/static/vendor/htmx.org/5.1.0-beta.2/htmx.min.js", "let htmx"),
        ("/static/vendor/@scope/design/1.9.0/dist/design.css", "a { color: navy; }"),
    ],
)
def test_a_page_of_a_node_with_another_version_gets_the_file_as_it_is_here_and_keeps_it_for_no_time(
    client: FlaskClient, address: str, content: str
) -> None:
    with client.get(address) as answer:
        assert answer.get_data(as_text=True) == content
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        tag = answer.headers["ETag"]
    with client.get(address, headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_the_file_at_its_own_address_is_still_kept_for_ever(folder: Path, client: FlaskClient) -> None:
    for name in ("css/app.css", "vendor/htmx.org/4.0.1/htmx.min.js"):
        with client.get(Assets(folder).address(name)) as answer:
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/css/app.css",
        "css/app.css",
        "/static/css/ap.0123456789ab.css",
        "/static/css/app.0123456789AB.css",
        "/static/css/app.0123456789abc.css",
        "/static/css/app.0123456789ab.js",
        "/static/vendor/vendor.0123456789ab.json",
        "/static/vendor/htmx.org/4.0.0/LICENSE",
        "/static/vendor/htmx.org/../htmx.min.js",
        "/static/vendor/htmx.org/htmx.min.js",
        "/static/vendor/4.0.0/htmx.min.js",
        "/static/vendor/vendor.json",
        "/static/vendor/htmx.org/4.0.1/LICENSE",
        "/static/../config.py",
        "/static/",
    ],
)
def test_what_is_not_meant_for_browsers_is_not_served(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_compressed_copy_is_sent_to_browsers_that_take_it(folder: Path) -> None:
    (folder / "vendor/htmx.org/4.0.1/htmx.min.js.gz").write_bytes(b"packed")
    app = Flask("files", static_folder=None)
    serve_static(app, folder)
    address = "/static/vendor/htmx.org/4.0.1/htmx.min.js"

    with app.test_client().get(address, headers={"Accept-Encoding": "gzip"}) as packed:
        assert (packed.data, packed.headers["Content-Encoding"]) == (b"packed", "gzip")
    with app.test_client().get(address) as plain:
        assert plain.get_data(as_text=True) == "let htmx"
        assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(("scheme", "told"), [("https", "max-age=63072000; includeSubDomains"), ("http", None)])
def test_files_too_tell_browsers_to_stay_on_https_where_the_public_address_is(
    folder: Path, scheme: str, told: str | None
) -> None:
    app = Flask("files", static_folder=None)
    app.config["PREFERRED_URL_SCHEME"] = scheme
    serve_static(app, folder)
    for address in (Assets(folder).address("css/app.css"), "/static/css/app.0123456789ab.css"):
        with app.test_client().get(address) as answer:
            assert answer.headers.get("Strict-Transport-Security") == told
