"""``client.raw`` and ``client.stream`` without a second set of methods.

A service only ever uses its client's ``call`` and ``paginate``. So the same method on a service with another client
behind it, one whose ``call`` returns the response instead of the result, is its raw form.
"""

from __future__ import annotations

from .responses import RawResponse
from .streaming import STREAMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, NoReturn, Unpack

    from .core import Core
    from .operation import Operation
    from .prepare import Values
    from .steps import Call


class Rebound:
    """A call of a method, ready to be made. Its arguments, secrets among them, are no locals of a frame."""

    __slots__ = ("_arguments", "_method", "_named")

    def __init__(
        self, method: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]
    ) -> None:
        self._method = method
        self._arguments = arguments
        self._named = named

    def __call__(self) -> Any:
        return self._method(*self._arguments, **self._named)


def rebound(
    method: Callable[..., Any], client: object, arguments: Sequence[Any], named: Mapping[str, Any]
) -> Rebound:
    """The call of a service's method with another client behind it.

    Raises:
        TypeError: it is not a method of a service.
    """
    service = getattr(method, "__self__", None)
    function = getattr(method, "__func__", None)
    if service is None or function is None or not hasattr(service, "_client"):
        raise TypeError(
            f"a method of a service is needed, such as client.things.get, not {method!r}"
        )
    return Rebound(function.__get__(type(service)(client)), arguments, named)


class _View:
    """A client to a service; ``perform`` is what makes a call."""

    __slots__ = ("_core", "_perform")

    def __init__(self, core: Core, perform: Callable[[Call], Any]) -> None:
        self._core = core
        self._perform = perform

    def paginate(self, operation: Operation[Any], **values: object) -> NoReturn:
        raise TypeError(
            f"{operation.id}: pages have no single response; use the method that returns one page"
        )


class RawCalls(_View):
    """Calls that return a ``RawResponse``."""

    __slots__ = ()

    def call(self, operation: Operation[Any], **values: Unpack[Values]) -> RawResponse[Any]:
        _check_whole(operation)
        answer = self._perform(self._core.call(operation, values))
        return RawResponse(answer, self._core.api, operation)


class AsyncRawCalls(_View):
    """Calls that return a ``RawResponse``, asynchronously."""

    __slots__ = ()

    async def call(self, operation: Operation[Any], **values: Unpack[Values]) -> RawResponse[Any]:
        _check_whole(operation)
        answer = await self._perform(self._core.call(operation, values))
        return RawResponse(answer, self._core.api, operation)


class StreamedCalls(_View):
    """Calls that return an open answer; in an asynchronous client, one to wait for."""

    __slots__ = ()

    def call(self, operation: Operation[Any], **values: Unpack[Values]) -> Any:
        return self._perform(self._core.call(operation, values, stream=True))


def _check_whole(operation: Operation[Any]) -> None:
    if operation.response in STREAMED:
        raise TypeError(f"{operation.id} returns a stream; use client.stream(...) for its bytes")
