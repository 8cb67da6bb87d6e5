"""What every transport has to do: ours and one that a user might write."""

from __future__ import annotations

import asyncio
import http.client
import inspect
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from _runtime.connections import Network
from _runtime.errors import ApiConnectionError, ApiTimeoutError
from _runtime.headers import Headers
from _runtime.transport import Request, Response
from _runtime.transport_httpx2 import AsyncHttpx2Transport, Httpx2Transport
from _runtime.transport_pyreqwest import AsyncPyreqwestTransport, PyreqwestTransport

from .callers import CREDENTIALS, FakeClock
from .package.client import AsyncClient, Client
from .server import Server, answers, closes, json, refusing, silent


class Own:
    """A transport on ``http.client``, as small as can be."""

    def __init__(self) -> None:
        self.closed = False

    def send(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=request.timeout)
        try:
            connection.connect()
        except OSError as error:
            raise ApiConnectionError(f"no connection: {error}", sent=False) from None
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        content: Any = request.content
        try:
            connection.request(request.method, target, content, dict(request.headers.items()))
            answer = connection.getresponse()
        except TimeoutError:
            connection.close()
            raise ApiTimeoutError("no answer in time") from None
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise ApiConnectionError(f"the connection broke: {error}") from None
        chunks = iter(lambda: answer.read(65536), b"")
        return Response(answer.status, answer.getheaders(), chunks, close=connection.close)

    def close(self) -> None:
        self.closed = True


class AsyncOwn:
    """The same for asyncio, in a thread; the body is read at once."""

    def __init__(self) -> None:
        self._inner = Own()

    async def send(self, request: Request) -> Response:
        def read() -> Response:
            response = self._inner.send(request)
            return Response(response.status, response.headers, response.read())

        return await asyncio.to_thread(read)

    async def close(self) -> None:
        self._inner.close()


MAKERS: dict[str, Any] = {
    "httpx2": lambda: Httpx2Transport(Network()),
    "httpx2 async": lambda: AsyncHttpx2Transport(Network()),
    "pyreqwest": lambda: PyreqwestTransport(Network()),
    "pyreqwest async": lambda: AsyncPyreqwestTransport(Network()),
    "own": Own,
    "own async": AsyncOwn,
}


class Driver:
    """Sends requests through a transport of either kind."""

    def __init__(self, make: Any) -> None:
        self.runner = asyncio.Runner()
        self.asynchronous = inspect.iscoroutinefunction(make().send)
        self.transport = make()

    def send(self, request: Request) -> Response:
        if not self.asynchronous:
            response: Response = self.transport.send(request)
            response.read()
            return response

        async def exchange() -> Response:
            async with asyncio.timeout(request.timeout + 0.02):
                answer: Response = await self.transport.send(request)
                await answer.aread()
                return answer

        return self.runner.run(exchange())

    def close(self) -> None:
        closing = self.transport.close()
        if self.asynchronous:
            self.runner.run(closing)
        self.runner.close()


@pytest.fixture(params=MAKERS)
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    made = Driver(MAKERS[request.param])
    yield made
    made.close()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_request_arrives_as_it_is(driver: Driver, method: str) -> None:
    headers = Headers([("X-One", "1"), ("X-Two", "a, b")])
    content = b'{"a":1}' if method in ("POST", "PUT", "PATCH") else b""
    with Server(answers(201, b"body", x_reply="yes")) as server:
        url = f"{server.url}/a;v=1/%2Fb/%C3%A4;n=1,2?q=%26;&r=1"
        response = driver.send(Request(method, url, headers=headers, content=content))
    request = server.requests[0]
    assert (request.method, request.target, request.body) == (
        method,
        "/a;v=1/%2Fb/%C3%A4;n=1,2?q=%26;&r=1",
        content,
    )
    assert (request.headers["x-one"], request.headers["x-two"]) == ("1", "a, b")
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert (response.status, response.headers["X-Reply"]) == (201, "yes")
    assert response.body == (b"" if method == "HEAD" else b"body")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_an_empty_body_has_a_length(driver: Driver, method: str) -> None:
    with Server(answers(204)) as server:
        driver.send(Request(method, server.url + "/"))
    assert server.requests[0].headers["content-length"] == "0"


