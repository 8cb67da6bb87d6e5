"""When a request is sent again, after how long, and what the error then says."""

from __future__ import annotations

import email.utils
import time
from typing import Any

import pytest

from _runtime.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    ConflictError,
    InternalServerError,
    RateLimitError,
    StatusError,
)
from _runtime.operation import Operation

from .callers import FakeClock, Harness
from .package.client import DELETE, GET, REPLACE, SEND, UPDATE
from .server import Reply, Server, answers, closes, json, refusing, silent

GOOD = json({"$id": "a", "name": "A"})
OPERATIONS: dict[str, tuple[Operation[Any], dict[str, Any]]] = {
    "GET": (GET, {"path": {"thingId": "a"}}),
    "PUT": (REPLACE, {"path": {"thingId": "a"}, "body": {}}),
    "DELETE": (DELETE, {"path": {"thingId": "a"}}),
    "PATCH": (UPDATE, {"path": {"thingId": "a"}, "body": {}}),
    "POST": (SEND, {"body": {}}),
}
IDEMPOTENT = ("GET", "PUT", "DELETE")


@pytest.mark.parametrize("method", OPERATIONS)
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_statuses_by_method(either: Harness, method: str, status: int) -> None:
    operation, values = OPERATIONS[method]
    retried = method in IDEMPOTENT or status in (408, 429)
    with Server(answers(status), GOOD) as server:
        with either.client(server.url, clock=FakeClock()) as caller:
            if retried:
                caller.call(operation, **values)
            else:
                with pytest.raises(StatusError):
                    caller.call(operation, **values)
        assert len(server.requests) == (2 if retried else 1)


def test_a_503_that_asks_for_a_retry_is_one_for_any_method(either: Harness) -> None:
    clock = FakeClock()
    with (
        Server(answers(503, retry_after="3"), GOOD) as server,
        either.client(server.url, clock=clock) as caller,
    ):
        caller.call(SEND, body={})
    assert clock.waits == [3]


@pytest.mark.parametrize(
    "status", [300, 400, 401, 403, 404, 405, 409, 410, 413, 422, 423, 501, 505]
)
def test_other_statuses_are_final(either: Harness, status: int) -> None:
    with Server(answers(status)) as server:
        with (
            either.client(server.url, clock=FakeClock()) as caller,
            pytest.raises(StatusError) as caught,
        ):
            caller.call(GET, path={"thingId": "a"})
        assert len(server.requests) == 1
    assert caught.value.retries_taken == 0


@pytest.mark.parametrize("method", OPERATIONS)
def test_a_lost_answer_by_method(harness: Harness, method: str) -> None:
    operation, values = OPERATIONS[method]
    with Server(closes(), GOOD) as server:
        with harness.client(server.url, clock=FakeClock()) as caller:
            if method in IDEMPOTENT:
                caller.call(operation, **values)
            else:
                with pytest.raises(ApiConnectionError) as caught:
                    caller.call(operation, **values)
                assert caught.value.sent
        assert len(server.requests) == (2 if method in IDEMPOTENT else 1)


def test_a_silent_server_is_not_sent_a_post_twice(harness: Harness) -> None:
    with Server(silent(), GOOD) as server, harness.client(server.url, timeout=0.3) as caller:
        with pytest.raises(ApiTimeoutError) as caught:
            caller.call(SEND, body={})
        assert len(server.requests) == 1
    assert caught.value.sent


