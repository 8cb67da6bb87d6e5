"""Redirects are followed for safe methods, and credentials stay at home."""

from __future__ import annotations

from typing import Any

import pytest

from _runtime.errors import ApiConnectionError, ApiTimeoutError, StatusError
from _runtime.transport import Request

from .callers import FakeClock, Harness
from .package.client import GET, SEND
from .server import Server, answers, json, redirects

GOOD = json({"$id": "a", "name": "A"})
SECRETS = {"project": "p-1", "key": "s3cr3t-key"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_at_home_is_followed_with_credentials(harness: Harness, status: int) -> None:
    with (
        Server(redirects("/v2/things/a?x=1", status), GOOD) as server,
        harness.client(server.url) as caller,
    ):
        assert caller.call(GET, path={"thingId": "a"}).id == "a"
    assert server.requests[1].target == "/v2/things/a?x=1"
    assert server.requests[1].headers["x-key"] == "s3cr3t-key"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["other port", "other host"])
def test_credentials_never_reach_another_origin(harness: Harness, host: str) -> None:
    with (
        Server(GOOD) as other,
        Server(redirects(f"http://{host}:{other.port}/elsewhere")) as server,
    ):
        headers = {"X-Custom-Secret": "hush", "Authorization": "Basic abc"}
        with harness.client(server.url, headers=headers) as caller:
            assert caller.call(GET, path={"thingId": "a"}, cookies={"sid": "cook13"}).id == "a"
    head = str(other.requests[0].fields)
    assert other.requests[0].path == "/elsewhere"
    for secret in ("s3cr3t-key", "p-1", "hush", "abc", "cook13"):
        assert secret not in head


def test_coming_back_does_not_bring_the_credentials_back(either: Harness) -> None:
    with (
        Server(GOOD) as final,
        Server() as other,
        Server(redirects(f"{other.url}/there")) as server,
    ):
        other.script = (redirects(f"{server.url}/back"),)
        server.script = (redirects(f"{other.url}/there"), redirects(f"{final.url}/end"))
        with either.client(server.url) as caller:
            caller.call(GET, path={"thingId": "a"})
    assert "x-key" in server.requests[0].headers
    assert "x-key" not in server.requests[1].headers
    assert "x-key" not in final.requests[0].headers


def test_a_query_credential_does_not_travel(either: Harness) -> None:
    from .test_auth import QUERY

    with (
        Server(GOOD) as other,
        Server(redirects(f"{other.url}/elsewhere")) as server,
        either.client(server.url, credentials={"query_key": "s3cr3t-key"}) as caller,
    ):
        caller.call(QUERY)
    assert "s3cr3t-key" in server.requests[0].target
    assert other.requests[0].target == "/elsewhere"


def test_redirects_count_into_the_timeout(either: Harness) -> None:
    clock = FakeClock()

    def slow(request: Request, send: Any) -> Any:
        clock.now += 20
        return send(request)

    async def slow_too(request: Request, send: Any) -> Any:
        clock.now += 20
        return await send(request)

    layer = slow_too if either.asynchronous else slow
    with (
        Server(redirects("/again")) as server,
        either.client(server.url, clock=clock, middleware=[layer], retries=0) as caller,
        pytest.raises(ApiTimeoutError),
    ):
        caller.call(GET, path={"thingId": "a"})
    assert len(server.requests) == 2


def test_ten_redirects_are_enough(either: Harness) -> None:
    with (
        Server(redirects("/again")) as server,
        either.client(server.url) as caller,
        pytest.raises(StatusError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert len(server.requests) == 11
    assert caught.value.status == 302


def test_an_unsafe_request_is_not_redirected(either: Harness) -> None:
    with (
        Server(GOOD) as other,
        Server(redirects(f"{other.url}/elsewhere", 307)) as server,
        either.client(server.url) as caller,
        pytest.raises(StatusError) as caught,
    ):
        caller.call(SEND, body={"secret": 1})
    assert caught.value.status == 307
    assert other.requests == []


@pytest.mark.parametrize(
    "location", ["", "ftp://host/x", "http://h:99999/", "http://host/a b", "http://h\u00f6st/"]
)
def test_a_location_that_is_no_url_is_an_error(either: Harness, location: str) -> None:
    with (
        Server(answers(302, location=location) if location else answers(302)) as server,
        either.client(server.url) as caller,
        pytest.raises(StatusError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert caught.value.status == 302


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.example"])
def test_a_location_with_a_host_that_can_not_be(harness: Harness, host: str) -> None:
    with (
        Server(redirects(f"http://{host}/")) as server,
        harness.client(server.url, retries=0) as caller,
        pytest.raises(ApiConnectionError, match="no connection"),
    ):
        caller.call(GET, path={"thingId": "a"})
