"""One request to an identity provider, bounded in time, size and number, and its failures told in the journal.

The timeouts of ``requests`` are for one read of the socket, and none covers the name's look-up: a provider that sends a
byte now and then would hold a thread for ever. So each call runs in a thread of its own, which nobody waits for longer
than ``TOTAL_SECONDS``; until it has ended it keeps its place in the turnstile.
"""

import io
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from authlib.integrations.requests_client import OAuth2Session
from requests import ConnectionError as NoConnection
from requests import PreparedRequest, RequestException, Response, Timeout
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from urllib3.exceptions import HTTPError

from app.auth.refusals import ProviderAway, ProviderUnsafe
from app.auth.turnstile import Turnstile

log = logging.getLogger(__name__)
CONNECT_SECONDS = 3
READ_SECONDS = 5
TOTAL_SECONDS = 6
LARGEST_ANSWER = 256 * 1024
CALLS_AT_ONCE = 4
SERVER_ERROR = 500


class TooLarge(RequestException):
    """The answer is larger than 256 kB: more than any that makes sense."""


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """The authorities of ``CA_FILE`` alone; without it the public ones and those of this machine's own store."""
    return _public_trust() if ca_file is None else ssl.create_default_context(cafile=ca_file)


@cache
def _public_trust() -> ssl.SSLContext:
    """Read once in a process: hundreds of authorities, the same for both providers."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
    return context


class Trusting(HTTPAdapter):
    """Connects with our trust, which is read once and not at each connection; ``REQUESTS_CA_BUNDLE`` changes nothing."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """The connection's properties."""
        host, _secure = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"ssl_context": self.context, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, *_connection: Any, **_how: Any) -> None:
        """The context verifies."""


class ProviderConnection:
    """The way to one identity provider. ``side`` names it in the journal."""

    def __init__(self, side: str, ca_file: Path | None = None) -> None:
        self.side = side
        self.context = trust(ca_file)
        self.turnstile = Turnstile(room=CALLS_AT_ONCE, room_in_trouble=1)

    def carry(self, call: Callable[[], Response]) -> Response:
        """The answer, or ``ProviderAway`` in good time."""
        if not self.turnstile.enter():
            raise ProviderAway("busy")
        box: SimpleQueue[Response | Exception] = SimpleQueue()
        Thread(target=self._work, args=(call, box), name=f"{self.side}-provider", daemon=True).start()
        try:
            answer = box.get(timeout=TOTAL_SECONDS)
        except Empty:
            answer = Timeout()
        if isinstance(answer, ProviderUnsafe):
            raise self.unsafe(str(answer))
        if isinstance(answer, Exception):
            raise self.away(answer) from answer
        return answer

    def _work(self, call: Callable[[], Response], box: "SimpleQueue[Response | Exception]") -> None:
        answer: Response | Exception
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
            answer = error
        self.turnstile.leave(failed=isinstance(answer, Exception))
        box.put(answer)

    def away(self, error: Exception) -> ProviderAway:
        """The failure, told in the journal: no address, no claim, no token."""
        log.warning("the identity provider for %s cannot be used: %s", self.side, reason(error))
        return ProviderAway(type(error).__name__)

    def unsafe(self, code: str) -> ProviderUnsafe:
        """What is wrong with its answer, told in the journal."""
        log.warning("the identity provider for %s is not believed: %s", self.side, code)
        return ProviderUnsafe(code)


class BoundedSession(OAuth2Session):
    """Follows no redirect, reads no more than makes sense, and waits no longer than a person would."""

    def __init__(self, *args: Any, line: ProviderConnection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.mount("https://", Trusting(line.context))

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> Response:
        """One request; a redirect is an error, since it could lead anywhere."""
        options.update(allow_redirects=False, timeout=(CONNECT_SECONDS, READ_SECONDS), stream=True)
        return self.line.carry(partial(_answer, partial(super().request, method, url, *args, **options)))


def _answer(call: Callable[[], Response]) -> Response:
    deadline = time.monotonic() + TOTAL_SECONDS
    response = call()
    if response.is_redirect:
        response.close()
        raise ProviderUnsafe("redirect")
    response.raw = io.BytesIO(_content(response, deadline))
    if response.status_code >= SERVER_ERROR:
        response.raise_for_status()
    return response


def _content(response: Response, deadline: float) -> bytes:
    content = bytearray()
    try:
        while part := response.raw.read1(LARGEST_ANSWER, decode_content=True):
            content += part
            if len(content) > LARGEST_ANSWER:
                raise TooLarge
            if time.monotonic() > deadline:
                raise Timeout
    except HTTPError as error:
        raise NoConnection(error) from error
    finally:
        response.raw.close()
    return bytes(content)


def reason(error: BaseException) -> str:
    """Why, in a few words for whoever runs this: what the innermost cause says that says something."""
    words = next(filter(None, map(_description, _causes(error))), type(error).__name__)
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"{words}: status {status}" if status else words


def _description(cause: BaseException) -> str:
    description = ""
    match cause:
        case ssl.SSLCertVerificationError():
            description = f"SSLError: {cause.verify_message} (a certificate authority of your own is named by CA_FILE)"
        case ssl.SSLError():
            description = f"SSLError: {cause.reason}"
        case socket.gaierror():
            description = "its host name cannot be looked up"
        case TimeoutError() | Timeout():
            description = f"Timeout: no whole answer within {TOTAL_SECONDS} seconds"
        case OSError(strerror=str(words)):
            description = f"{type(cause).__name__}: {words}"
        case _:
            pass
    return description


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error's causes, the innermost first."""
    inner = [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
    for one in inner:
        if isinstance(one, BaseException) and one is not error:
            yield from _causes(one)
            break
    yield error
