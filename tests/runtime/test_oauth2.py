"""OAuth 2 client credentials: when a token is fetched, how, for how long it is used, and what can go wrong."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest

from _runtime.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    AuthenticationError,
    ConfigurationError,
    DeadlineError,
)
from _runtime.notices import InsecureTransportWarning
from _runtime.oauth2 import ClientCredentials
from _runtime.operation import Operation

from .callers import FakeClock, Harness
from .issuer import CREATE, EVENTS, GET, ID, SECRET, UPLOAD, Issuer, NoSet, client
from .server import (
    Server,
    json,
)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def server(issuer: Issuer) -> Iterator[Server]:
    with Server(issuer) as server:
        yield server


# --- the request for a token -----------------------------------------------------------------------------------------


def test_a_token_is_fetched_once_and_used_for_every_call(
    harness: Harness, issuer: Issuer, server: Server
) -> None:
    with client(harness, server) as caller:
        assert caller.call(GET).id == "a"
        caller.call(GET)
        caller.derived(caller.client.with_options(timeout=5)).call(GET)
    assert issuer.used == ["t1", "t1", "t1"]
    (asked,) = issuer.asked
    assert asked.request.method == "POST"
    assert asked.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.request.headers["accept"] == "application/json"
    # RFC 6749, section 2.3.1: both are form-encoded first
    assert asked.request.headers["authorization"] == (
        "Basic dGhlK2NsaWVudDpzM2NyM3QlMkYlMkIlQzMlQkM="
    )
    assert asked.request.body == b"grant_type=client_credentials"


def test_where_tokens_are_is_worked_out_once(harness: Harness, server: Server) -> None:
    with client(harness, server) as caller:
        core = caller.client._core
        tokens = core.call(GET, {}).tokens
        assert tokens.url(core.api, core.settings) is tokens.url(core.api, core.settings)


def test_what_else_a_token_can_be_asked_for(
    either: Harness, issuer: Issuer, server: Server
) -> None:
    credentials = ClientCredentials(
        ID,
        SECRET,
        scopes=["read", "write"],
        auth_method="client_secret_post",
        token_url=f"{server.url}/token",
        parameters={"audience": "https://a.example"},
    )
    with client(either, server, credentials) as caller:
        caller.call(GET)
    (asked,) = issuer.asked
    assert "authorization" not in asked.request.headers
    assert parse_qs(asked.request.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["read write"],
        "client_id": [ID],
        "client_secret": [SECRET],
        "audience": ["https://a.example"],
    }


def test_a_ready_token_is_sent_as_it_is(either: Harness, issuer: Issuer, server: Server) -> None:
    issuer.good.add("ready")
    with either.client(server.url, credentials={"oauth": "ready"}) as caller:
        caller.call(GET)
    assert (issuer.used, issuer.asked) == (["ready"], [])


def test_a_header_of_the_caller_needs_no_token(
    either: Harness, issuer: Issuer, server: Server
) -> None:
    issuer.good.add("mine")
    with client(either, server) as caller:
        caller.call(GET, options={"headers": {"authorization": "Bearer mine"}})
    assert (issuer.used, issuer.asked) == (["mine"], [])


def test_nobody_says_where_tokens_are(either: Harness, server: Server) -> None:
    operation: Operation[Any] = Operation("get", "GET", "/", security=(("Token",),))
    with (
        either.client(server.url, credentials={"token": ClientCredentials(ID, SECRET)}) as caller,
        pytest.raises(ConfigurationError, match=r"token: .* pass token_url="),
    ):
        caller.call(operation)
    assert server.requests == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://a.example/\r\nX: y", "javascript:x"]
)
def test_a_place_that_is_no_web_address(either: Harness, server: Server, url: str) -> None:
    credentials = ClientCredentials(ID, SECRET, token_url=url)
    with (
        client(either, server, credentials) as caller,
        pytest.raises(ConfigurationError, match="token_url is a URL"),
    ):
        caller.call(GET)
    assert server.requests == []


def test_a_token_over_plain_http_is_warned_of(either: Harness) -> None:
    credentials = ClientCredentials(ID, SECRET, token_url="http://tokens.example/")
    with (
        either.client(
            "https://127.0.0.1:1", credentials={"oauth": credentials}, retries=0
        ) as caller,
        pytest.warns(InsecureTransportWarning, match=r"tokens\.example"),
        pytest.raises(ApiConnectionError),
    ):
        caller.call(GET)


# --- how long it lasts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "fresh", "over"),
    [
        (3600, 3569.0, 3570.0),
        ("3600", 3569.0, 3570.0),
        (100, 89.0, 90.0),
        (0.5, 0.4, 0.46),
        (0, None, 0.0),
        (-5, None, 0.0),
        (1e300, 1e9, None),
        (None, 1e9, None),
        ("soon", 1e9, None),
        ([], 1e9, None),
    ],
)
def test_a_token_is_renewed_before_it_expires(
    either: Harness, life: object, fresh: float | None, over: float | None
) -> None:
    issuer, clock = Issuer(life=life), FakeClock()
    with Server(issuer) as server, client(either, server, clock=clock) as caller:
        caller.call(GET)
        if fresh is not None:
            clock.now = fresh
            caller.call(GET)
            assert len(issuer.asked) == 1
        if over is not None:
            clock.now = over
            caller.call(GET)
            assert len(issuer.asked) == 2
            assert issuer.used[-1] == "t2"


def test_a_refused_token_is_replaced_once(harness: Harness, issuer: Issuer, server: Server) -> None:
    clock = FakeClock()
    with client(harness, server, clock=clock, retries=0) as caller:
        caller.call(GET)
        issuer.good.clear()
        clock.now = 1.0
        caller.call(CREATE, body={"name": "A"})
        assert issuer.used == ["t1", "t1", "t2"]
        assert issuer.bodies[1] == issuer.bodies[2] == b'{"name":"A"}'


def test_a_new_token_that_is_refused_too_ends_the_call(
    harness: Harness, issuer: Issuer, server: Server
) -> None:
    clock = FakeClock()
    with client(harness, server, clock=clock) as caller:
        caller.call(GET)
        issuer.good = NoSet()
        clock.now = 1.0
        with pytest.raises(AuthenticationError) as caught:
            caller.call(GET)
        assert (caught.value.status, caught.value.operation) == (401, "getThing")
        assert issuer.used == ["t1", "t1", "t2"]


def test_a_body_that_cannot_be_sent_again_ends_the_call(
    either: Harness, issuer: Issuer, server: Server
) -> None:
    clock = FakeClock()
    with client(either, server, clock=clock) as caller:
        caller.call(UPLOAD, body=b"x")
        issuer.good.clear()
        clock.now = 1.0
        with pytest.raises(AuthenticationError):
            caller.call(UPLOAD, body=chunks(either))
        assert len(issuer.asked) == 1


def chunks(harness: Harness) -> Any:
    async def asynchronous() -> Any:
        yield b"x"

    return asynchronous() if harness.asynchronous else iter([b"x"])


def test_pages_and_streams_have_tokens_too(either: Harness, server: Server) -> None:
    with client(either, server) as caller:
        opened = caller.run(caller.client.call(EVENTS))
        assert caller.collect(opened) == []


# --- many at once ----------------------------------------------------------------------------------------------------


def test_threads_share_one_fetch(issuer: Issuer, server: Server) -> None:
    issuer.hold.clear()
    with (
        client(Harness("sync", "httpx2"), server, clock=None) as caller,
        ThreadPoolExecutor(20) as pool,
    ):
        calls = [pool.submit(caller.client.call, GET) for _ in range(20)]
        assert issuer.waiting.wait(10)
        issuer.hold.set()
        assert {call.result().id for call in calls} == {"a"}
    assert len(issuer.asked) == 1
    assert issuer.used == ["t1"] * 20


def test_tasks_share_one_fetch(issuer: Issuer, server: Server) -> None:
    with client(Harness("async", "httpx2"), server, clock=None) as caller:

        async def many() -> list[Any]:
            return await asyncio.gather(*(caller.client.call(GET) for _ in range(50)))

        assert len(caller.run(many())) == 50
    assert len(issuer.asked) == 1


def test_a_refusal_is_the_refusal_of_all_that_wait() -> None:
    issuer = Issuer(json({"error": "invalid_client"}, 401))
    with (
        Server(issuer) as server,
        client(Harness("async", "httpx2"), server, clock=None) as caller,
    ):

        async def many() -> list[Any]:
            calls = (caller.client.call(GET) for _ in range(10))
            return await asyncio.gather(*calls, return_exceptions=True)

        errors = caller.run(many())
    assert len(issuer.asked) == 1
    assert {type(error) for error in errors} == {AuthenticationError}
    assert len({id(error) for error in errors}) == 10


def test_a_cancelled_fetch_is_taken_over(issuer: Issuer, server: Server) -> None:
    issuer.hold.clear()
    with client(Harness("async", "httpx2"), server, clock=None) as caller:

        async def both() -> Any:
            first = asyncio.create_task(caller.client.call(GET))
            assert await asyncio.to_thread(issuer.waiting.wait, 10)
            second = asyncio.create_task(caller.client.call(GET))
            await asyncio.sleep(0)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            issuer.hold.set()
            return await second

        assert caller.run(both()).id == "a"
    assert len(issuer.asked) == 2


def test_one_that_waits_can_be_cancelled_alone(issuer: Issuer, server: Server) -> None:
    issuer.hold.clear()
    with client(Harness("async", "httpx2"), server, clock=None) as caller:

        async def both() -> Any:
            first = asyncio.create_task(caller.client.call(GET))
            assert await asyncio.to_thread(issuer.waiting.wait, 10)
            second = asyncio.create_task(caller.client.call(GET))
            await asyncio.sleep(0.01)  # until it waits; that it does cannot be seen from outside
            second.cancel()
            with pytest.raises(asyncio.CancelledError):
                await second
            issuer.hold.set()
            return await first

        assert caller.run(both()).id == "a"
    assert len(issuer.asked) == 1


def test_one_that_waits_has_a_time_out_of_its_own(issuer: Issuer, server: Server) -> None:
    issuer.hold.clear()
    with client(Harness("sync", "httpx2"), server, clock=None) as caller:
        first = threading.Thread(target=caller.client.call, args=(GET,))
        first.start()
        assert issuer.waiting.wait(10)
        for options, expected in (
            ({"timeout": 0.05, "retries": 0}, ApiTimeoutError),
            ({"deadline": 0.05}, DeadlineError),
        ):
            with pytest.raises(ApiTimeoutError) as caught:
                caller.client.call(GET, options=options)
            assert type(caught.value) is expected
            assert caught.value.sent is False
        issuer.hold.set()
        first.join()