def test_a_compressed_body_that_is_not_there(driver: Driver) -> None:
    with Server(answers(200, b"", content_encoding="gzip")) as server:
        assert driver.send(Request("HEAD", server.url + "/")).body == b""
        assert driver.send(Request("GET", server.url + "/")).body == b""


@pytest.mark.parametrize("status", [200, 204, 301, 304, 404, 418, 500, 599])
def test_every_status_is_a_response(driver: Driver, status: int) -> None:
    with Server(answers(status, location="/x")) as server:
        assert driver.send(Request("GET", server.url + "/")).status == status
        assert len(server.requests) == 1


def test_several_values_of_a_header(driver: Driver) -> None:
    def reply(exchange: Any) -> None:
        exchange.answer(200, b"", (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")))

    with Server(reply) as server:
        response = driver.send(Request("GET", server.url + "/"))
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_what_was_not_sent_is_known(driver: Driver) -> None:
    with pytest.raises(ApiConnectionError) as caught:
        driver.send(Request("POST", refusing() + "/"))
    assert caught.value.sent is False


def test_what_may_have_been_sent_is_known(driver: Driver) -> None:
    with Server(closes()) as server, pytest.raises(ApiConnectionError) as caught:
        driver.send(Request("POST", server.url + "/", content=b"x"))
    assert caught.value.sent is True


def test_the_timeout_is_kept(driver: Driver) -> None:
    with Server(silent()) as server:
        started = time.monotonic()
        with pytest.raises(TimeoutError) as caught:
            driver.send(Request("POST", server.url + "/", content=b"x", timeout=0.3))
        assert 0.2 < time.monotonic() - started < 0.8
    assert getattr(caught.value, "sent", True) is True


def test_a_large_body_both_ways(driver: Driver) -> None:
    data = bytes(range(256)) * 8192

    def echo(exchange: Any) -> None:
        exchange.answer(200, exchange.request.body)

    with Server(echo) as server:
        assert driver.send(Request("POST", server.url + "/", content=data)).body == data


def test_a_transport_of_ones_own_in_a_client() -> None:
    own = Own()
    with Server(json({"$id": "a", "name": "A"})) as server:
        with Client(server.url, credentials=CREDENTIALS, transport=own) as client:
            assert client.things.get("a").id == "a"
            assert client._core.connections.transport() is own
        assert own.closed

        async def main() -> str:
            async with AsyncClient(
                server.url, credentials=CREDENTIALS, transport=AsyncOwn()
            ) as client:
                return (await client.things.get("a")).id

        assert asyncio.run(main()) == "a"


def test_a_transport_of_ones_own_may_change_what_it_is_given() -> None:
    class Signing(Own):
        def send(self, request: Request) -> Response:
            request.headers.add("X-Signature", f"of {request.attempt}")
            request.url += f"?attempt={request.attempt}"
            return super().send(request)

    with (
        Server(answers(500), json({"$id": "a", "name": "A"})) as server,
        Client(
            server.url, credentials=CREDENTIALS, transport=Signing(), clock=FakeClock()
        ) as client,
    ):
        assert client.things.get("a").id == "a"
    sent = [(request.headers["x-signature"], request.query) for request in server.requests]
    assert sent == [("of 0", "attempt=0"), ("of 1", "attempt=1")]


def test_requests_and_responses_show_themselves() -> None:
    assert repr(Request("GET", "http://h/p?token=x")) == "<Request GET http://h/p?token=***>"
    response = Response(200, [("A", "b")], iter([b"x", b"y"]))
    assert repr(response) == "<Response 200>"
    with pytest.raises(RuntimeError, match="has not been read"):
        print(response.body)
    assert response.read() == response.read() == response.body == b"xy"
    assert list(response.chunks()) == [b"xy"]


def test_an_asynchronous_response_in_memory() -> None:
    async def main() -> list[bytes]:
        response = Response(200, [], b"xy")
        assert await response.aread() == b"xy"
        return [chunk async for chunk in response.achunks()]

    assert asyncio.run(main()) == [b"xy"]


@pytest.mark.parametrize("kind", [Httpx2Transport, PyreqwestTransport])
def test_a_host_header_of_ones_own_is_respected(kind: Any) -> None:
    transport = kind(Network())
    with Server(answers(204)) as server:
        transport.send(
            Request("GET", server.url + "/", headers=Headers([("Host", "other.example")]))
        ).read()
    transport.close()
    assert server.requests[0].headers["host"] == "other.example"
