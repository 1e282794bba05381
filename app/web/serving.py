"""How gunicorn's workers serve the product. Loaded by gunicorn.conf.py and by nothing else.

Three things are changed in its worker with threads. A connection waits in the loop and not on a thread until its first
request is there, so that silent connections cost nothing; one that falls silent in the middle is given up. It shuts its
door before it finishes what is under way. And ``/livez`` is answered on a thread of its own: a node
whose threads all wait for the database is alive, and a balancer that took it out would take out every other as well.
"""

import struct
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, MSG_PEEK, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, socket
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

ALIVE = (b"GET /livez ", b"HEAD /livez ")
HEAD_END = b"\r\n\r\n"
HEAD_BYTES = 8192
SOCKET_TIMEOUT = struct.pack("ll", 10, 0)
"""Seconds and microseconds, as the system wants them: how long a thread waits for the next bytes of a request."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A process with threads, and one more thread that says that it lives."""

    def init_process(self) -> None:
        """Called in the new worker process; returns only when that process ends."""
        self.doorman = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Give a request to a thread, once it is there."""
        if not conn.initialized and not conn.data_ready:
            self._wait_for(conn)
            return
        pool = self.doorman if asks_whether_alive(conn.sock) else self.tpool
        done = pool.submit(self.handle, conn)
        done.add_done_callback(lambda result: self.method_queue.defer(self.finish_request, conn, result))

    def _wait_for(self, conn: TConn) -> None:
        for direction in (SO_RCVTIMEO, SO_SNDTIMEO):
            conn.sock.setsockopt(SOL_SOCKET, direction, SOCKET_TIMEOUT)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - the signature is gunicorn's
        """When stopping: take those who already knock, and then shut the door, so that nobody waits behind it."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            taken = -1
            while taken != self.nr_conns:
                taken = self.nr_conns
                self.accept(listener)
            listener.close()


class Journal(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The server's own lines, in our journal: it opens none of its own, and what came over the line is left out."""

    def setup(self, cfg: Any) -> None:
        self.cfg, self._access_log_enabled = cfg, False
        self.error_log.propagate = True

    def access(self, *_: Any) -> None:
        """Our own line of each request is enough."""

    def debug(self, *_: Any, **_more: Any) -> None:
        """Quotes what came over the line."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request"):
            msg, args = "a request that is none, or too large: refused", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *_quoted: Any, **kwargs: Any) -> None:
        super().exception("%s", str(msg).partition(" %s")[0], **kwargs)


def asks_whether_alive(connection: socket) -> bool:
    """Whether a whole request for ``/livez`` stands there to be read: one that is still coming could hold the thread.

    So could one with a cookie, whose session is looked up.
    """
    try:
        head: Any = connection.recv(HEAD_BYTES, MSG_PEEK | MSG_DONTWAIT)
    except OSError:
        return False
    return head.startswith(ALIVE) and HEAD_END in head and b"\r\ncookie:" not in head.lower()
