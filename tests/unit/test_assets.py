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
    "address",
    [
        "/static/css/app.css",
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
