"""A server on a real loopback socket that does exactly what its script says, however wrong.

    with Server(closes(), json({"id": "a"})) as server:
        ...                                   # the first request meets a closed connection, the rest an answer
        assert len(server.requests) == 2

A reply is a function that gets the ``Exchange``: the request as it was received and the socket it came on.
"""

from __future__ import annotations

import contextlib
import json as jsonlib
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import BinaryIO, Self, TypeAlias

ENDS = 10.0
"""Seconds after which a reply that waits gives up, so that no failing test hangs."""


class Received:
    """A request as it came over the wire."""

    def __init__(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = first.split(" ", 2)
        self.fields = [tuple(line.split(": ", 1)) for line in lines if line]
        self.headers = {name.lower(): value for name, value in self.fields}
        self.body = body

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def json(self) -> object:
        value: object = jsonlib.loads(self.body)
        return value

    def __repr__(self) -> str:
        return f"<Received {self.method} {self.target}>"


class Exchange:
    """One request and the socket to answer on."""

    def __init__(self, server: Server, connection: socket.socket, request: Received) -> None:
        self.server = server
        self.connection = connection
        self.request = request
        self.keep = True

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(
        self,
        status: int = 200,
        body: bytes = b"",
        headers: tuple[tuple[str, str], ...] = (),
        *,
        length: int | None = None,
    ) -> None:
        """A response; ``length`` is what it claims, if not the truth."""
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers)]
        if status != 204:
            lines.append(f"Content-Length: {len(body) if length is None else length}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.send(head if self.request.method == "HEAD" else head + body)

    def relay(self, port: int) -> None:
        """Pass bytes on to another server and back until one side hangs up; no request follows on the connection."""
        self.keep = False
        with socket.create_connection(("127.0.0.1", port)) as other:
            pairs = {self.connection: other, other: self.connection}
            while not self.server.stopping.is_set():
                for source in select.select(list(pairs), [], [], ENDS)[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    pairs[source].sendall(data)

    def wait(self, seconds: float = ENDS) -> None:
        """Do nothing until the client hangs up, the server stops or the time is over."""
        self.connection.settimeout(seconds)
        with contextlib.suppress(OSError):
            self.connection.recv(1)
        self.keep = False


Reply: TypeAlias = Callable[[Exchange], None]


class Server:
    """Listens on a free port of ``host``; the last reply of the script is used for all further requests."""

    def __init__(
        self, *script: Reply, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.script = script
        self.requests: list[Received] = []
        self.stopping = threading.Event()
        self.arrived = threading.Event()  # set by the first request
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self._lock = threading.Condition()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, 0), backlog=256)
        self.host = host
        self.tls = tls
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        _shut(self._listener)
        with self._lock:
            sockets = list(self._sockets)
        for connection in sockets:
            _shut(connection)
        for thread in self._threads:
            thread.join(ENDS)

    def wait_for_open(self, count: int, seconds: float = 3.0) -> int:
        """The number of open connections, as soon as it is ``count`` or after a while."""
        with self._lock:
            self._lock.wait_for(lambda: self.open == count, seconds)
            return self.open

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._sockets.add(connection)
                self._count(1)
            self._start(self._serve, connection)

    def _count(self, step: int) -> None:
        self.open += step
        self.most_open = max(self.most_open, self.open)
        self._lock.notify_all()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                while (request := _receive(stream)) is not None:
                    with self._lock:
                        reply = self.script[min(len(self.requests), len(self.script) - 1)]
                        self.requests.append(request)
                    self.arrived.set()
                    exchange = Exchange(self, connection, request)
                    reply(exchange)
                    if not exchange.keep:
                        return
        except OSError:
            pass  # the client hung up, or the test is over
        finally:
            with self._lock:
                self._sockets.discard(connection)
                self._count(-1)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _receive(stream: BinaryIO) -> Received | None:
    read_line, read = stream.readline, stream.read
    lines: list[bytes] = []
    while (line := read_line()) not in (b"\r\n", b""):
        lines.append(line.rstrip(b"\r\n"))
    if not lines:
        return None
    head = b"\r\n".join(lines)
    request = Received(head, b"")
    if request.headers.get("transfer-encoding") == "chunked":
        request.body = _chunked(read_line, read)
    else:
        length = int(request.headers.get("content-length", "0"))
        request.body = read(length)
        if len(request.body) < length:
            raise ConnectionError("the client hung up in the middle of its request")
    return request


def _chunked(read_line: Callable[[], bytes], read: Callable[[int], bytes]) -> bytes:
    body = b""
    while line := read_line():
        size = int(line, 16)
        body += read(size)
        read_line()
        if size == 0:
            return body
    raise ConnectionError("the client hung up in the middle of its request")


def refusing() -> str:
    """The URL of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


class Unreachable:
    """A listener whose queue is full, so that connecting to it takes for ever."""

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self._waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(self._listener.getsockname())
            self._waiting.append(client)
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *error: object) -> None:
        for connection in (*self._waiting, self._listener):
            connection.close()


# --- replies ----------------------------------------------------------------------------------------------------------


def json(value: object, status: int = 200, **headers: str) -> Reply:
    """A JSON answer; underscores in header names stand for hyphens."""
    return answers(
        status, jsonlib.dumps(value).encode(), content_type="application/json", **headers
    )


def answers(status: int = 200, body: bytes = b"", **headers: str) -> Reply:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda exchange: exchange.answer(status, body, fields)


def silent() -> Reply:
    """Never a word."""
    return lambda exchange: exchange.wait()


def drips(text: bytes, every: float) -> Reply:
    """One byte at a time: each read succeeds, the whole takes for ever."""

    def reply(exchange: Exchange) -> None:
        for position in range(len(text)):
            exchange.send(text[position : position + 1])
            if exchange.server.stopping.wait(every):
                return

    return reply


def closes() -> Reply:
    """Takes the request and hangs up."""

    def reply(exchange: Exchange) -> None:
        exchange.keep = False

    return reply


def resets() -> Reply:
    """Takes the request and breaks the connection (TCP RST)."""

    def reply(exchange: Exchange) -> None:
        linger = struct.pack("ii", 1, 0)
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        exchange.keep = False

    return reply


def truncates(body: bytes = b'{"id": "a", "na', missing: int = 20) -> Reply:
    """Announces more than it sends, then hangs up."""

    def reply(exchange: Exchange) -> None:
        exchange.answer(
            200, body, (("Content-Type", "application/json"),), length=len(body) + missing
        )
        exchange.keep = False

    return reply


def stalls(body: bytes = b'{"id": ') -> Reply:
    """Begins an answer and falls silent."""

    def reply(exchange: Exchange) -> None:
        exchange.answer(200, body, length=len(body) + 20)
        exchange.wait()

    return reply


def sends(data: bytes) -> Reply:
    """Any bytes, then hangs up."""

    def reply(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.keep = False

    return reply


def redirects(location: str, status: int = 302) -> Reply:
    return answers(status, location=location)
