"""The proxy of the manual lets a hospital in that comes through one address, and stops a flood from it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.production.authority import Authority
from tests.production.machine import free_port
from tests.production.nginx import configuration, nginx

HERE = "127.0.0.1"
PEOPLE = 300


class Node(BaseHTTPRequestHandler):
    """A node in whose place anybody may stand: what is tried is what comes through."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[str]:
    """nginx as the manual sets it up, before such a node."""
    with ThreadingHTTPServer((HERE, 0), Node) as node:
        Thread(target=node.serve_forever, daemon=True).start()
        ports, certificate = (free_port(HERE), free_port(HERE)), Authority(tmp_path).certificate_for(HERE)
        written = configuration(tmp_path, HERE, ports, certificate, [node.server_port] * 2)
        with nginx(tmp_path, HERE, ports, written):
            yield f"https://{HERE}:{ports[1]}"
        node.shutdown()


def answers(addresses: list[str]) -> Counter[int]:
    """How often each status came, asked from one address, many at a time."""
    with requests.Session() as session, ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(lambda address: session.get(address, verify=False, timeout=30).status_code, addresses))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_three_hundred_people_come_in_at_once_and_a_flood_is_stopped(door: str) -> None:
    begins, comes_back = f"{door}/login/staff", f"{door}/login/staff/callback?code=x&state=y"
    assert answers([begins] * PEOPLE) == {200: PEOPLE}
    assert answers([comes_back] * 100) == {200: 100}
    flood = answers([begins] * 1000)
    assert flood[429] > 900
