"""The stand-in over HTTP on the loopback interface, for any language's client."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .wire import Answer, SeenRequest

Respond = Callable[[SeenRequest], Answer]

HOST = "127.0.0.1"
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]+")
LARGEST_BODY = 16 * 1024 * 1024


@contextlib.contextmanager
def serving(respond: Respond, port: int = 0) -> Generator[str]:
    """Answer requests while the block runs; yields the endpoint, such as ``http://127.0.0.1:49152/v1``.

    Args:
        port: where to listen; 0 takes a free one.
    """
    server = _Server(respond, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="fake-appwrite")
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/v1"
    finally:
        server.stop()
        thread.join()


class _Server(ThreadingHTTPServer):
    """One thread a connection. Stopping closes connections that are kept alive."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, respond: Respond, port: int) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):  # the other side was faster
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection, with one request after the other."""

    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]  # no other one makes it
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one piece
    timeout = 60

    def handle_one_request(self) -> None:
        """Like the base class, for any method, and with a connection that can be dropped."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline:
                self.close_connection = True
            elif self.parse_request():
                self._handle()
        except OSError:  # the client went away, or was silent too long
            self.close_connection = True

    def _handle(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            return
        seen = SeenRequest.of(self.command, self.path, dict(self.headers.items()), body)
        answer = self.server.respond(seen)
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.dropped:
            self.close_connection = True
            return
        self._send(answer)

    def _body(self) -> bytes | None:
        """The body; None if it cannot be read, which is answered if anyone is still there."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            try:
                return b"".join(self._chunks())
            except ValueError:
                self._send(Answer(400))
                return None
            except OverflowError:
                self._send(Answer(413))
                return None
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self._send(Answer(413 if length.isdecimal() else 400))
            return None
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else None

    def _chunks(self) -> Iterator[bytes]:
        """RFC 9112, section 7.1. Raises ValueError if it is none, OverflowError if it is too much."""
        left = LARGEST_BODY
        while size := self._chunk_size():
            left -= size
            if left < 0:
                raise OverflowError
            yield self.rfile.read(size)
            if self.rfile.readline() != b"\r\n":
                raise ValueError("a chunk is longer or shorter than it says")
        while self.rfile.readline().strip():
            pass

    def _chunk_size(self) -> int:
        digits = self.rfile.readline().partition(b";")[0].strip()
        if not _HEXADECIMAL.fullmatch(digits):  # int takes signs, prefixes and more
            raise ValueError("a chunk without a size")
        return int(digits, 16)

    def handle_expect_100(self) -> bool:
        """Let the client go on. The base class leaves that in the buffer."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Date", self.date_time_string())
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is in ``fake.requests``."""
