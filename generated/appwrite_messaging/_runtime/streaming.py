"""Responses that are read while they arrive.

``timeout`` bounds the time to the headers and then each wait for more; ``deadline`` bounds it all, up to the end of
the body. Leaving a loop early, or the ``with`` block, gives the connection back at once. In asynchronous code a loop
that is left early gives it back when the event loop next gets its turn; ``async with`` does so before it is left.
"""

from __future__ import annotations

from .errors import ApiConnectionError
from .responses import decode, decode_error
from .typing_only import Generic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
    from typing import Any, Self, TypeVar

    from .headers import Headers
    from .operation import Operation
    from .options import ApiInfo
    from .responses import Answer

    ItemT = TypeVar("ItemT")
else:
    ItemT = "ItemT"

STREAMED = ("sse", "jsonl")
"""Response codecs whose results are many and come one by one."""


class StreamedResponse:
    """A response whose body is read piece by piece, inside ``with client.stream(...) as response``."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        return self._answer.response.status

    @property
    def headers(self) -> Headers:
        return self._answer.response.headers

    def chunks(self) -> Generator[bytes, None, None]:
        """The body in pieces as they arrive, decompressed."""
        try:
            yield from self._answer.response.chunks()
        except ApiConnectionError as error:
            raise self._answer.broken_off(error) from None

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.chunks())

    def close(self) -> None:
        self._answer.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status} {self._answer.request.shown_url}>"


class AsyncStreamedResponse:
    """The asynchronous form of ``StreamedResponse``; ``async with`` makes the call."""

    __slots__ = ("_answer", "_call")

    def __init__(self, call: Callable[[], Awaitable[Answer]]) -> None:
        self._call = call
        self._answer: Answer | None = None

    @property
    def status(self) -> int:
        return self._opened().response.status

    @property
    def headers(self) -> Headers:
        return self._opened().response.headers

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces as they arrive, decompressed."""
        answer = self._opened()
        pieces = answer.response.achunks()
        try:
            async for chunk in pieces:
                yield chunk
        except ApiConnectionError as error:
            raise answer.broken_off(error) from None
        finally:
            await pieces.aclose()

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def close(self) -> None:
        if self._answer is not None:
            await self._answer.response.aclose()

    def _opened(self) -> Answer:
        if self._answer is None:
            raise RuntimeError("open the response first: async with client.stream(...) as response")
        return self._answer

    async def __aenter__(self) -> Self:
        self._answer = await self._call()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        shown = "not opened" if self._answer is None else str(self.status)
        return f"<{type(self).__name__} {shown}>"


class Stream(Generic[ItemT]):
    """Server-sent events or JSON lines, each decoded as it arrives. It can be gone through once."""

    __slots__ = ("_answer", "_api", "_operation")

    def __init__(self, api: ApiInfo, operation: Operation[Any], answer: Answer) -> None:
        self._api = api
        self._operation = operation
        self._answer = answer

    def __iter__(self) -> Generator[ItemT, None, None]:
        from .streams import json_lines, sse

        split: Any = sse if self._operation.response == "sse" else json_lines
        pieces = split(self._answer.response.chunks())
        try:
            for piece in pieces:
                yield _item(self._api, self._operation, self._answer, piece)
        except ValueError as error:  # a line without end
            raise _too_long(self._operation, self._answer, error) from None
        except ApiConnectionError as error:
            raise self._answer.broken_off(error) from None
        finally:
            pieces.close()

    def close(self) -> None:
        self._answer.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Stream {self._operation.id}>"


class AsyncStream(Generic[ItemT]):
    """The asynchronous form of ``Stream``."""

    __slots__ = ("_answer", "_api", "_operation")

    def __init__(self, api: ApiInfo, operation: Operation[Any], answer: Answer) -> None:
        self._api = api
        self._operation = operation
        self._answer = answer

    async def __aiter__(self) -> AsyncGenerator[ItemT, None]:
        from .streams import json_lines_async, sse_async

        split: Any = sse_async if self._operation.response == "sse" else json_lines_async
        pieces = split(self._answer.response.achunks())
        try:
            async for piece in pieces:
                yield _item(self._api, self._operation, self._answer, piece)
        except ValueError as error:  # a line without end
            raise _too_long(self._operation, self._answer, error) from None
        except ApiConnectionError as error:
            raise self._answer.broken_off(error) from None
        finally:
            await pieces.aclose()

    async def close(self) -> None:
        await self._answer.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncStream {self._operation.id}>"


def _item(api: ApiInfo, operation: Operation[Any], answer: Answer, piece: Any) -> Any:
    """One result: a JSON line, or the data of an event; the event itself if the description gives no type."""
    if operation.response == "jsonl":
        return decode(api, operation, answer, piece)
    if operation.result is None:
        return piece
    return (
        piece.data
        if operation.result == "str"
        else decode(api, operation, answer, piece.data.encode())
    )


def _too_long(operation: Operation[Any], answer: Answer, error: ValueError) -> Exception:
    return decode_error(operation, answer, b"", str(error))
