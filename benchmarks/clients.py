"""One page of messages, asked for and decoded by each client in its own way.

Every function is given the address of the server and gives back the call; the imports are inside, because each runs in
the environment of its client. The last part of a name says what differs from a plain, decoded, blocking call.
"""

# mypy: disable-error-code="import-not-found,import-untyped,no-any-return"
# pyright: basic, reportMissingImports=false
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Call: TypeAlias = Callable[[], object]

PATH = "/messaging/messages"
PROJECT, KEY = "demo", "secret"
HEADERS = {"X-Appwrite-Project": PROJECT, "X-Appwrite-Key": KEY}
CONCURRENT = 50
IN_A_ROW = 50


def http_client(endpoint: str) -> Call:
    import json

    get = http_client_bytes(endpoint)
    return lambda: json.loads(get())  # type: ignore[arg-type]  # it gives bytes


def http_client_bytes(endpoint: str) -> Call:
    from http.client import HTTPConnection

    connection = HTTPConnection(urlsplit(endpoint).netloc)

    def call() -> bytes:
        connection.request("GET", PATH, headers=HEADERS)
        return connection.getresponse().read()

    return call


def socket_msgspec(endpoint: str) -> Call:
    """The least that a call can cost: a request made beforehand, an answer of which all is known but its content."""
    import socket

    from benchmarks.decoders import bare_decode

    address, decode = urlsplit(endpoint), bare_decode()
    connection = socket.create_connection((address.hostname or "", address.port or 80))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    fields = {"Host": address.netloc, **HEADERS}.items()
    lines = [f"GET {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    request = "\r\n".join([*lines, "", ""]).encode()
    connection.sendall(request)
    head, _, body = connection.recv(2**20).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(maxsplit=1)[0])
    while len(body) < length:
        body += connection.recv(2**20)
    start = len(head) + 4

    def call() -> object:
        connection.sendall(request)
        return decode(connection.recv(start + length, socket.MSG_WAITALL)[start:])

    return call


def pyreqwest_msgspec(endpoint: str) -> Call:
    """The least that a call by pyreqwest can cost."""
    from benchmarks.decoders import bare_decode

    get, decode = pyreqwest_bytes(endpoint), bare_decode()
    return lambda: decode(get())  # type: ignore[arg-type]  # it gives bytes


def httpx2_bytes(endpoint: str) -> Call:
    import httpx2

    client = httpx2.Client(base_url=endpoint, headers=HEADERS)
    return lambda: client.get(PATH).content


def httpcore2_bytes(endpoint: str) -> Call:
    import httpcore2

    pool = httpcore2.ConnectionPool()
    headers = list(HEADERS.items())
    return lambda: pool.request("GET", f"{endpoint}{PATH}", headers=headers).content


def pyreqwest_bytes(endpoint: str) -> Call:
    from pyreqwest.client import SyncClientBuilder

    client = SyncClientBuilder().build()
    return lambda: client.get(f"{endpoint}{PATH}").headers(HEADERS).build().send().bytes()


def sdk_httpx2(endpoint: str) -> Call:
    return _sdk(endpoint, "httpx2")


def sdk_pyreqwest(endpoint: str) -> Call:
    return _sdk(endpoint, "pyreqwest")


def sdk_pyreqwest_on_any_core(endpoint: str) -> Call:
    import os

    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return sdk_pyreqwest(endpoint)


def _sdk(endpoint: str, transport: Any) -> Call:
    from appwrite_messaging import Client

    client = Client(endpoint, project=PROJECT, key=KEY, transport=transport)
    return client.messaging.list_messages


def openapi_python_client(endpoint: str) -> Call:
    from openapi_python_client_messaging import Client
    from openapi_python_client_messaging.api.messaging import list_messages

    client = Client(base_url=endpoint, headers=HEADERS)
    return lambda: list_messages.sync(client=client)


def openapi_generator(endpoint: str) -> Call:
    from openapi_client import ApiClient, Configuration, MessagingApi

    keys = {"project": PROJECT, "key": KEY}
    api = MessagingApi(ApiClient(Configuration(host=endpoint, api_key=keys)))
    return api.list_messages


def appwrite(endpoint: str) -> Call:
    from appwrite.client import Client
    from appwrite.services.messaging import Messaging

    client = Client().set_endpoint(endpoint).set_project(PROJECT).set_key(KEY)
    return Messaging(client).list_messages


# --- fifty at once ---------------------------------------------------------------------------------------------------


def _at_once(call: Callable[[], Awaitable[object]]) -> Call:
    """A call that makes so many at once, in one event loop that lives on."""
    runner = asyncio.Runner()

    async def round() -> None:
        await asyncio.gather(*(call() for _ in range(CONCURRENT)))

    return lambda: runner.run(round())


def sdk_httpx2_async(endpoint: str) -> Call:
    return _sdk_async(endpoint, "httpx2")


def sdk_pyreqwest_async(endpoint: str) -> Call:
    return _sdk_async(endpoint, "pyreqwest")


def _sdk_async(endpoint: str, transport: Any) -> Call:
    from appwrite_messaging import AsyncClient

    client = AsyncClient(endpoint, project=PROJECT, key=KEY, transport=transport)
    return _at_once(client.messaging.list_messages)


def httpx2_bytes_async(endpoint: str) -> Call:
    import httpx2

    client = httpx2.AsyncClient(base_url=endpoint, headers=HEADERS)
    return _at_once(lambda: client.get(PATH))


def pyreqwest_msgspec_async(endpoint: str) -> Call:
    from pyreqwest.client import ClientBuilder

    from benchmarks.decoders import bare_decode

    client, decode = ClientBuilder().build(), bare_decode()

    async def call() -> object:
        answer = await client.get(f"{endpoint}{PATH}").headers(HEADERS).build().send()
        return decode(await answer.bytes())  # type: ignore[arg-type]  # a buffer of bytes

    return _at_once(call)


def openapi_python_client_async(endpoint: str) -> Call:
    from openapi_python_client_messaging import Client
    from openapi_python_client_messaging.api.messaging import list_messages

    client = Client(base_url=endpoint, headers=HEADERS)
    return _at_once(lambda: list_messages.asyncio(client=client))


# --- one after the other in an event loop ----------------------------------------------------------------------------


def _in_a_row(call: Callable[[], Awaitable[object]]) -> Call:
    """A call that makes so many one after the other, in one event loop that lives on."""
    runner = asyncio.Runner()

    async def round() -> None:
        for _ in range(IN_A_ROW):
            await call()

    return lambda: runner.run(round())


def sdk_httpx2_row(endpoint: str) -> Call:
    from appwrite_messaging import AsyncClient

    client = AsyncClient(endpoint, project=PROJECT, key=KEY, transport="httpx2")
    return _in_a_row(client.messaging.list_messages)


def httpx2_bytes_row(endpoint: str) -> Call:
    import httpx2

    client = httpx2.AsyncClient(base_url=endpoint, headers=HEADERS)
    return _in_a_row(lambda: client.get(PATH))
