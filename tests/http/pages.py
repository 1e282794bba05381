"""Reading pages as a browser does."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.shapes import PUBLIC

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(page: TestResponse) -> str:
    """The page's token against forged forms."""
    found = _TOKEN.search(page.text)
    assert found is not None, page.text
    return unescape(found.group(1))


def send(browser: FlaskClient, page: str, target: str, **fields: str) -> TestResponse:
    """Open ``page`` and send a form of it to ``target``."""
    token = token_of(browser.get(page, base_url=PUBLIC))
    return browser.post(target, data={"csrf_token": token, **fields}, base_url=PUBLIC)
