"""Connections: one pool a client, none left open, fit for threads, forks and one event loop after another."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from _runtime.connections import AsyncConnections, Connections, Network
from _runtime.errors import ConfigurationError

from .callers import CREDENTIALS, Harness
from .package.client import DELETE, GET, AsyncClient, Client
from .server import Exchange, Server, json, silent

GOOD = json({"$id": "a", "name": "A"})
TRANSPORTS = ("httpx2", "pyreqwest")


def test_a_hundred_calls_use_one_connection(harness: Harness) -> None:
    with Server(GOOD) as server, harness.client(server.url) as caller:
        for _ in range(100):
            caller.call(GET, path={"thingId": "a"})
        assert server.connections == 1


def test_errors_keep_their_connection(harness: Harness) -> None:
    with Server(json({"message": "no"}, 404)) as server, harness.client(server.url) as caller:
        for _ in range(10):
            with pytest.raises(Exception, match="404"):
                caller.call(GET, path={"thingId": "a"})
        assert server.connections == 1


def test_a_stray_body_is_no_part_of_the_next_answer(harness: Harness) -> None:
    def stray(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}")

    with Server(stray, GOOD) as server, harness.client(server.url, retries=0) as caller:
        caller.call(DELETE, path={"thingId": "a"})
        assert caller.call(GET, path={"thingId": "a"}).id == "a"


def test_an_empty_answer_keeps_its_connection(harness: Harness) -> None:
    def empty(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")

    with Server(empty) as server, harness.client(server.url, retries=0) as caller:
        for _ in range(3):
            caller.call(DELETE, path={"thingId": "a"})
        assert server.connections == 1


def most(transport: str, calls: int) -> int:
    """How many connections that many calls at a time may open.

    The pool of pyreqwest also completes a connection it no longer needs when another one came free meanwhile.
    """
    return 2 * calls if transport == "pyreqwest" else calls


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_fifty_concurrent_calls_use_at_most_fifty_connections(transport: Any) -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url, credentials=CREDENTIALS, transport=transport) as client:
            for _ in range(3):
                await asyncio.gather(*(client.things.get("a") for _ in range(50)))

    with Server(GOOD) as server:
        asyncio.run(main(server.url))
        assert server.connections <= most(transport, 50)
        assert server.wait_for_open(0) == 0


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_thirty_two_threads_share_a_client(transport: Any) -> None:
    barrier = threading.Barrier(32)

    def get(name: str, told: bool) -> tuple[str, str]:
        thing = client.things.get(name, options={"headers": {"X-Name": name}} if told else None)
        return thing.id, thing.name

    def work(number: int) -> list[tuple[str, str]]:
        barrier.wait(10)
        return [get(f"{number}-{turn}", told=turn % 2 == 1) for turn in range(10)]

    def echo(exchange: Exchange) -> None:
        id = exchange.request.path.rpartition("/")[2]
        json({"$id": id, "name": exchange.request.headers.get("x-name", "none")})(exchange)

    with (
        Server(echo) as server,
        Client(server.url, credentials=CREDENTIALS, transport=transport) as client,
    ):
        with ThreadPoolExecutor(32) as pool:
            found = list(pool.map(work, range(32)))
        assert server.connections <= most(transport, 32)
    names = [[f"{number}-{turn}" for turn in range(10)] for number in range(32)]
    assert found == [
        [(name, name if turn % 2 else "none") for turn, name in enumerate(row)] for row in names
    ]


LOADED_IN = """
import sys, threading
from _runtime.connections import Connections, Network
make = Connections("pyreqwest", Network()).transport
if sys.argv[1] == "thread":
    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
else:
    make()
