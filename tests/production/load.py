"""People who go on working while something happens to the installation: what they were told, and what was stored."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import requests

from tests.pages import filled_fields, form_of

PAUSE = 0.1
"""Seconds between two requests of one person: nginx is told to stop floods."""
SECONDS = 70


@dataclass
class Told:
    """What came back. ``foreign``: answers that are not the product's own, such as a bad gateway of nginx."""

    stored: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)


@dataclass
class Writer:
    """A member of staff with a browser, at one case: reads it and writes a note, again and again."""

    origin: str
    case: str
    cookies: dict[str, str]
    authority: Path
    name: str
    told: Told = field(default_factory=Told)

    def work(self, stop: threading.Event) -> None:
        """Until told to stop; what was begun is ended."""
        with requests.Session() as browser:
            browser.cookies.update(self.cookies)
            number = 0
            while not stop.is_set():
                number += 1
                self._write(browser, f"{self.name} {number}")
                time.sleep(PAUSE)

    def _write(self, browser: requests.Session, text: str) -> None:
        page = self._asked(browser, "GET", self.case)
        if page is None or page.status_code != HTTPStatus.OK:
            return
        for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)[:2]:
            self._asked(browser, "GET", asset)
        fields = {**filled_fields(form_of(page.text, f"{self.case}/draft")), "note": text}
        answer = self._asked(browser, "POST", f"{self.case}/note", fields)
        if answer is not None and answer.status_code == HTTPStatus.SEE_OTHER:
            self.told.stored.append(text)
        else:
            self.told.unsure.append(text)

    def _asked(
        self, browser: requests.Session, method: str, path: str, fields: dict[str, str | list[str]] | None = None
    ) -> requests.Response | None:
        headers = {"Sec-Fetch-Site": "same-origin"}
        try:
            answer = browser.request(
                method,
                self.origin + path,
                data=fields,
                headers=headers,
                timeout=SECONDS,
                allow_redirects=False,
                verify=str(self.authority),  # of the session it would give way to a variable of the machine's
            )
        except requests.RequestException as error:
            self.told.foreign.append(f"{method} {path}: {error}")
            return None
        self.told.statuses[answer.status_code] += 1
        if "X-Request-Id" not in answer.headers and not path.startswith("/static/"):
            self.told.foreign.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        if path.startswith("/static/") and answer.status_code != HTTPStatus.OK:
            self.told.foreign.append(f"{method} {path}: {answer.status_code}")
        return answer


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    """All of them, each in a thread, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=writer.work, args=(stop,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS * 2)
