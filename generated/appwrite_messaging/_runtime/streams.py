"""Answers that arrive piece by piece: server-sent events and JSON lines.

The functions take an iterator over chunks of bytes, cut anywhere, and give an iterator over events or lines.
When theirs ends, is closed, or its consumer breaks off, they close the source, which returns the connection.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable

LIMIT = 16_777_216
"""Bytes a single line or event may have; a server that never ends one must not fill the memory."""


class ServerSentEvent:
    """One event of a ``text/event-stream`` (HTML Living Standard, section 9.2).

    Attributes:
        event: its type, ``message`` if the server names none.
        data: its text, the ``data`` lines joined by line feeds.
        id: the last id the server set up to this event; empty if none.
        retry: milliseconds to wait before connecting again, if this event says so.
    """

    __slots__ = ("data", "event", "id", "retry")

    def __init__(self, event: str, data: str, id: str = "", retry: int | None = None) -> None:
        self.event = event
        self.data = data
        self.id = id
        self.retry = retry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerSentEvent) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"ServerSentEvent(event={self.event!r}, data={self.data!r}, id={self.id!r}, retry={self.retry!r})"

    def _key(self) -> tuple[str, str, str, int | None]:
        return self.event, self.data, self.id, self.retry


def sse(chunks: Iterable[bytes]) -> Generator[ServerSentEvent, None, None]:
    """The events of a ``text/event-stream``; what follows the last complete one is dropped, as the standard asks."""
    reader = _EventReader()
    lines = _lines(chunks)
    try:
        for line in lines:
            event = reader.take(line)
            if event is not None:
                yield event
    finally:
        lines.close()


async def sse_async(chunks: AsyncIterable[bytes]) -> AsyncGenerator[ServerSentEvent, None]:
    """``sse`` for an asynchronous client."""
    reader = _EventReader()
    lines = _lines_async(chunks)
    try:
        async for line in lines:
            event = reader.take(line)
            if event is not None:
                yield event
    finally:
        await lines.aclose()


def json_lines(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    """The JSON texts of a body that has one on each line (JSON Lines, NDJSON); empty lines are skipped."""
    lines = _lines(chunks)
    try:
        for line in lines:
            if line.strip():
                yield line
    finally:
        lines.close()


async def json_lines_async(chunks: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    """``json_lines`` for an asynchronous client."""
    lines = _lines_async(chunks)
    try:
        async for line in lines:
            if line.strip():
                yield line
    finally:
        await lines.aclose()


# --- lines -------------------------------------------------------------------------------------------------------------


def _lines(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    cutter = _Cutter()
    try:
        for chunk in chunks:
            yield from cutter.feed(chunk)
        if rest := cutter.rest():
            yield rest
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()


async def _lines_async(chunks: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    cutter = _Cutter()
    try:
        async for chunk in chunks:
            for line in cutter.feed(chunk):
                yield line
        if rest := cutter.rest():
            yield rest
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()


class _Cutter:
    """Cuts chunks into lines, which end in CR, LF or CRLF, also when a chunk ends between the two."""

    __slots__ = ("_after_return", "_pieces", "_size")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._after_return = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines this chunk completes, without their ends. Raises ``ValueError`` for a line beyond ``LIMIT``."""
        if self._after_return and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_return = False
        lines = chunk.splitlines(keepends=True)
        if not lines:
            return []
        self._after_return = chunk.endswith(b"\r")
        unfinished = b"" if chunk.endswith((b"\r", b"\n")) else lines.pop()
        if lines:
            lines[0] = self.rest() + lines[0]
        self._pieces.append(unfinished)
        self._size += len(unfinished)
        if self._size > LIMIT:
            raise ValueError(f"a line of the stream is longer than {LIMIT} bytes")
        return [line.rstrip(b"\r\n") for line in lines]

    def rest(self) -> bytes:
        """What came after the last line end."""
        rest = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        return rest


# --- events ------------------------------------------------------------------------------------------------------------


class _EventReader:
    """Puts lines together to events: HTML Living Standard, section 9.2.6 (Interpreting an event stream)."""

    __slots__ = ("_data", "_event", "_id", "_is_first", "_retry", "_size")

    def __init__(self) -> None:
        self._is_first = True
        self._id = ""
        self._event = ""
        self._data: list[str] = []
        self._retry: int | None = None
        self._size = 0

    def take(self, line: bytes) -> ServerSentEvent | None:
        """The event that this line ends, if it does. Raises ``ValueError`` for an event beyond ``LIMIT``."""
        if self._is_first:
            line = line.removeprefix(b"\xef\xbb\xbf")
            self._is_first = False
        if not line:
            return self._finish()
        self._size += len(line)
        if self._size > LIMIT:
            raise ValueError(f"an event of the stream is longer than {LIMIT} bytes")
        name, _, value = line.decode("utf-8", "replace").partition(":")
        self._field(name, value.removeprefix(" "))
        return None

    def _field(self, name: str, value: str) -> None:
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value)

    def _finish(self) -> ServerSentEvent | None:
        event = None
        if self._data:
            data = "\n".join(self._data)
            event = ServerSentEvent(self._event or "message", data, self._id, self._retry)
        self._reset()
        return event

    def _reset(self) -> None:
        self._event = ""
        self._data = []
        self._retry = None
        self._size = 0