def test_a_refused_connection_is_retried_for_any_method(harness: Harness) -> None:
    clock = FakeClock()
    with (
        harness.client(refusing(), clock=clock) as caller,
        pytest.raises(ApiConnectionError) as caught,
    ):
        caller.call(SEND, body={})
    assert clock.waits == [0.5, 1.0]
    assert caught.value.retries_taken == 2
    assert caught.value.waited == 1.5
    assert "after 2 retries" in str(caught.value)


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 1.0), (0.5, 0.875), (1.0, 0.75)])
def test_delays_double_up_to_eight_seconds(either: Harness, chance: float, expected: float) -> None:
    clock = FakeClock(chance)
    with (
        Server(answers(500)) as server,
        either.client(server.url, clock=clock, retries=7) as caller,
        pytest.raises(InternalServerError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert clock.waits == [expected * delay for delay in (0.5, 1, 2, 4, 8, 8, 8)]
    assert caught.value.retries_taken == 7
    assert caught.value.waited == sum(clock.waits)


def test_the_clock_of_the_system_gives_jitter_of_at_most_a_quarter() -> None:
    from _runtime.clock import Clock
    from _runtime.retry import backoff

    delays = [backoff(2, Clock()) for _ in range(200)]
    assert all(1.5 <= delay <= 2.0 for delay in delays)
    assert len(set(delays)) > 100


def test_the_clock_of_the_system_waits(harness: Harness) -> None:
    with (
        Server(json({}, 503, retry_after_ms="50"), GOOD) as server,
        harness.client(server.url) as caller,
    ):
        started = time.monotonic()
        caller.call(GET, path={"thingId": "a"})
        assert time.monotonic() - started > 0.045


def test_a_date_is_compared_with_the_clock_of_the_system(either: Harness) -> None:
    date = email.utils.formatdate(time.time() + 1000, usegmt=True)
    with (
        Server(answers(503, retry_after=date)) as server,
        either.client(server.url) as caller,
        pytest.raises(InternalServerError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert caught.value.retry_after == pytest.approx(1000, abs=5)


NOW = 1_700_000_000
WAITS: dict[str, tuple[dict[str, str], float | None]] = {
    "seconds": ({"retry_after": "7"}, 7),
    "decimal seconds": ({"retry_after": "1.5"}, 1.5),
    "none": ({"retry_after": "0"}, 0),
    "milliseconds": ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
    "a date": ({"retry_after": email.utils.formatdate(NOW + 12, usegmt=True)}, 12),
    "a date gone by": ({"retry_after": email.utils.formatdate(NOW - 12, usegmt=True)}, 0),
    "an epoch": ({"x_ratelimit_reset": str(NOW + 20)}, 20),
    "an epoch gone by": ({"x_ratelimit_reset": str(NOW - 20)}, None),
    "nonsense": ({"retry_after": "soon", "x_ratelimit_reset": "later"}, None),
    "a date of no calendar": ({"retry_after": "Mon, 99 Jan 99999 00:00:00 GMT"}, None),
    "a negative number": ({"retry_after": "-5"}, None),
    "seconds before an epoch": ({"retry_after": "2", "x_ratelimit_reset": str(NOW + 20)}, 2),
}


@pytest.mark.parametrize("form", WAITS)
def test_what_the_server_asks_for(either: Harness, form: str) -> None:
    headers, wait = WAITS[form]
    clock = FakeClock(started=NOW)
    with (
        Server(json({"message": "slow down"}, 429, **headers), GOOD) as server,
        either.client(server.url, clock=clock) as caller,
    ):
        caller.call(SEND, body={})
    assert clock.waits == pytest.approx([0.5 if wait is None else wait])


@pytest.mark.parametrize(
    "headers",
    [{"retry_after": "61"}, {"x_ratelimit_reset": str(NOW + 3600)}, {"retry_after_ms": "60001"}],
)
def test_a_wait_beyond_a_minute_fails_at_once_and_says_so(
    either: Harness, headers: dict[str, str]
) -> None:
    clock = FakeClock(started=NOW)
    with Server(json({"message": "slow down"}, 429, **headers), GOOD) as server:
        with (
            either.client(server.url, clock=clock) as caller,
            pytest.raises(RateLimitError) as caught,
        ):
            caller.call(GET, path={"thingId": "a"})
        assert len(server.requests) == 1
    assert clock.waits == []
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 60
    assert "longer than the 60 s" in str(caught.value)


def test_the_reset_header_counts_for_429_only(either: Harness) -> None:
    clock = FakeClock(started=NOW)
    reply = answers(500, x_ratelimit_reset=str(NOW + 20))
    with Server(reply, GOOD) as server, either.client(server.url, clock=clock) as caller:
        caller.call(GET, path={"thingId": "a"})
    assert clock.waits == [0.5]


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_the_number_of_retries_is_settable(either: Harness, retries: int) -> None:
    with Server(answers(500)) as server:
        with (
            either.client(server.url, clock=FakeClock(), retries=retries) as caller,
            pytest.raises(InternalServerError),
        ):
            caller.call(GET, path={"thingId": "a"})
        assert len(server.requests) == retries + 1


def test_no_retry_for_409(either: Harness) -> None:
    with Server(answers(409)) as server, either.client(server.url) as caller:
        with pytest.raises(ConflictError):
            caller.call(REPLACE, path={"thingId": "a"}, body={})
        assert len(server.requests) == 1


def test_a_body_that_can_be_read_once_is_sent_once(either: Harness) -> None:
    from .package.client import UPLOAD

    with Server(answers(503, retry_after="1")) as server:
        with (
            either.client(server.url, clock=FakeClock()) as caller,
            pytest.raises(InternalServerError) as caught,
        ):
            caller.call(UPLOAD, path={"id": "f"}, body=iter([b"ab", b"cd"]))
        assert [request.body for request in server.requests] == [b"abcd"]
    assert caught.value.retries_taken == 0


def test_a_body_that_can_be_read_again_is_sent_again(harness: Harness, tmp_path: Any) -> None:
    from .package.client import UPLOAD

    file = tmp_path / "file.bin"
    file.write_bytes(b"x" * 200_000)
    with Server(answers(500), answers(204)) as server:
        with harness.client(server.url, clock=FakeClock()) as caller:
            caller.call(UPLOAD, path={"id": "f"}, body=file)
        assert [len(request.body) for request in server.requests] == [200_000, 200_000]


def test_a_bug_in_the_users_code_surfaces_at_once(harness: Harness) -> None:
    from .package.client import UPLOAD

    def chunks() -> Any:
        yield b"ab"
        raise KeyError("my bug")

    with Server(answers(204)) as server, harness.client(server.url, clock=FakeClock()) as caller:
        with pytest.raises(KeyError, match="my bug"):
            caller.call(UPLOAD, path={"id": "f"}, body=chunks())
        assert len(server.requests) == 0


def test_a_file_that_can_not_be_read_is_no_network_error(harness: Harness) -> None:
    from .package.client import UPLOAD

    def chunks() -> Any:
        yield b"ab"
        raise PermissionError("my file")

    with (
        Server(answers(204)) as server,
        harness.client(server.url) as caller,
        pytest.raises(PermissionError, match="my file"),
    ):
        caller.call(UPLOAD, path={"id": "f"}, body=chunks())


@pytest.mark.parametrize("reply", [answers(500), closes()], ids=["status", "lost"])
def test_an_attempt_that_fails_twice_reports_the_last_failure(
    either: Harness, reply: Reply
) -> None:
    with (
        Server(reply, json({"message": "no"}, 404)) as server,
        either.client(server.url, clock=FakeClock()) as caller,
        pytest.raises(StatusError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert caught.value.status == 404
    assert caught.value.retries_taken == 1
