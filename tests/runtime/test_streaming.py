"""Uploads and downloads that are not held in memory, and streams of results that give their connection back."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from _runtime.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    DeadlineError,
    DecodeError,
    NotFoundError,
)
from _runtime.operation import Operation

from .callers import CREDENTIALS, FakeClock, Harness
from .package.client import EVENTS, LINES, UPLOAD, AsyncClient, Client
from .server import Exchange, Server, answers, json

DATA = bytes(range(256)) * 2000
RAW_EVENTS: Operation[Any] = Operation("rawEvents", "GET", "/events", response="sse")
TEXT_EVENTS: Operation[Any] = Operation(
    "textEvents", "GET", "/events", result="str", response="sse"
)


def event(id: str) -> bytes:
    return f'event: thing\ndata: {{"$id": "{id}", "name": "x"}}\n\n'.encode()


def endless(piece: bytes) -> Any:
    """A body that never ends, a piece at a time; the server notices when nobody listens any more."""

    def reply(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not exchange.server.stopping.wait(0.005):
            exchange.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    return reply


def begins(body: bytes, then: str) -> Any:
    """A stream that begins well, then falls silent or breaks off."""

    def reply(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        exchange.send(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        if then == "silence":
            exchange.wait()
        elif then == "end":
            exchange.send(b"0\r\n\r\n")
            return
        exchange.keep = False

    return reply


# --- deadlines --------------------------------------------------------------------------------------------------------


STREAMS: dict[str, tuple[Operation[Any], Any]] = {
    "drips": (EVENTS, endless(event("a"))),
    "lines": (LINES, endless(b'{"$id": "a", "name": "x"}\n')),
    "falls silent": (RAW_EVENTS, begins(event("a"), "silence")),
}


@pytest.mark.parametrize("case", STREAMS)
def test_the_deadline_bounds_a_stream(harness: Harness, case: str) -> None:
    operation, reply = STREAMS[case]
    with Server(reply) as server, harness.client(server.url, timeout=30, deadline=0.5) as caller:
        stream = caller.call(operation)
        with pytest.raises(DeadlineError, match="did not end within the deadline") as late:
            caller.collect(stream)
    assert (late.value.method, late.value.operation) == ("GET", operation.id)


def test_the_deadline_bounds_a_download(harness: Harness) -> None:
    reply = endless(b"x")
    with (
        Server(reply) as server,
        harness.client(server.url, timeout=30, deadline=0.5) as caller,
        pytest.raises(DeadlineError),
    ):
        caller.download()


def test_a_stream_waits_no_longer_than_the_timeout_before_its_deadline(harness: Harness) -> None:
    reply = begins(event("a"), "silence")
    with Server(reply) as server, harness.client(server.url, timeout=0.3, deadline=30) as caller:
        stream = caller.call(RAW_EVENTS)
        with pytest.raises(ApiTimeoutError) as caught:
            caller.collect(stream)
    assert not isinstance(caught.value, DeadlineError)


# --- uploads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["bytes", "path", "file", "iterator"])
def test_an_upload(harness: Harness, tmp_path: Path, source: str) -> None:
    file = tmp_path / "data.bin"
    file.write_bytes(DATA)
    with open(file, "rb") as opened, Server(answers(204)) as server:
        values: dict[str, Any] = {
            "bytes": DATA,
            "path": file,
            "file": opened,
            "iterator": iter([DATA[:1000], DATA[1000:]]),
        }
        with harness.client(server.url) as caller:
            caller.call(UPLOAD, path={"id": "f"}, body=values[source])
    request = server.requests[0]
    assert request.body == DATA
    known = source != "iterator"
    assert request.headers.get("content-length") == (str(len(DATA)) if known else None)
    assert request.headers.get("transfer-encoding") == (None if known else "chunked")


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_an_upload_from_an_async_iterator(transport: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(DATA), 100_000):
            await asyncio.sleep(0)
            yield DATA[start : start + 100_000]

    async def main(url: str) -> None:
        async with AsyncClient(url, credentials=CREDENTIALS, transport=transport) as client:
            await client.call(UPLOAD, path={"id": "f"}, body=chunks())

    with Server(answers(204)) as server:
        asyncio.run(main(server.url))
    assert server.requests[0].body == DATA


def test_a_large_upload_that_nobody_reads_ends_in_time(harness: Harness) -> None:
    def deaf(exchange: Exchange) -> None:
        exchange.wait()

    big = iter([b"x" * 1_000_000] * 200)
    with Server(deaf) as server:
        server._serve = lambda connection: server.stopping.wait(5)  # type: ignore[method-assign,assignment]
        with harness.client(server.url, timeout=0.5) as caller:
            started = time.monotonic()
            with pytest.raises(ApiTimeoutError):
                caller.call(UPLOAD, path={"id": "f"}, body=big)
            assert time.monotonic() - started < 1.5


# --- downloads --------------------------------------------------------------------------------------------------------


def test_a_download_as_bytes(harness: Harness) -> None:
    with Server(answers(200, DATA)) as server, harness.client(server.url) as caller:
        assert caller.run(caller.client.things.download("f")) == DATA
    assert server.requests[0].headers["accept"] == "*/*"


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_a_download_in_pieces(transport: Any) -> None:
    with Server(answers(200, DATA, x_id="1")) as server:
        with Client(server.url, credentials=CREDENTIALS, transport=transport) as client:
            with client.stream(client.things.download, "f") as response:
                assert (response.status, response.headers["x-id"]) == (200, "1")
                chunks = list(response.chunks())
                assert repr(response) == f"<StreamedResponse 200 {server.url}/files/f>"
            with client.stream(client.things.download, "f") as response:
                assert response.read() == DATA
        assert (
            server.connections <= 2
        )  # pyreqwest gives a connection back a moment after the last chunk
    assert b"".join(chunks) == DATA
    assert len(chunks) > 1


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_a_download_in_pieces_asynchronously(transport: Any) -> None:
    async def main(url: str) -> list[bytes]:
        async with AsyncClient(url, credentials=CREDENTIALS, transport=transport) as client:
            opened = client.stream(client.things.download, "f")
            assert repr(opened) == "<AsyncStreamedResponse not opened>"
            with pytest.raises(RuntimeError, match="open the response first"):
                print(opened.status)
            await opened.close()
            async with client.stream(client.things.download, "f") as response:
                assert (response.status, response.headers["x-id"]) == (200, "1")
                assert repr(response) == "<AsyncStreamedResponse 200>"
                chunks = [chunk async for chunk in response.chunks()]
            async with client.stream(client.things.download, "f") as response:
                assert await response.read() == DATA
            return chunks

    with Server(answers(200, DATA, x_id="1")) as server:
        assert b"".join(asyncio.run(main(server.url))) == DATA
        assert server.connections <= 2


def test_leaving_a_download_early_gives_the_connection_back(harness: Harness) -> None:
    with Server(endless(b"x" * 10_000)) as server, harness.client(server.url) as caller:
        assert caller.download(pieces=1)
        assert server.wait_for_open(0) == 0


def test_streamed_calls_share_connections(harness: Harness) -> None:
    with Server(answers(200, b"x" * 1000)) as server, harness.client(server.url) as caller:
        for _ in range(20):
            assert len(caller.download()) == 1000
        assert server.connections <= 3  # pyreqwest gives one back a moment after the last chunk


def test_pools_for_streams_do_not_pile_up() -> None:
    from _runtime.connections import Network
    from _runtime.transport import Request
    from _runtime.transport_pyreqwest import MOST_CLIENTS, PyreqwestTransport

    transport = PyreqwestTransport(Network())
    with Server(answers(200, b"x")) as server:
        for number in range(1, 30):
            request = Request("GET", server.url + "/", timeout=number, stream=True)
            assert transport.send(request).read() == b"x"
    assert len(transport._clients.given_up()) == MOST_CLIENTS


def test_an_error_status_of_a_stream_is_an_error(harness: Harness) -> None:
    with (
        Server(json({"message": "no file"}, 404)) as server,
        harness.client(server.url) as caller,
        pytest.raises(NotFoundError, match="no file"),
    ):
        caller.download()


@pytest.mark.parametrize(
    ("then", "error"), [("silence", ApiTimeoutError), ("break", ApiConnectionError)]
)
def test_a_download_that_breaks_names_its_call(
    harness: Harness, then: str, error: type[Exception]
) -> None:
    with Server(begins(b"abc", then)) as server, harness.client(server.url, timeout=0.4) as caller:
        started = time.monotonic()
        with pytest.raises(error, match=f"GET {server.url}/files/f"):
            caller.download()
        assert time.monotonic() - started < 1.2


def test_a_stream_outlives_the_timeout_as_long_as_it_moves(harness: Harness) -> None:
    def reply(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(8):
            exchange.server.stopping.wait(0.1)
            exchange.send(b"1\r\nx\r\n")
        exchange.send(b"0\r\n\r\n")

    with Server(reply) as server, harness.client(server.url, timeout=0.4) as caller:
        assert caller.download() == b"x" * 8


def test_compressed_bodies(harness: Harness) -> None:
    import gzip
    import zlib

    text = b'{"$id": "a", "name": "' + b"A" * 5000 + b'"}'
    replies = [
        answers(200, gzip.compress(text), content_encoding="gzip"),
        answers(200, zlib.compress(text), content_encoding="deflate"),
        answers(200, gzip.compress(text)[:-20], content_encoding="gzip"),
    ]
    from .package.client import GET

    with Server(*replies) as server, harness.client(server.url, retries=0) as caller:
        for _ in range(2):
            assert caller.call(GET, path={"thingId": "a"}).name == "A" * 5000
        with pytest.raises(ApiConnectionError):
            caller.call(GET, path={"thingId": "a"})


# --- streams of results -----------------------------------------------------------------------------------------------


def test_events_are_decoded_one_by_one(harness: Harness) -> None:
    with (
        Server(begins(event("a") + event("b"), "end")) as server,
        harness.client(server.url) as caller,
    ):
        things = caller.collect(caller.run(caller.client.things.events()))
    assert [thing.id for thing in things] == ["a", "b"]
    assert server.requests[0].headers["accept"] == "text/event-stream"


def test_events_without_a_type_and_of_text(either: Harness) -> None:
    with Server(begins(event("a"), "end")) as server, either.client(server.url) as caller:
        (raw,) = caller.collect(caller.call(RAW_EVENTS))
        (text,) = caller.collect(caller.call(TEXT_EVENTS))
    assert (raw.event, raw.data) == ("thing", '{"$id": "a", "name": "x"}')
    assert text == raw.data


def test_json_lines(harness: Harness) -> None:
    body = b'{"$id": "a", "name": "x"}\n\n{"$id": "b", "name": "y"}'
    with Server(answers(200, body)) as server, harness.client(server.url) as caller:
        stream = caller.call(LINES)
        assert repr(stream).endswith("Stream lines>")
        assert [thing.name for thing in caller.collect(stream)] == ["x", "y"]


@pytest.mark.parametrize("operation", [EVENTS, LINES], ids=lambda operation: operation.id)
def test_leaving_a_loop_early_gives_the_connection_back(
    harness: Harness, operation: Operation[Any]
) -> None:
    piece = event("a") if operation is EVENTS else b'{"$id": "a", "name": "x"}\n'
    with Server(endless(piece)) as server, harness.client(server.url) as caller:
        stream = caller.call(operation)
        assert [thing.id for thing in caller.first(stream, 2)] == ["a", "a"]
        if harness.asynchronous:
            caller.run(asyncio.sleep(0.01))
        assert server.wait_for_open(0) == 0


def test_a_stream_is_a_context_manager(either: Harness) -> None:
    with Server(endless(event("a"))) as server, either.client(server.url) as caller:
        if either.asynchronous:

            async def part() -> None:
                async with await caller.client.things.events() as stream:
                    async for _ in stream:
                        break

            caller.run(part())
        else:
            with caller.client.things.events() as stream:
                next(iter(stream))
        assert server.wait_for_open(0) == 0


@pytest.mark.parametrize(
    ("then", "error"), [("silence", ApiTimeoutError), ("break", ApiConnectionError)]
)
def test_a_stream_that_breaks(harness: Harness, then: str, error: type[Exception]) -> None:
    with (
        Server(begins(event("a"), then)) as server,
        harness.client(server.url, timeout=0.4) as caller,
    ):
        stream = caller.call(EVENTS)
        with pytest.raises(error, match=f"GET {server.url}/events"):
            caller.collect(stream)


def test_an_event_that_is_no_json(either: Harness) -> None:
    with Server(begins(b"data: <html>\n\n", "end")) as server, either.client(server.url) as caller:
        stream = caller.call(EVENTS)
        with pytest.raises(DecodeError, match="no Thing"):
            caller.collect(stream)


@pytest.mark.parametrize("operation", [EVENTS, LINES], ids=lambda operation: operation.id)
def test_a_line_without_end(
    either: Harness, operation: Operation[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("_runtime.streams.LIMIT", 100)
    with Server(endless(b"data: " * 30)) as server, either.client(server.url) as caller:
        stream = caller.call(operation)
        with pytest.raises(DecodeError, match="longer than 100 bytes"):
            caller.collect(stream)


def test_opening_a_stream_is_retried(harness: Harness) -> None:
    with (
        Server(answers(503), begins(event("a"), "end")) as server,
        harness.client(server.url, clock=FakeClock()) as caller,
    ):
        assert len(caller.collect(caller.call(EVENTS))) == 1


def test_a_file_object_is_sent_from_where_it_stands(either: Harness) -> None:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    with (
        Server(answers(500), answers(204)) as server,
        either.client(server.url, clock=FakeClock()) as caller,
    ):
        caller.call(UPLOAD, path={"id": "f"}, body=file)
    assert [request.body for request in server.requests] == [b"456789", b"456789"]
