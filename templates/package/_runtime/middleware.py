"""Hooks around each attempt.

A middleware is a function that gets the request and the next step, and returns a response:
``def timed(request: Request, send: Send) -> Response``. It may change the request's headers, answer by itself without calling ``send``, or look at the response, whose body
has been read (unless it is streamed). It runs once for each attempt and each redirect, and sees error statuses as
responses and missing answers as ``ApiConnectionError``. For ``AsyncClient`` it is an ``async def``.

An object that also has ``call_started`` is told about whole calls, retries included; see ``CallObserver``.
"""

from __future__ import annotations

from .transport import Response, is_streamed
from .typing_only import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Any, TypeAlias

    from .transport import Request

    Send: TypeAlias = Callable[[Request], Response]
    Middleware: TypeAlias = Callable[[Request, Send], Response]
    AsyncSend: TypeAlias = Callable[[Request], Awaitable[Response]]
    AsyncMiddleware: TypeAlias = Callable[[Request, AsyncSend], Awaitable[Response]]


class CallObserver(Protocol):
    """Told once when a call begins and once when it ends, in synchronous and asynchronous clients alike."""

    def call_started(
        self, request: Request
    ) -> Callable[[Response | None, BaseException | None, int], None]:
        """Called before the first attempt; may change the request's headers. Returns what to call at the end, with
        the response of a success or the error, and the number of retries."""
        ...  # noqa: PIE790 - to pyright a body of a docstring alone returns None


def send_through(layers: Sequence[Middleware], send: Send, request: Request) -> Response:
    """Send a request through the middleware, the first one outermost.

    A streamed response is closed if one of them fails. Raises TypeError for one that returns no response.
    """
    opened: list[Response] = []

    def innermost(request: Request) -> Response:
        opened.append(send(request))
        return opened[-1]

    try:
        response = _checked(_chain(layers, innermost)(request))
        if not is_streamed(request, response):
            response.read()
    except BaseException:
        for response in opened:
            response.close()
        raise
    return response


async def asend_through(
    layers: Sequence[AsyncMiddleware], send: AsyncSend, request: Request
) -> Response:
    """The asynchronous form of ``send_through``."""
    opened: list[Response] = []

    async def innermost(request: Request) -> Response:
        opened.append(await send(request))
        return opened[-1]

    try:
        response = _checked(await _chain(layers, innermost)(request))
        if not is_streamed(request, response):
            await response.aread()
    except BaseException:
        for response in opened:
            await response.aclose()
        raise
    return response


def _chain(layers: Sequence[Any], send: Any) -> Any:
    for layer in reversed(layers):
        send = _around(layer, send)
    return send


def _around(layer: Any, send: Any) -> Any:
    def around(request: Request) -> Any:
        return layer(request, send)

    return around


def _checked(response: object) -> Response:
    if not isinstance(response, Response):
        raise TypeError(f"a middleware returns a Response, not {type(response).__name__}")
    return response


def check(middleware: Sequence[Any], *, asynchronous: bool) -> None:
    """Raises TypeError for an ``async def`` in a ``Client`` and a plain function in an ``AsyncClient``."""
    if not middleware:
        return
    from inspect import iscoroutinefunction

    for layer in middleware:
        function = (
            layer
            if hasattr(layer, "__code__") or hasattr(layer, "__func__")
            else type(layer).__call__
        )
        if iscoroutinefunction(function) is not asynchronous:
            wanted, client = (
                ("an async def", "AsyncClient") if asynchronous else ("a plain function", "Client")
            )
            raise TypeError(f"the middleware of {client} is {wanted}, unlike {layer!r}")
