"""The stand-in in process: transports for ``Client`` and ``AsyncClient`` that reach it without a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .._runtime.errors import ApiConnectionError, ApiTimeoutError
from .._runtime.transport import Request, Response
from .clock import Clock
from .wire import Answer, SeenRequest

if TYPE_CHECKING:
    from .._runtime.transport import Content

Respond = Callable[[SeenRequest], Answer]


class FakeTransport:
    """For ``Client(transport=...)``."""

    def __init__(self, respond: Respond, clock: Clock) -> None:
        self._respond = respond
        self._clock = clock

    def send(self, request: Request) -> Response:
        return _exchange(request, self._respond, self._clock)

    def close(self) -> None:
        """There is nothing to close."""


class AsyncFakeTransport:
    """For ``AsyncClient(transport=...)``."""

    def __init__(self, respond: Respond, clock: Clock) -> None:
        self._respond = respond
        self._clock = clock

    async def send(self, request: Request) -> Response:
        return _exchange(request, self._respond, self._clock)

    async def close(self) -> None:
        """There is nothing to close."""


def _exchange(request: Request, respond: Respond, clock: Clock) -> Response:
    headers = dict(request.headers.items())
    seen = SeenRequest.of(request.method, request.url, headers, _whole(request.content))
    answer = respond(seen)
    clock.advance(min(answer.delay, request.timeout))
    if answer.delay > request.timeout:
        raise ApiTimeoutError(f"no answer within {request.timeout:g} s", sent=True)
    if answer.dropped:
        raise ApiConnectionError("the server closed the connection without an answer", sent=True)
    return Response(answer.status, answer.headers, answer.body)


def _whole(content: Content) -> bytes:
    """The body of a request; those of this API are never sent in pieces."""
    if not isinstance(content, bytes):
        raise TypeError("the stand-in takes whole bodies only")
    return content
