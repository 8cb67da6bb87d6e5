"""The bases of the generated clients: thin drivers of ``steps``, one synchronous and one asynchronous."""

from __future__ import annotations

from . import log
from .connections import AsyncConnections, Connections
from .core import new_core
from .errors import ApiConnectionError, ApiTimeoutError
from .middleware import asend_through, send_through
from .responses import RawResponse, result
from .steps import Wait
from .streaming import STREAMED, AsyncStreamedResponse, StreamedResponse
from .transport import is_streamed
from .views import AsyncRawCalls, RawCalls, StreamedCalls, rebound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from typing import Any, ParamSpec, Self, TypeVar, Unpack

    from .clock import Clock
    from .connections import Network
    from .core import CommonArguments, Core
    from .middleware import AsyncMiddleware, Middleware
    from .operation import Operation
    from .options import ApiInfo, AsyncTransportChoice, RequestOptions, TransportChoice
    from .pages import AsyncPager, Pager
    from .prepare import Values
    from .responses import Answer
    from .steps import Call, Outcome, Steps
    from .transport import AsyncTransport, Request, Response

    ResultT = TypeVar("ResultT")
    P = ParamSpec("P")

GRACE = 0.02
"""Seconds by which a transport may notice the end of an attempt before the event loop cuts it off: it knows whether
the request was sent."""

NOT_COPIED = (
    "a client holds credentials and connections: it is not copied or pickled; see with_options()"
)


class _Client:
    """What both kinds of client have in common."""

    _core: Core

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """A client that does some things differently and shares this one's connections."""
        derived = object.__new__(type(self))
        derived._core = self._core.derived(options)
        return derived

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._core!r})"

    def __reduce__(self) -> str:
        raise TypeError(NOT_COPIED)


