"""Clients and services of the hand-written package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from _runtime.client import AsyncApiClient, SyncApiClient
from _runtime.operation import Idempotency, Operation, Pagination
from _runtime.options import ApiInfo, Scheme
from _runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from _runtime.clock import Clock
    from _runtime.core import CommonArguments
    from _runtime.middleware import AsyncMiddleware, Middleware
    from _runtime.options import AsyncTransportChoice, RequestOptions, TransportChoice
    from _runtime.pages import AsyncPager, Pager
    from _runtime.streaming import AsyncStream, Stream

    from .models import Thing, ThingList

API = ApiInfo(
    "tests.runtime.package",
    name="things",
    version="1.2.3",
    env="THINGS",
    schemes=(
        Scheme("Project", wire="X-Project", argument="project"),
        Scheme("Key", wire="X-Key", argument="key"),
        Scheme("Token", kind="bearer", argument="token"),
        Scheme("Login", kind="basic", argument="login"),
        Scheme("Query", location="query", wire="api_key", argument="query_key"),
        Scheme("Cookie", location="cookie", wire="sid", argument="cookie"),
        Scheme("Tls", kind="mutual_tls", argument="certificate"),
        Scheme("Digest", kind="other", argument="digest"),
        Scheme("OAuth", kind="oauth2", argument="oauth", token_url="token"),
    ),
    headers=(("X-Format", "1.6.0"),),
    error_type="type",
    error_message="message",
    warning_header="X-Warning",
)
KEY = (("Project", "Key"), ("Project", "Token"))

GET: Operation[Thing] = Operation(
    "getThing", "GET", "/things/{thingId}", result="Thing", security=KEY
)
CREATE: Operation[Thing] = Operation(
    "createThing",
    "POST",
    "/things",
    result="Thing",
    security=KEY,
    body="json",
    idempotency=Idempotency("thingId", conflict=409, fetch=lambda: GET, unless=("unique()",)),
)
UPDATE: Operation[Thing] = Operation(
    "updateThing", "PATCH", "/things/{thingId}", result="Thing", security=KEY, body="json"
)
REPLACE: Operation[Thing] = Operation(
    "replaceThing", "PUT", "/things/{thingId}", result="Thing", security=KEY, body="json"
)
DELETE: Operation[None] = Operation("deleteThing", "DELETE", "/things/{thingId}", security=KEY)
SEND: Operation[None] = Operation("send", "POST", "/send", security=KEY, body="json")
UPLOAD: Operation[None] = Operation("upload", "PUT", "/files/{id}", security=KEY, body="binary")
DOWNLOAD: Operation[bytes] = Operation(
    "download", "GET", "/files/{id}", result="bytes", response="binary", security=KEY
)
TEXT: Operation[str] = Operation("text", "GET", "/text", result="str", response="text")
EVENTS: Operation[Any] = Operation("events", "GET", "/events", result="Thing", response="sse")
LINES: Operation[Any] = Operation("lines", "GET", "/lines", result="Thing", response="jsonl")
ECHO: Operation[None] = Operation(
    "echo", "GET", "/echo", deprecated="use send", deprecated_parameters=("old",)
)
LIST: Operation[ThingList] = Operation(
    "listThings",
    "GET",
    "/things",
    result="ThingList",
    security=KEY,
    pagination=Pagination(
        "cursor",
        items="things",
        total="total",
        parameter="queries[]",
        size=100,
        size_template='{"method":"limit","values":[{value}]}',
        next_template='{"method":"cursorAfter","values":[{value}]}',
        previous_template='{"method":"cursorBefore","values":[{value}]}',
        cursor="id",
        restart=('{"method":"offset","values":[0]}',),
    ),
)


class Things:
    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, thing_id: str, *, options: RequestOptions | None = None) -> Thing:
        return self._client.call(GET, path={"thingId": thing_id}, options=options)

    def create(
        self,
        *,
        thing_id: str,
        name: str,
        size: int | None | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Thing:
        body = {"thingId": thing_id, "name": name, "size": size}
        return self._client.call(CREATE, body=body, options=options)

    def list(self, *, queries: Sequence[str] | Unset = UNSET) -> ThingList:
        return self._client.call(LIST, query={"queries[]": queries})

    def iterate(
        self, *, queries: Sequence[str] | Unset = UNSET, max_items: int | None = None
    ) -> Pager[ThingList, Thing]:
        return self._client.paginate(LIST, query={"queries[]": queries}, max_items=max_items)

    def download(self, id: str) -> bytes:
        return self._client.call(DOWNLOAD, path={"id": id})

    def events(self) -> Stream[Thing]:
        stream: Stream[Thing] = self._client.call(EVENTS)
        return stream


class AsyncThings:
    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def get(self, thing_id: str, *, options: RequestOptions | None = None) -> Thing:
        return await self._client.call(GET, path={"thingId": thing_id}, options=options)

    async def create(
        self,
        *,
        thing_id: str,
        name: str,
        size: int | None | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Thing:
        body = {"thingId": thing_id, "name": name, "size": size}
        return await self._client.call(CREATE, body=body, options=options)

    async def list(self, *, queries: Sequence[str] | Unset = UNSET) -> ThingList:
        return await self._client.call(LIST, query={"queries[]": queries})

    def iterate(
        self, *, queries: Sequence[str] | Unset = UNSET, max_items: int | None = None
    ) -> AsyncPager[ThingList, Thing]:
        return self._client.paginate(LIST, query={"queries[]": queries}, max_items=max_items)

    async def download(self, id: str) -> bytes:
        return await self._client.call(DOWNLOAD, path={"id": id})

    async def events(self) -> AsyncStream[Thing]:
        stream: AsyncStream[Thing] = await self._client.call(EVENTS)
        return stream


class Client(SyncApiClient):
    def __init__(
        self,
        endpoint: str | None = None,
        *,
        credentials: Mapping[str, Any],
        transport: TransportChoice = None,
        middleware: Sequence[Middleware] = (),
        clock: Clock | None = None,
        **arguments: Unpack[CommonArguments],
    ) -> None:
        super().__init__(
            API,
            endpoint=endpoint,
            credentials=credentials,
            transport=transport,
            middleware=middleware,
            clock=clock,
            **arguments,
        )

    @property
    def things(self) -> Things:
        return Things(self)


class AsyncClient(AsyncApiClient):
    def __init__(
        self,
        endpoint: str | None = None,
        *,
        credentials: Mapping[str, Any],
        transport: AsyncTransportChoice = None,
        middleware: Sequence[AsyncMiddleware] = (),
        clock: Clock | None = None,
        **arguments: Unpack[CommonArguments],
    ) -> None:
        super().__init__(
            API,
            endpoint=endpoint,
            credentials=credentials,
            transport=transport,
            middleware=middleware,
            clock=clock,
            **arguments,
        )

    @property
    def things(self) -> AsyncThings:
        return AsyncThings(self)
