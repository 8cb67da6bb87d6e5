"""Event streams and JSON lines, cut anywhere, sync and async, and their sources closed in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _runtime import streams
from _runtime.streams import ServerSentEvent as Event

Reader = Callable[[list[bytes]], list[Any]]


class Source:
    """Chunks that know whether they were closed."""

    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = iter(chunks)
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        self.closed += 1


class AsyncSource(Source):
    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            raise StopAsyncIteration from None

    async def aclose(self) -> None:
        self.closed += 1


def _sync(read: Any) -> Reader:
    return lambda chunks: list(read(Source(chunks)))


def _async(read: Any) -> Reader:
    async def collect(chunks: list[bytes]) -> list[Any]:
        return [item async for item in read(AsyncSource(chunks))]

    return lambda chunks: asyncio.run(collect(chunks))


SSE = [_sync(streams.sse), _async(streams.sse_async)]
JSON_LINES = [_sync(streams.json_lines), _async(streams.json_lines_async)]
KINDS = ["sync", "async"]


# --- events ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", SSE, ids=KINDS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data: a\n\n", [Event("message", "a")]),
        ("data:a\ndata: b\ndata:  c\n\n", [Event("message", "a\nb\n c")]),
        ("event: tick\ndata: 1\n\ndata: 2\n\n", [Event("tick", "1"), Event("message", "2")]),
        (
            "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
            [Event("message", "a", "7"), Event("message", "b", "7"), Event("message", "c", "")],
        ),
        ("id: a\0b\ndata: x\n\n", [Event("message", "x")]),
        (
            "retry: 1500\ndata: a\n\nretry: soon\ndata: b\n\n",
            [Event("message", "a", "", 1500), Event("message", "b")],
        ),
        (": comment\n\ndata: a\n:\n\n", [Event("message", "a")]),
        ("event: empty\n\ndata: a\n\n", [Event("message", "a")]),
        ("data\n\n", [Event("message", "")]),
        (
            "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
            [Event("message", "a"), Event("message", "b"), Event("message", "c")],
        ),
        ("\ufeffdata: a\n\n", [Event("message", "a")]),
        ("data: é\n\n", [Event("message", "é")]),
        ("other: a\nDATA: b\n\n", []),
        ("data: lost", []),
        ("data: lost\n", []),
        ("", []),
    ],
)
def test_events(read: Reader, text: str, expected: list[Event]) -> None:
    data = text.encode()
    assert read([data]) == expected
    assert read([data[i : i + 1] for i in range(len(data))]) == expected
    assert read([b"", data[:3], b"", data[3:]]) == expected


@pytest.mark.parametrize("read", SSE, ids=KINDS)
def test_bytes_that_are_no_text_do_not_end_the_stream(read: Reader) -> None:
    assert read([b"data: \xff\n\n"]) == [Event("message", "\ufffd")]


def test_events_are_values() -> None:
    assert Event("a", "b", "c", 1) == Event("a", "b", "c", 1) != Event("a", "b")
    assert len({Event("a", "b"), Event("a", "b")}) == 1
    assert Event("a", "b") != "a"
    assert repr(Event("a", "b")) == "ServerSentEvent(event='a', data='b', id='', retry=None)"


# --- JSON lines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", JSON_LINES, ids=KINDS)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_json_lines(read: Reader, size: int) -> None:
    data = b'{"a":1}\r\n\n  \n[2]\n"\xc3\xa9"'
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    assert read(chunks) == [b'{"a":1}', b"[2]", '"é"'.encode()]


@given(st.lists(st.binary()))
def test_lines_do_not_depend_on_chunks(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    expected = [line for line in whole.splitlines() if line.strip()]
    assert JSON_LINES[0](chunks) == JSON_LINES[0]([whole]) == expected


# --- sources -----------------------------------------------------------------------------------------------------------

BODY = [b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n"]


@pytest.mark.parametrize("read", [streams.sse, streams.json_lines])
def test_an_early_break_closes_the_source(read: Any) -> None:
    source = Source(BODY)
    items = read(source)
    next(items)
    assert source.closed == 0
    items.close()
    assert source.closed == 1


@pytest.mark.parametrize("read", [streams.sse, streams.json_lines])
def test_the_end_closes_the_source(read: Any) -> None:
    source = Source(BODY)
    assert len(list(read(source))) == 3
    assert source.closed == 1


@pytest.mark.parametrize("read", [streams.sse_async, streams.json_lines_async])
def test_an_early_break_closes_an_async_source(read: Any) -> None:
    async def run() -> None:
        source = AsyncSource(BODY)
        items = read(source)
        await anext(items)
        assert source.closed == 0
        await items.aclose()
        assert source.closed == 1
        whole = AsyncSource(BODY)
        assert len([item async for item in read(whole)]) == 3
        assert whole.closed == 1

    asyncio.run(run())


def test_sources_need_no_close() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"

    class Bare:
        def __aiter__(self) -> AsyncIterator[bytes]:
            return chunks()

    async def run() -> list[Any]:
        return [item async for item in streams.sse_async(Bare())]

    assert asyncio.run(run()) == list(streams.sse([b"data: 1\n\n"])) == [Event("message", "1")]


# --- limits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [*SSE, *JSON_LINES])
def test_a_line_without_end_is_refused(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 1000)
    with pytest.raises(ValueError, match="a line of the stream is longer than 1000 bytes"):
        read([b"x" * 100] * 11)


def test_the_limit_is_for_each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 1000)
    assert len(JSON_LINES[0]([b"x" * 100] * 9 + [b"\n"] + [b"x" * 100] * 9)) == 2


@pytest.mark.parametrize("read", SSE, ids=KINDS)
def test_an_event_without_end_is_refused(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 1000)
    with pytest.raises(ValueError, match="an event of the stream is longer than 1000 bytes"):
        read([b"data: " + b"x" * 100 + b"\n"] * 20)