class SyncApiClient(_Client):
    """The base of a generated ``Client``: thread-safe, one pool of connections, a context manager."""

    def __init__(
        self,
        api: ApiInfo,
        *,
        endpoint: str | None = None,
        credentials: Mapping[str, Any],
        transport: TransportChoice = None,
        middleware: Sequence[Middleware] = (),
        clock: Clock | None = None,
        **arguments: Unpack[CommonArguments],
    ) -> None:
        def connections(network: Network) -> Connections:
            return Connections(transport, network)

        self._core = new_core(api, endpoint, credentials, connections, middleware, clock, arguments)

    def call(self, operation: Operation[ResultT], **values: Unpack[Values]) -> ResultT:
        """Make a call and return its typed result.

        Raises:
            ApiError: see ``errors``.
            ValueError, TypeError: a value can not be sent.
        """
        core = self._core
        answer = self._perform(core.call(operation, values, stream=operation.response in STREAMED))
        return result(core.api, operation, answer)

    def paginate(
        self,
        operation: Operation[ResultT],
        *,
        max_items: int | None = None,
        **values: Unpack[Values],
    ) -> Pager[ResultT, Any]:
        """The items of every page of a list, fetched as they are asked for."""
        from .pages import Pager

        return Pager(self.call, operation, values, max_items)

    def raw(
        self, method: Callable[P, ResultT], *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[ResultT]:
        """Call a method of a service and return the response as it came: ``client.raw(client.things.get, id="x")``."""
        call = rebound(method, RawCalls(self._core, self._perform), args, kwargs)
        del args, kwargs
        response: RawResponse[ResultT] = call()
        return response

    def stream(
        self, method: Callable[P, ResultT], *args: P.args, **kwargs: P.kwargs
    ) -> StreamedResponse:
        """Call a method of a service and read the response piece by piece, in a ``with`` block."""
        call = rebound(method, StreamedCalls(self._core, self._perform), args, kwargs)
        del args, kwargs
        return StreamedResponse(call())

    def close(self) -> None:
        """Close every connection. A client made by ``with_options`` leaves them to the one it came from."""
        if self._core.owner:
            self._core.connections.close()

    def _perform(self, call: Call) -> Answer:
        core = self._core
        observers = core.observers(call) if core.middleware else []
        try:
            outcome = None if call.tokens else self._attempt(call.attempt())
            answer = call.answer(outcome) or self._drive(call.steps(outcome))
            core.succeeded(answer, observers)
        except BaseException as error:
            core.failed(error, observers)
            raise
        return answer

    def _drive(self, steps: Steps) -> Answer:
        outcome: Outcome = None
        try:
            while True:
                try:
                    step = steps.send(outcome)
                except StopIteration as end:
                    answer: Answer = end.value
                    return answer
                if isinstance(step, Wait):
                    step.sleep(self._core.clock)
                    outcome = None
                else:
                    outcome = self._attempt(step)
        finally:
            steps.close()  # whoever waits for a token this call was to fetch must know that it is given up

    def _attempt(self, request: Request) -> Response | ApiConnectionError:
        layers = self._core.middleware
        try:
            return send_through(layers, self._send, request) if layers else self._send(request)
        except ApiConnectionError as error:
            return error

    def _send(self, request: Request) -> Response:
        """The innermost step: hand the request to the transport, and read the body of what is not streamed."""
        core = self._core
        logger = core.logger()
        if logger:
            log.sending(logger, request)
        started = core.clock.monotonic() if logger else 0.0
        response: Response = core.connections.transport().send(request)
        if not is_streamed(request, response):
            response.read()
        if logger:
            log.answered(logger, request, response, core.clock.monotonic() - started)
        return response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncApiClient(_Client):
    """The base of a generated ``AsyncClient``: like ``Client``, usable from one event loop after another."""

    def __init__(
        self,
        api: ApiInfo,
        *,
        endpoint: str | None = None,
        credentials: Mapping[str, Any],
        transport: AsyncTransportChoice = None,
        middleware: Sequence[AsyncMiddleware] = (),
        clock: Clock | None = None,
        **arguments: Unpack[CommonArguments],
    ) -> None:
        def connections(network: Network) -> AsyncConnections:
            return AsyncConnections(transport, network)

        self._core = new_core(api, endpoint, credentials, connections, middleware, clock, arguments)

    async def call(self, operation: Operation[ResultT], **values: Unpack[Values]) -> ResultT:
        """Make a call and return its typed result; see ``SyncApiClient.call``."""
        core = self._core
        answer = await self._perform(
            core.call(operation, values, stream=operation.response in STREAMED)
        )
        return result(core.api, operation, answer, asynchronous=True)

    def paginate(
        self,
        operation: Operation[ResultT],
        *,
        max_items: int | None = None,
        **values: Unpack[Values],
    ) -> AsyncPager[ResultT, Any]:
        """The items of every page of a list, fetched as they are asked for."""
        from .pages import AsyncPager

        return AsyncPager(self.call, operation, values, max_items)

    async def raw(
        self, method: Callable[P, Awaitable[ResultT]], *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[ResultT]:
        """Call a method of a service and return the response as it came."""
        call = rebound(method, AsyncRawCalls(self._core, self._perform), args, kwargs)
        del args, kwargs
        response: RawResponse[ResultT] = await call()
        return response

    def stream(
        self, method: Callable[P, Awaitable[ResultT]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncStreamedResponse:
        """Call a method of a service and read the response piece by piece, in an ``async with`` block."""
        return AsyncStreamedResponse(
            rebound(method, StreamedCalls(self._core, self._perform), args, kwargs)
        )

    async def close(self) -> None:
        """Close the connections of the running event loop; those of other loops close with their loop."""
        if self._core.owner:
            await self._core.connections.close()

    aclose = close

    async def _perform(self, call: Call) -> Answer:
        core = self._core
        observers = core.observers(call) if core.middleware else []
        try:
            outcome = None if call.tokens else await self._attempt(call.attempt())
            answer = call.answer(outcome) or await self._drive(call.steps(outcome))
            core.succeeded(answer, observers)
        except BaseException as error:
            core.failed(error, observers)
            raise
        return answer

    async def _drive(self, steps: Steps) -> Answer:
        outcome: Outcome = None
        try:
            while True:
                try:
                    step = steps.send(outcome)
                except StopIteration as end:
                    answer: Answer = end.value
                    return answer
                if isinstance(step, Wait):
                    await step.asleep(self._core.clock)
                    outcome = None
                else:
                    outcome = await self._attempt(step)
        finally:
            steps.close()

    async def _attempt(self, request: Request) -> Response | ApiConnectionError:
        from asyncio.timeouts import timeout

        layers = self._core.middleware
        bound = timeout(request.timeout + GRACE)
        try:
            async with bound:
                if layers:
                    return await asend_through(layers, self._send, request)
                return await self._send(request)
        except ApiConnectionError as error:
            return error
        except TimeoutError:
            if bound.expired():
                return ApiTimeoutError("no answer in time", sent=True)
            raise

    async def _send(self, request: Request) -> Response:
        core = self._core
        logger = core.logger()
        if logger:
            log.sending(logger, request)
        started = core.clock.monotonic() if logger else 0.0
        transport: AsyncTransport = await core.connections.transport()
        response = await transport.send(request)
        if not is_streamed(request, response):
            await response.aread()
        if logger:
            log.answered(logger, request, response, core.clock.monotonic() - started)
        return response

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