assert "pyreqwest" in sys.modules
print(*(thread.name for thread in threading.enumerate()))
"""


@pytest.mark.parametrize(
    ("where", "alive"), [("main", "MainThread"), ("thread", "MainThread pyreqwest")]
)
def test_pyreqwest_is_loaded_by_a_thread_that_stays(where: str, alive: str) -> None:
    """Without this, a process whose first call is made by a short-lived thread crashes some time later."""
    import _runtime

    done = subprocess.run(
        [sys.executable, "-c", LOADED_IN, where],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(next(iter(_runtime.__path__))).parent,
        timeout=30,
    )
    assert done.stdout.strip() == alive


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_async_client_outlives_asyncio_run(transport: Any) -> None:
    with Server(GOOD) as server:
        client = AsyncClient(server.url, credentials=CREDENTIALS, transport=transport)
        for _ in range(3):
            assert asyncio.run(twice(client)) == "aa"
            assert server.wait_for_open(0) == 0
        assert server.connections == 3


async def twice(client: AsyncClient) -> str:
    first = await client.things.get("a")
    second = await client.things.get("a")
    return first.id + second.id


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_async_client_works_in_loops_of_several_threads(transport: Any) -> None:
    with Server(GOOD) as server:
        client = AsyncClient(server.url, credentials=CREDENTIALS, transport=transport)
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: asyncio.run(twice(client)), range(8)))
        assert server.wait_for_open(0) == 0
    assert found == ["aa"] * 8


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_cancelled_call_gives_its_connection_up(transport: Any) -> None:
    async def main(url: str) -> str:
        # pyreqwest lets a cancelled request run on until its timeout.
        arguments: Any = {"credentials": CREDENTIALS, "transport": transport, "timeout": 1}
        async with AsyncClient(url, **arguments) as client:
            call = asyncio.create_task(client.things.get("a"))
            await asyncio.to_thread(server.arrived.wait, 5)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(server.wait_for_open, 0) == 0
            return (await client.things.get("a")).id

    with Server(silent(), GOOD) as server:
        assert asyncio.run(main(server.url)) == "a"


def test_closing_leaves_nothing_open(harness: Harness) -> None:
    with Server(GOOD) as server:
        with harness.client(server.url) as caller:
            caller.call(GET, path={"thingId": "a"})
            assert server.open == 1
            caller.close()
            assert server.wait_for_open(0) == 0
            with pytest.raises(RuntimeError, match="the client is closed"):
                caller.call(GET, path={"thingId": "a"})
            caller.close()
        assert server.connections == 1


def test_context_managers_close(either: Harness) -> None:
    with Server(GOOD) as server:
        if either.asynchronous:

            async def main() -> None:
                async with AsyncClient(server.url, credentials=CREDENTIALS) as client:
                    await client.things.get("a")
                assert await asyncio.to_thread(server.wait_for_open, 0) == 0
                await client.aclose()

            asyncio.run(main())
        else:
            with Client(server.url, credentials=CREDENTIALS) as client:
                client.things.get("a")
            assert server.wait_for_open(0) == 0


@pytest.mark.parametrize("layers", [(), (lambda request, send: send(request),)])
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_client_that_is_forgotten_closes_its_connections(transport: Any, layers: Any) -> None:
    gc.disable()  # nothing is to wait for it
    try:
        with Server(GOOD) as server:
            client = Client(
                server.url, credentials=CREDENTIALS, transport=transport, middleware=layers
            )
            client.things.get("a")
            gone = weakref.ref(client)
            del client
            assert gone() is None
            assert server.wait_for_open(0) == 0
    finally:
        gc.enable()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_while_a_thread_holds_the_lock() -> None:
    with Client("http://127.0.0.1:1", credentials=CREDENTIALS) as client:
        with client._core.connections._lock:
            child = os.fork()
            if child == 0:
                signal.alarm(5)
                client.close()
                os._exit(0)
            _, status = os.waitpid(child, 0)
        assert status == 0


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_gets_connections_of_its_own(transport: Any) -> None:
    """Through a pipe: what happens in the child is no part of the test's process."""
    with (
        Server(GOOD) as server,
        Client(server.url, credentials=CREDENTIALS, transport=transport) as client,
    ):
        client.things.get("a")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                result = client.things.get("a").id + str(client._core.connections is not None)
                client.close()
            except BaseException as error:  # noqa: BLE001 - the parent reports it
                result = repr(error)
            os.write(writer, result.encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as stream:
            assert stream.read() == "aTrue"
        os.waitpid(child, 0)
        client.things.get("a")
        assert server.connections == 2
        assert [request.path for request in server.requests] == ["/things/a"] * 3


def test_a_pool_is_shared_by_calls_to_other_hosts(either: Harness) -> None:
    from .server import redirects

    with (
        Server(GOOD) as other,
        Server(redirects(f"{other.url}/x")) as server,
        either.client(server.url) as caller,
    ):
        for _ in range(3):
            caller.call(GET, path={"thingId": "a"})
        assert (server.connections, other.connections) == (1, 1)


def test_the_pool_is_built_by_the_first_request_only(either: Harness) -> None:
    with either.client("http://127.0.0.1:1") as caller:
        connections = caller.client._core.connections
        assert not (connections._by_loop if either.asynchronous else connections._built)


@pytest.mark.parametrize("choice", ["requests", object(), 5])
def test_only_transports_are_transports(choice: Any) -> None:
    with pytest.raises(
        TypeError, match="transport= is 'httpx2', 'pyreqwest' or an object with send"
    ):
        Connections(choice, Network()).transport()
    with pytest.raises(TypeError, match="not "):
        asyncio.run(AsyncConnections(choice, Network()).transport())


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        (None, "transport_httpx2"),
        ("httpx2", "transport_httpx2"),
        ("pyreqwest", "transport_pyreqwest"),
    ],
)
def test_pyreqwest_is_used_when_it_is_chosen(choice: Any, name: str) -> None:
    assert type(Connections(choice, Network()).transport()).__module__.endswith(name)

    async def chosen() -> str:
        connections = AsyncConnections(choice, Network())
        transport = await connections.transport()
        await connections.close()
        return type(transport).__module__

    assert asyncio.run(chosen()).endswith(name)


def test_a_transport_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_runtime.transport_pyreqwest", None)
    with pytest.raises(ConfigurationError, match="extra 'fast'"):
        Connections("pyreqwest", Network()).transport()


def test_the_network_shows_no_password() -> None:
    assert "pass" not in repr(Network(proxy="http://me:pass@proxy"))
