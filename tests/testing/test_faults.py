"""Misbehaviour on request: what a program sees, and what the server did meanwhile.

Everything is tried in process and over HTTP, by either transport, sync and async.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Literal

import pytest

from appwrite_messaging import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DecodeError,
    GeneralRateLimitExceededError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    StatusError,
    TopicAlreadyExistsError,
)
from appwrite_messaging.runtime import Request, Response
from appwrite_messaging.testing import FakeAppwrite
from tests.testing.conftest import Call, Way, caller
from tests.testing.world import NOW

KINDS: list[Literal["sync", "async"]] = ["sync", "async"]
OVER_HTTP = [f"{transport}-{kind}" for transport in ("httpx2", "pyreqwest") for kind in KINDS]
contradicts = pytest.mark.contradicts
TOPIC: dict[str, Any] = {"topic_id": "t", "name": "T"}


def unknown(operation: str, *found: object) -> list[str]:
    """What the judge says of statuses and error types that the description does not know."""
    return [f"{operation}: {each} is not documented" for each in found]


@pytest.fixture
def faulty() -> FakeAppwrite:
    """The marks ``contradicts`` say which of its answers the description does not know."""
    return FakeAppwrite(now=NOW)


@pytest.fixture(params=[*KINDS, *OVER_HTTP])
def call(request: pytest.FixtureRequest, faulty: FakeAppwrite) -> Iterator[Call]:
    """Calls an operation: in process, and over a real socket by either transport."""
    if request.param in KINDS:
        yield caller(faulty, request.param)
        return
    transport, _, kind = request.param.partition("-")
    with faulty.serve() as endpoint:
        yield caller(faulty, kind, Way(endpoint, transport))


in_process = pytest.mark.parametrize("call", KINDS, indirect=True)
over_http = pytest.mark.parametrize("call", OVER_HTTP, indirect=True)


@pytest.mark.parametrize("committed", [False, True])
def test_dropped_connections(committed: bool, faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.drop(committed=committed)
    with pytest.raises(ApiConnectionError) as caught:
        call("create_topic", **TOPIC)
    assert caught.value.sent
    assert not isinstance(caught.value, ApiTimeoutError)
    assert ("t" in faulty.state.topics) is committed
    assert [request.status for request in faulty.requests] == [None]
    if committed:
        with pytest.raises(TopicAlreadyExistsError):
            call("create_topic", **TOPIC)
    else:
        call("create_topic", **TOPIC)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize(
    ("status", "type", "error"),
    [
        (400, "general_argument_invalid", BadRequestError),
        (401, "general_unauthorized_scope", AuthenticationError),
        (403, "general_service_disabled", PermissionDeniedError),
        pytest.param(
            *(404, "general_route_not_found", NotFoundError),
            marks=contradicts(*unknown("createTopic", "general_route_not_found")),
        ),
        (409, "topic_already_exists", TopicAlreadyExistsError),
        pytest.param(
            *(429, "general_rate_limit_exceeded", GeneralRateLimitExceededError),
            marks=contradicts(*unknown("createTopic", 429, "general_rate_limit_exceeded")),
        ),
        (500, "general_unknown", InternalServerError),
        pytest.param(
            *(503, "general_unknown", InternalServerError),
            marks=contradicts("createTopic: 503 is not documented"),
        ),
        pytest.param(
            *(418, "general_unknown", StatusError),
            marks=contradicts("createTopic: 418 is not documented"),
        ),
    ],
)
def test_statuses(
    status: int,
    type: str,
    error: type[StatusError],
    committed: bool,
    faulty: FakeAppwrite,
    call: Call,
) -> None:
    faulty.faults.status(status, committed=committed, headers={"X-More": "yes"})
    with pytest.raises(error) as caught:
        call("create_topic", **TOPIC)
    assert (caught.value.status, caught.value.type) == (status, type)
    assert (caught.value.message == "Server Error") is (status >= 500 or status == 418)
    assert caught.value.headers["X-More"] == "yes"
    assert ("t" in faulty.state.topics) is committed
    assert [request.status for request in faulty.requests] == [status]


@pytest.mark.parametrize(
    ("operation", "arguments", "type"),
    [
        (
            "create_subscriber",
            {"topic_id": "t", "subscriber_id": "s", "target_id": "e"},
            "subscriber",
        ),
        ("create_smtp_provider", {"provider_id": "p", "name": "P", "host": "h"}, "provider"),
        ("create_sms", {"message_id": "m", "content": "Hi"}, "document"),
    ],
)
def test_what_is_there_already_is_of_the_kind_that_is_made(
    operation: str, arguments: dict[str, str], type: str, faulty: FakeAppwrite, call: Call
) -> None:
    faulty.faults.status(409)
    with pytest.raises(ConflictError) as caught:
        call(operation, **arguments)
    assert caught.value.type == f"{type}_already_exists"


@contradicts(*unknown("listTopics", 402, "billing_limit"))
def test_an_error_of_one_s_own(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.status(402, type="billing_limit", message="Pay first.")
    with pytest.raises(StatusError) as caught:
        call("list_topics")
    error = caught.value
    assert (error.status, error.type, error.message) == (402, "billing_limit", "Pay first.")


@contradicts("createTopic 201: no JSON")
@pytest.mark.parametrize(
    "body", [None, b"", b"<html>", b"\xff\xfe"], ids=["half", "empty", "html", "bytes"]
)
def test_malformed_bodies(body: bytes | None, faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.malform(body)
    with pytest.raises(DecodeError):
        call("create_topic", **TOPIC)
    assert "t" in faulty.state.topics


@contradicts(
    "createTopic 201: *is a required property", "createTopic 201: $.name: 5 is not of type*"
)
def test_a_body_of_another_shape(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.malform(b'{"$id":"t","name":5}')
    with pytest.warns(UserWarning, match="contradicts the description"):
        assert call("create_topic", **TOPIC).id == "t"


@contradicts(
    "listTopics: 502 is not documented", "listTopics 502: text/html", "listTopics 502: no JSON"
)
def test_a_malformed_error(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.malform(b"<html>", content_type="text/html", status=502)
    with pytest.raises(InternalServerError) as caught:
        call("list_topics")
    assert (caught.value.status, caught.value.type, caught.value.body) == (502, None, "<html>")
    assert caught.value.headers["Content-Type"] == "text/html"


def test_the_next_so_many_requests(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.status(500, times=2)
    faulty.faults.status(400)
    found: list[int | None] = []
    for _ in range(4):
        try:
            call("list_topics")
        except StatusError as error:
            found.append(error.status)
        else:
            found.append(None)
    assert found == [500, 500, 400, None]
    assert len(faulty.faults) == 0


@pytest.mark.parametrize("pattern", ["createTopic", "create_topic", "create*", "*Topic", "*"])
def test_faults_of_some_operations(pattern: str, faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.status(500, operation=pattern, times=None)
    if pattern != "*":
        call("list_messages")
    for _ in range(2):
        with pytest.raises(InternalServerError):
            call("create_topic", **TOPIC)
    faulty.faults.clear()
    call("create_topic", **TOPIC)


def test_a_fault_happens_at_least_once(faulty: FakeAppwrite) -> None:
    with pytest.raises(ValueError, match="at least once"):
        faulty.faults.drop(times=0)


# --- time ------------------------------------------------------------------------------------------------------------


@in_process
def test_a_late_answer(faulty: FakeAppwrite, call: Call) -> None:
    """In process no time passes but the stand-in's."""
    faulty.faults.delay(29)
    call("create_topic", **TOPIC)
    assert faulty.now == NOW + timedelta(seconds=29)
    faulty.faults.delay(31)
    with pytest.raises(ApiTimeoutError) as caught:
        call("update_topic", topic_id="t", name="New")
    assert caught.value.sent
    assert faulty.now == NOW + timedelta(seconds=59)
    assert faulty.state.topics["t"].name == "New"


