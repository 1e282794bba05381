"""Reading pages as a browser does."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import field_value
from tests.shapes import PUBLIC


def token_of(page: TestResponse) -> str:
    """The page's token against forged forms."""
    return field_value(page.text, "csrf_token")


def send(browser: FlaskClient, page: str, target: str, **fields: str) -> TestResponse:
    """Open ``page`` and send a form of it to ``target``."""
    token = token_of(browser.get(page, base_url=PUBLIC))
    return browser.post(target, data={"csrf_token": token, **fields}, base_url=PUBLIC)
