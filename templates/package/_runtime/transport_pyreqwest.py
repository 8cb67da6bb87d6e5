"""The fast transport: ``pyreqwest``, for those who choose it.

Some of its habits matter here. Its error classes say ``Connect`` also for a request that was sent and never answered,
so whether a request left is read from the causes alone. Its runtime does not survive a fork: building a client in a
child process raises RuntimeError, on which ``connections`` falls back to the default transport. And a call that is
cancelled, or interrupted by Ctrl-C, runs on in the background or foreground until its timeout ends it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

from pyreqwest.client import ClientBuilder, SyncClientBuilder
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError

from .errors import ApiConnectionError, ApiTimeoutError
from .headers import Headers
from .options import LONGEST_TIMEOUT
from .transport import BODYLESS, Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .connections import Network
    from .transport import Request

IDLE_SECONDS = 60
MOST_IDLE = 100
MOST_CLIENTS = 8
_NEVER_CONNECTED = "client error (Connect)"


class PyreqwestTransport:
    """A thread-safe pool of connections."""

    def __init__(self, network: Network) -> None:
        self._clients = _Clients(network, SyncClientBuilder)

    def send(self, request: Request) -> Response:
        # The error is raised outside the handler, because its details name the URL with credentials in its query.
        builder = self._clients.builder(request)
        try:
            if not request.stream:
                answer = builder.build().send()
                return Response(
                    answer.status, Headers.unread(answer.headers, _fields), bytes(answer.bytes())
                )
            opened = builder.build_streamed()
            answer = opened.__enter__()
        except PyreqwestError as error:
            failure = _failure(error)
        else:
            return Response(
                answer.status,
                Headers.unread(answer.headers, _fields),
                _chunks(answer.body_reader),
                close=lambda: opened.__exit__(None, None, None),
            )
        raise failure

    def close(self) -> None:
        for client in self._clients.given_up():
            client.close()


class AsyncPyreqwestTransport:
    """A pool of connections for one event loop."""

    def __init__(self, network: Network) -> None:
        self._clients = _Clients(network, ClientBuilder)

    async def send(self, request: Request) -> Response:
        builder = self._clients.builder(request)
        try:
            if not request.stream:
                answer = await builder.build().send()
                return Response(
                    answer.status,
                    Headers.unread(answer.headers, _fields),
                    bytes(await answer.bytes()),
                )
            opened = builder.build_streamed()
            answer = await opened.__aenter__()
        except PyreqwestError as error:
            failure = _failure(error)
        else:
            return Response(
                answer.status,
                Headers.unread(answer.headers, _fields),
                _achunks(answer.body_reader),
                close=lambda: opened.__aexit__(None, None, None),
            )
        raise failure

    async def close(self) -> None:
        for client in self._clients.given_up():
            await client.close()


class _Clients:
    """The clients by what pyreqwest fixes per client: the time to connect and, for streams, between two reads."""

    def __init__(self, network: Network, builder: Any) -> None:
        self._network = network
        self._builder = builder
        usual = (min(network.connect_timeout, LONGEST_TIMEOUT), None)
        # Built now rather than on demand: this is what fails in a forked process.
        self._by_times: dict[tuple[float, float | None], Any] = {usual: self._make(*usual)}

    def builder(self, request: Request) -> Any:
        """The request as pyreqwest builds it."""
        # Tenths of a second, because what is left of a timeout is hardly ever the same twice.
        read = ceil(request.timeout * 10) / 10 if request.stream else None
        times = (request.connect_timeout, read)
        client = self._by_times.get(times)
        if client is None:
            client = self._by_times.setdefault(times, self._make(*times))
            if len(self._by_times) > MOST_CLIENTS:
                self._forget()
        builder = client.request(request.method, request.url).headers(request.headers.items())
        if not request.stream:
            builder = builder.timeout(_span(request.timeout))
        else:
            builder = builder.streamed_read_buffer_limit(0)  # return with the headers
            if request.deadline is not None:
                builder = builder.timeout(_span(request.deadline))
        if not isinstance(request.content, bytes):
            return builder.body_stream(request.content)
        if request.content:
            return builder.body_bytes(request.content)
        return builder if request.method in BODYLESS else builder.header("Content-Length", "0")

    def _forget(self) -> None:
        """Let go of the oldest client for streams; what it is still busy with goes on."""
        oldest = next((times for times in self._by_times if times[1] is not None), None)
        if oldest is not None:
            self._by_times.pop(oldest, None)

    def given_up(self) -> list[Any]:
        """Every client; none is kept, because sockets close when the last reference to their client goes."""
        clients = list(self._by_times.values())
        self._by_times.clear()
        return clients

    def _make(self, connect: float, read: float | None) -> Any:
        builder = (
            self._builder()
            .follow_redirects(False)
            .referer(False)
            .connect_timeout(_span(connect))
            .pool_idle_timeout(_span(IDLE_SECONDS))
            .pool_max_idle_per_host(MOST_IDLE)
        )
        if read is not None:
            builder = builder.read_timeout(_span(read))
        return _trusting(builder, self._network).build()


def _trusting(builder: Any, network: Network) -> Any:
    """The builder with proxy, authorities and client certificate."""
    if network.proxy is not None:
        from pyreqwest.proxy import ProxyBuilder

        builder = builder.proxy(ProxyBuilder.all(network.proxy))
    if network.ca_file is not None:
        for certificate in _certificates(_file(network.ca_file)):
            builder = builder.add_root_certificate_pem(certificate)
    if isinstance(network.client_cert, str):
        builder = builder.identity_pem(_file(network.client_cert))
    elif network.client_cert is not None:
        builder = builder.identity_pem(b"\n".join(map(_file, network.client_cert)))
    return builder


def _file(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _certificates(bundle: bytes) -> list[bytes]:
    end = b"-----END CERTIFICATE-----"
    return [part + end for part in bundle.split(end)[:-1]]


@lru_cache(maxsize=8)
def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _fields(headers: Any) -> list[tuple[str, str]]:
    """The header fields, but for values outside ASCII, which this library can not hand over."""
    try:
        return list(headers.items())
    except ValueError:
        names = dict.fromkeys(headers)
        return [field for name in names for field in _values(headers, name)]


def _values(headers: Any, name: str) -> list[tuple[str, str]]:
    try:
        return [(name, value) for value in headers.getall(name)]
    except ValueError:
        return []


def _failure(error: PyreqwestError) -> ApiConnectionError:
    details: dict[str, Any] = getattr(error, "details", None) or {}
    causes: list[dict[str, str]] = details.get("causes") or []
    messages = [cause["message"] for cause in causes]
    connected = _NEVER_CONNECTED not in messages
    if isinstance(error, RequestTimeoutError):
        return ApiTimeoutError(
            "no answer in time" if connected else "no connection in time", sent=connected
        )
    reason = messages[-1] if messages and "://" not in messages[-1] else type(error).__name__
    problem = "the connection broke" if connected else "no connection"
    return ApiConnectionError(f"{problem}: {reason}", sent=connected)


def _chunks(reader: Any) -> Iterator[bytes]:
    failure = None
    try:
        while (chunk := reader.read_chunk()) is not None:
            yield bytes(chunk)
    except PyreqwestError as error:
        failure = _failure(error)
    if failure is not None:
        raise failure


async def _achunks(reader: Any) -> AsyncIterator[bytes]:
    failure = None
    try:
        while (chunk := await reader.read_chunk()) is not None:
            yield bytes(chunk)
    except PyreqwestError as error:
        failure = _failure(error)
    if failure is not None:
        raise failure