@over_http
def test_a_late_answer_over_http(faulty: FakeAppwrite, call: Call) -> None:
    """Stopping does not wait for it."""
    faulty.faults.delay(0.2)
    started = time.monotonic()
    call("create_topic", **TOPIC)
    assert time.monotonic() - started >= 0.2
    faulty.faults.delay(60)
    with pytest.raises(ApiTimeoutError) as caught:
        call("update_topic", topic_id="t", name="New", client={"timeout": 0.2})
    assert caught.value.sent
    assert faulty.state.topics["t"].name == "New"


@contradicts("listTopics: 503 is not documented")
def test_retries_take_no_time(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.drop()
    faulty.faults.status(503, headers={"Retry-After": "30"})
    call("list_topics", client={"retries": 2})
    assert [request.status for request in faulty.requests] == [None, 503, 200]
    assert faulty.now == NOW + timedelta(seconds=0.5 + 30)


def test_a_create_that_was_cut_off_is_found_again(faulty: FakeAppwrite, call: Call) -> None:
    """With an ID of one's own a create is repeated, and the conflict it meets is its own."""
    faulty.faults.drop(committed=True)
    assert call("create_topic", client={"retries": 2}, **TOPIC).name == "T"
    operations = [(request.operation, request.status) for request in faulty.requests]
    assert operations == [("createTopic", None), ("createTopic", 409), ("getTopic", 200)]


@contradicts(*unknown("listMessages", 429, "general_rate_limit_exceeded"))
def test_rate_limits(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.rate_limit(2, seconds=60, operation="list*")
    for _ in range(2):
        call("list_topics")
    call("create_topic", **TOPIC)
    with pytest.raises(GeneralRateLimitExceededError) as caught:
        call("list_messages")
    headers = caught.value.headers
    assert headers["X-RateLimit-Limit"] == "2"
    assert headers["X-RateLimit-Remaining"] == "0"
    assert headers["X-RateLimit-Reset"] == str(int(NOW.timestamp()) + 60)
    text = (
        "Rate limit for the current endpoint has been exceeded. Please try again after some time."
    )
    assert caught.value.message == text
    faulty.clock.advance(60)
    call("list_topics")


@contradicts(*unknown("listTopics", 429, "general_rate_limit_exceeded"))
def test_a_client_waits_for_the_limit(faulty: FakeAppwrite, call: Call) -> None:
    faulty.faults.rate_limit(1, seconds=10)
    for _ in range(3):
        call("list_topics", client={"retries": 1})
    assert [request.status for request in faulty.requests] == [200, 429, 200, 429, 200]
    assert faulty.now == NOW + timedelta(seconds=20)


# --- what was asked --------------------------------------------------------------------------------------------------


def test_requests(faulty: FakeAppwrite, call: Call) -> None:
    call("create_topic", **TOPIC)
    with pytest.raises(StatusError):
        call("get_topic", topic_id="a.b", client={"locale": "de"})
    call("list_topics", search="ä b", queries=['{"method":"limit","values":[1]}'])
    first, second, third = faulty.requests
    assert (first.method, first.path, first.operation) == (
        "POST",
        "/v1/messaging/topics",
        "createTopic",
    )
    assert (first.status, first.json()) == (201, {"topicId": "t", "name": "T"})
    assert first.headers["x-appwrite-project"] == "test-project"
    assert first.headers["x-appwrite-key"] == faulty.key
    assert (second.path, second.status) == ("/v1/messaging/topics/a.b", 404)
    assert second.headers["x-appwrite-locale"] == "de"
    assert third.query == (
        ("queries[]", '{"method":"limit","values":[1]}'),
        ("search", "ä b"),
    )


def test_bodies_come_whole(faulty: FakeAppwrite) -> None:
    """Only a layer of one's own could cut one into pieces."""

    def pieces(request: Request, send: Callable[[Request], Response]) -> Response:
        request.content = [b"{", b"}"]
        return send(request)

    client = faulty.client(middleware=[pieces])
    with client, pytest.raises(TypeError, match="whole bodies only"):
        client.messaging.create_topic(**TOPIC)
    assert faulty.requests == []


def test_a_newer_client_is_warned(faulty: FakeAppwrite, call: Call) -> None:
    with pytest.warns(UserWarning, match="current SDK is built for Appwrite 1.7.0"):
        call("list_topics", client={"headers": {"X-Appwrite-Response-Format": "1.7.0"}})


def test_clients_are_ready(faulty: FakeAppwrite) -> None:
    async def listed(client: AsyncClient) -> int:
        async with client:
            return (await client.messaging.list_topics()).total

    with faulty.client() as client:
        assert client.messaging.list_topics().total == 0
    assert asyncio.run(listed(faulty.async_client())) == 0
    assert [request.headers["x-appwrite-key"] for request in faulty.requests] == [faulty.key] * 2


@pytest.mark.parametrize("credentials", [{}, {"jwt": "j"}, {"session": "s"}, {"key": None}])
def test_the_environment_has_no_say(
    credentials: dict[str, Any], faulty: FakeAppwrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its credentials are those of a real project."""
    for name in ("ENDPOINT", "PROJECT", "KEY", "JWT", "SESSION"):
        monkeypatch.setenv(f"APPWRITE_{name}", "real")
    with faulty.client(**credentials) as client, contextlib.suppress(ApiError):
        client.messaging.create_subscriber(topic_id="t", subscriber_id="s", target_id="t")
    sent = [value for request in faulty.requests for value in request.headers.values()]
    assert "real" not in sent
