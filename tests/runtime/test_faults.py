"""What the caller gets when the server or the network misbehaves, and how soon."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from _runtime.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    DeadlineError,
    DecodeError,
    InternalServerError,
    StatusError,
)

from .callers import FakeClock, Harness
from .package.client import GET, SEND
from .server import (
    Reply,
    Server,
    Unreachable,
    answers,
    closes,
    drips,
    json,
    redirects,
    refusing,
    resets,
    sends,
    silent,
    stalls,
    truncates,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"

# The fault, what the caller gets, what the error says, and whether a POST may have been carried out.
FAULTS: dict[str, tuple[Reply, type[Exception], str]] = {
    "closes without an answer": (closes(), ApiConnectionError, "the connection broke"),
    "breaks the connection": (resets(), ApiConnectionError, "the connection broke"),
    "ends mid-body": (truncates(), ApiConnectionError, "the connection broke"),
    "is silent": (silent(), ApiTimeoutError, "no answer in time"),
    "stalls mid-body": (stalls(), ApiTimeoutError, "no answer in time"),
    "drips its headers": (drips(HEAD, 0.1), ApiTimeoutError, "no answer in time"),
    "drips its body": (drips(HEAD + b" " * 400, 0.02), ApiTimeoutError, "no answer in time"),
    "speaks no HTTP": (
        sends(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
        ApiConnectionError,
        "the connection broke",
    ),
    "sends HTML for 200": (
        answers(200, b"<html><h1>Welcome</h1></html>", content_type="text/html"),
        DecodeError,
        "<html><h1>Welcome</h1></html>",
    ),
    "sends nothing for 200": (answers(200), DecodeError, "the body is empty"),
    "sends half a JSON text": (answers(200, b'{"$id": "a"'), DecodeError, "no Thing"),
    "sends bytes that are no text": (answers(200, b"\xff\xfe\x00"), DecodeError, "no Thing"),
    "sends HTML for 502": (
        answers(502, b"<html>Bad gateway</html>", content_type="text/html"),
        InternalServerError,
        "Bad gateway",
    ),
    "sends nothing for 500": (answers(500), InternalServerError, "without a body"),
    "sends a list for 400": (json([1], 400), StatusError, "the server answered 400: [1]"),
    "sends null for 418": (json(None, 418), StatusError, "the server answered 418: null"),
    "sends a wrong type for 400": (
        json({"message": 5, "type": []}, 400),
        StatusError,
        "answered 400",
    ),
    "sends an odd charset for 500": (
        answers(500, b"caf\xe9", content_type="text/plain; charset=nonsense"),
        InternalServerError,
        "caf",
    ),
    "redirects for ever": (
        redirects("/again?token=x"),
        StatusError,
        "redirects to /again?token=***, which is not followed",
    ),
    "redirects nowhere": (redirects("http://[bad"), StatusError, "302"),
    "redirects to a file": (redirects("file:///etc/passwd"), StatusError, "to file:///etc/passwd"),
    "answers 304": (answers(304), StatusError, "304"),
    "sends a body that is no gzip": (
        answers(200, b"plain", content_encoding="gzip"),
        ApiConnectionError,
        "",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_becomes_a_typed_error_in_time(harness: Harness, fault: str) -> None:
    reply, error, words = FAULTS[fault]
    with Server(reply) as server, harness.client(server.url, timeout=0.5, retries=0) as caller:
        started = time.monotonic()
        with pytest.raises(error) as caught:
            caller.call(GET, path={"thingId": "a"})
        assert time.monotonic() - started < 1.0
    assert words in str(caught.value)
    assert f"GET {server.url}/things/a" in str(caught.value)
    assert caught.value.__context__ is None


THING = b'{"$id": "a", "name": "A"}'
UNUSUAL: dict[str, bytes] = {
    "HTTP/1.0, ended by the connection": b"HTTP/1.0 200 OK\r\n\r\n" + THING,
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n" + THING,
    "trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"19\r\n" + THING + b"\r\n0\r\nX-Trailer: 1\r\n\r\n",
    "the same length twice": b"HTTP/1.1 200 OK\r\nContent-Length: 25\r\nContent-Length: 25\r\n\r\n"
    + THING,
}
BROKEN: dict[str, bytes] = {
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 25\r\nContent-Length: 24\r\n\r\n" + THING,
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + THING,
    "a chunk of no size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + THING,
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
}


@pytest.mark.parametrize("answer", UNUSUAL)
def test_an_unusual_answer_is_an_answer(harness: Harness, answer: str) -> None:
    with Server(sends(UNUSUAL[answer])) as server, harness.client(server.url) as caller:
        assert caller.call(GET, path={"thingId": "a"}).name == "A"


@pytest.mark.parametrize("answer", BROKEN)
def test_a_broken_answer_is_no_answer(harness: Harness, answer: str) -> None:
    with (
        Server(sends(BROKEN[answer])) as server,
        harness.client(server.url, timeout=0.5, retries=0) as caller,
        pytest.raises((ApiConnectionError, StatusError)),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_nobody_listens(harness: Harness) -> None:
    with (
        harness.client(refusing(), retries=0) as caller,
        pytest.raises(ApiConnectionError) as caught,
    ):
        caller.call(SEND, body={})
    assert not caught.value.sent
    assert "no connection" in str(caught.value)


def test_looking_a_host_up_is_bounded(either: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    real = socket.getaddrinfo

    def lookup(host: Any, *rest: Any, **named: Any) -> Any:
        if host in ("slow.localhost", b"slow.localhost") and not named.get("flags"):
            answered.wait(5)
            raise OSError("no such host")
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with either.client("http://slow.localhost:1", retries=0) as caller:
        started = time.monotonic()
        with pytest.raises(DeadlineError) as caught:
            caller.call(SEND, body={}, options={"deadline": 0.3})
        assert time.monotonic() - started < 0.4
        answered.set()
    assert either.asynchronous or not caught.value.sent


def test_no_such_host(harness: Harness) -> None:
    with (
        harness.client("http://host.invalid", retries=0) as caller,
        pytest.warns(UserWarning, match="plain HTTP"),
        pytest.raises(ApiConnectionError) as caught,
    ):
        caller.call(SEND, body={})
    assert not caught.value.sent


@pytest.mark.parametrize(("timeout", "connect_timeout"), [(30, 0.3), (0.3, 5)])
def test_connecting_is_bounded(harness: Harness, timeout: float, connect_timeout: float) -> None:
    with Unreachable() as nowhere:
        arguments = {"timeout": timeout, "connect_timeout": connect_timeout, "retries": 0}
        with harness.client(nowhere.url, **arguments) as caller:
            started = time.monotonic()
            with pytest.raises(ApiTimeoutError):
                caller.call(SEND, body={})
            assert time.monotonic() - started < 1.0


@pytest.mark.parametrize(
    "reply", [silent(), drips(HEAD + b" " * 400, 0.05)], ids=["silent", "dripping"]
)
def test_the_deadline_bounds_the_whole_call(harness: Harness, reply: Reply) -> None:
    with Server(reply) as server, harness.client(server.url, timeout=1, deadline=2) as caller:
        started = time.monotonic()
        with pytest.raises(DeadlineError) as caught:
            caller.call(GET, path={"thingId": "a"})
        assert 1.9 < time.monotonic() - started < 2.1 + 0.1
    assert caught.value.retries_taken == 1
    assert "no answer within the deadline of 2 s" in str(caught.value)
    assert isinstance(caught.value, TimeoutError)


def test_a_wait_that_does_not_fit_the_deadline_is_not_begun(either: Harness) -> None:
    clock = FakeClock()
    with (
        Server(json({}, 503, retry_after="20")) as server,
        either.client(server.url, deadline=10, clock=clock) as caller,
        pytest.raises(InternalServerError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert clock.waits == []
    assert caught.value.retry_after == 20


def test_the_body_counts_into_the_timeout_of_a_reused_connection(harness: Harness) -> None:
    good = json({"$id": "a", "name": "A"})
    with (
        Server(good, stalls()) as server,
        harness.client(server.url, timeout=0.5, retries=0) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
        with pytest.raises(ApiTimeoutError):
            caller.call(GET, path={"thingId": "a"})
        assert server.connections == 1
