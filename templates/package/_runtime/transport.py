"""Requests, responses, and what a transport has to do: ``send`` one and ``close``.

These types are ours, so no HTTP library shows in the public interface. A transport of your own is any object
with the two methods of ``Transport`` (for ``Client``) or ``AsyncTransport`` (for ``AsyncClient``).
"""

from __future__ import annotations

from .headers import Headers
from .redaction import mask_url
from .typing_only import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterable,
        Awaitable,
        Callable,
        Generator,
        Iterable,
    )
    from typing import TypeAlias

    Content: TypeAlias = "bytes | Iterable[bytes] | AsyncIterable[bytes]"


BODYLESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
"""Methods whose requests say nothing of a body that is empty (RFC 9110, section 8.6)."""


class Request:
    """One HTTP request, as a transport or middleware sees it.

    Attributes:
        method, url, headers: the URL is absolute and percent-encoded.
        content: the body: bytes, or chunks of bytes.
        timeout: seconds for the whole attempt. For a streamed response: until its headers, then for each wait.
        connect_timeout: seconds for opening a connection.
        deadline: seconds until the end of the body of a streamed response; None for no bound.
        stream: the caller reads the response's body piece by piece.
        operation: the operation's name in the description.
        route: the path with its ``{placeholders}``.
        attempt: 0 for the first, 1 for the first retry.
        secret_names: names of query parameters that hold credentials.
    """

    __slots__ = (
        "method",
        "url",
        "headers",
        "content",
        "timeout",
        "connect_timeout",
        "deadline",
        "stream",
        "operation",
        "route",
        "attempt",
        "secret_names",
    )

    def __init__(
        self,
        method: str,
        url: str,
        *,
        headers: Headers | None = None,
        content: Content = b"",
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        stream: bool = False,
        operation: str = "",
        route: str = "",
        attempt: int = 0,
        secret_names: tuple[str, ...] = (),
    ) -> None:
        self.method = method
        self.url = url
        self.headers = Headers() if headers is None else headers
        self.content = content
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.deadline: float | None = None
        self.stream = stream
        self.operation = operation
        self.route = route
        self.attempt = attempt
        self.secret_names = secret_names

    def again(self) -> Request:
        """The same request once more; its headers can be changed on their own."""
        return self.elsewhere(self.url, self.headers.copy())

    def elsewhere(self, url: str, headers: Headers) -> Request:
        """The same request to another URL with other headers."""
        return Request(
            self.method,
            url,
            headers=headers,
            content=self.content,
            timeout=self.timeout,
            connect_timeout=self.connect_timeout,
            stream=self.stream,
            operation=self.operation,
            route=self.route,
            attempt=self.attempt,
            secret_names=self.secret_names,
        )

    @property
    def shown_url(self) -> str:
        """The URL with credentials masked."""
        return mask_url(self.url, self.secret_names)

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.shown_url}>"


class Response:
    """One HTTP response. ``content`` is the body, whole or in chunks; ``close`` gives the connection back.

    The body of a response that is not streamed has been read before anyone sees it: ``body`` holds it.
    """

    __slots__ = ("status", "headers", "_content", "_close", "_body")

    def __init__(
        self,
        status: int,
        headers: Headers | Iterable[tuple[str, str]] = (),
        content: Content = b"",
        *,
        close: Callable[[], None] | Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.status = status
        self.headers = headers if isinstance(headers, Headers) else Headers.received(headers)
        self._content = content
        self._close = close
        self._body = content if isinstance(content, bytes) else None

    @property
    def body(self) -> bytes:
        """The whole body.

        Raises:
            RuntimeError: the body is streamed and has not been read.
        """
        if self._body is None:
            raise RuntimeError("the body of this response has not been read")
        return self._body

    def read(self) -> bytes:
        """Read the rest of the body, give the connection back, and return the body."""
        if self._body is None:
            self._body = b"".join(self.chunks())
        return self._body

    async def aread(self) -> bytes:
        """The asynchronous form of ``read``."""
        if self._body is None:
            self._body = b"".join([chunk async for chunk in self.achunks()])
        return self._body

    def chunks(self) -> Generator[bytes, None, None]:
        """The body in pieces as they arrive. Leaving the loop early gives the connection back."""
        try:
            if self._body is not None:
                yield self._body
            else:
                yield from self._content  # type: ignore[misc]  # a sync transport gives a sync iterable
        finally:
            self.close()

    async def achunks(self) -> AsyncGenerator[bytes, None]:
        """The asynchronous form of ``chunks``."""
        try:
            if self._body is not None:
                yield self._body
            else:
                async for chunk in self._content:  # type: ignore[union-attr]  # as above
                    yield chunk
        finally:
            await self.aclose()

    def close(self) -> None:
        """Give the connection back, or drop it if the body was not read to its end."""
        close, self._close = self._close, None
        if close is not None:
            close()

    async def aclose(self) -> None:
        """The asynchronous form of ``close``."""
        close, self._close = self._close, None
        if close is not None:
            await close()  # type: ignore[misc]  # an async transport gives an async close

    def __repr__(self) -> str:
        return f"<Response {self.status}>"


def is_streamed(request: Request, response: Response) -> bool:
    """Whether the caller reads this body piece by piece: that of a success, if asked for."""
    return request.stream and response.status < 300


class Transport(Protocol):
    """What ``Client(transport=...)`` takes.

    ``send`` returns as soon as the headers are there, whatever the status; it follows no redirects. It raises
    ``ApiConnectionError`` or ``ApiTimeoutError``, with ``sent=False`` if the request never left.
    """

    def send(self, request: Request) -> Response: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """What ``AsyncClient(transport=...)`` takes; see ``Transport``."""

    async def send(self, request: Request) -> Response: ...

    async def close(self) -> None: ...
