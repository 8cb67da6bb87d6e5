"""The sockets under ``transport_httpx2``: those of threads know when the attempt ends, those of event loops are quick to
say whether they can be read.
"""

from __future__ import annotations

import select
import socket
import ssl
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpcore2

from .options import LONGEST_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable

_PIECE = 65536


class Until(float):
    """A moment on the monotonic clock, where a number of seconds is usual: the end of the whole attempt.

    ``longest`` are the seconds that each step may take all the same.
    """

    longest = LONGEST_TIMEOUT


def _left(timeout: float | None, late: type[httpcore2.TimeoutException]) -> float | None:
    """The seconds left. Raises ``late`` if there are none."""
    if not isinstance(timeout, Until):
        return timeout
    left = timeout - monotonic()
    if left <= 0:
        raise late("no time left")
    return min(left, timeout.longest)


class _DeadlineStream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(
                buffer[start : start + _PIECE], _left(timeout, httpcore2.WriteTimeout)
            )

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _left(timeout, httpcore2.ConnectTimeout)
        return _DeadlineStream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class DeadlineBackend(httpcore2.NetworkBackend):
    """Looks the host up and connects to each of its addresses in turn, all within one bound."""

    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception | None = None
        for address in _addresses(host, port, _left(timeout, httpcore2.ConnectTimeout)):
            left = _left(timeout, httpcore2.ConnectTimeout)
            try:
                inner = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(inner)
        raise failure or httpcore2.ConnectError("the host has no address")


def _addresses(host: str, port: int, seconds: float | None) -> list[str]:
    """The addresses of a host.

    Raises:
        httpcore2.ConnectTimeout: there is no answer in time.
        httpcore2.ConnectError: there is no such host.
    """
    with suppress(OSError, UnicodeError):
        return _lookup(host, port, socket.AI_NUMERICHOST)
    found: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            found.put(_lookup(host, port))
        except (OSError, UnicodeError) as error:  # the latter for a label that is empty or too long
            found.put(httpcore2.ConnectError(str(error)))

    # The system's resolver can not be interrupted; a thread that waits for it can be left behind.
    try:
        Thread(target=look_up, name="lookup", daemon=True).start()
    except RuntimeError:  # the interpreter is about to end, and starts no thread any more
        look_up()
    try:
        addresses = found.get(timeout=seconds)
    except Empty:
        raise httpcore2.ConnectTimeout("the host was not looked up in time") from None
    if isinstance(addresses, Exception):
        raise addresses
    return addresses


def _lookup(host: str, port: int, flags: int = 0) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _ProbedStream(httpcore2.AsyncNetworkStream):
    """At every request the pool asks each idle connection whether the server has closed it; by way of anyio's typed
    attributes the answer would cost more than the request as soon as some dozens are idle.
    """

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner
        self._socket = inner.get_extra_info("socket")
        self._poll = None
        if hasattr(select, "poll") and self._socket is not None:  # Windows has none
            self._poll = select.poll()
            self._poll.register(self._socket.fileno(), select.POLLIN)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._inner.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own signature
    ) -> httpcore2.AsyncNetworkStream:
        return _ProbedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self._poll is not None:
            return self._socket.fileno() < 0 or bool(self._poll.poll(0))
        return self._inner.get_extra_info(info)


class ProbedBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self) -> None:
        inner: Any = (
            httpcore2.AnyIOBackend()
        )  # a mere stand-in for type checkers where anyio is missing
        self._inner: httpcore2.AsyncNetworkBackend = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return _ProbedStream(
            await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        )
