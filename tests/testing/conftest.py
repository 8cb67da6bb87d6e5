"""The stand-in under test, and how its operations are called: with either client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeAlias

import pytest

from appwrite_messaging import AsyncClient, Client
from appwrite_messaging.runtime import Request, Response
from appwrite_messaging.testing import FakeAppwrite
from appwrite_messaging.testing.fake import _set_clock
from tests.testing.world import NOW, KeptAppwrite, arrange

Call: TypeAlias = Callable[..., Any]
Fields: TypeAlias = Mapping[str, str | None]


def change(request: Request, fields: Fields) -> None:
    for name, value in fields.items():
        request.headers.pop(name)
        if value is not None:
            request.headers[name] = value


@pytest.fixture
def fake() -> KeptAppwrite:
    """An empty project."""
    return KeptAppwrite()


@pytest.fixture
def world() -> KeptAppwrite:
    """A project with one of everything."""
    fake = KeptAppwrite()
    arrange(fake)
    return fake


@pytest.fixture
def shop(fake: KeptAppwrite) -> Client:
    """Five messages, m0 to m4, each a minute younger than the one before."""
    client = fake.client(retries=0)
    fake.add_user("ada", email="ada@example.com")
    client.messaging.create_mailgun_provider(
        provider_id="mail",
        name="Mail",
        api_key="k",
        domain="d",
        is_eu_region=False,
        from_email="a@example.com",
        enabled=True,
    )
    email, sms = client.messaging.create_email, client.messaging.create_sms
    email(message_id="m0", subject="Big sale", content="C", users=["ada"])
    fake.deliver()
    fake.clock.advance(minutes=1)
    email(message_id="m1", subject="Winter coats", content="C", draft=True)
    fake.clock.advance(minutes=1)
    sms(message_id="m2", content="Sale ends", users=["x"], scheduled_at=NOW + timedelta(days=1))
    fake.clock.advance(minutes=1)
    sms(message_id="m3", content="Hello", users=["x"], scheduled_at=NOW + timedelta(days=2))
    fake.clock.advance(minutes=1)
    email(message_id="m4", subject="Summer hats", content="C", draft=True)
    return client


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, world: FakeAppwrite) -> Call:
    """Calls an operation by its name in Python: ``call("get_topic", topic_id="news")``."""
    return caller(world, request.param)


@dataclass(frozen=True, slots=True)
class Way:
    """How a client gets at the stand-in: in process, or by a transport to an endpoint.

    Either way the waits of the client advance the stand-in's clock.
    """

    endpoint: str = ""
    transport: Literal["httpx2", "pyreqwest"] = "httpx2"

    def client(self, fake: FakeAppwrite, options: Any) -> Client:
        if not self.endpoint:
            return fake.client(**options)
        arguments = {"project": fake.project, "key": fake.key, **options}
        client = Client(self.endpoint, transport=self.transport, **arguments)
        _set_clock(client, fake.clock)
        return client

    def async_client(self, fake: FakeAppwrite, options: Any) -> AsyncClient:
        if not self.endpoint:
            return fake.async_client(**options)
        arguments = {"project": fake.project, "key": fake.key, **options}
        client = AsyncClient(self.endpoint, transport=self.transport, **arguments)
        _set_clock(client, fake.clock)
        return client


IN_PROCESS = Way()


def caller(fake: FakeAppwrite, kind: Literal["sync", "async"], way: Way = IN_PROCESS) -> Call:
    """Calls an operation with a new client.

    Its arguments ``client`` go to that client; ``fields`` are header fields that are sent in place of its own.
    """

    def sync(name: str, /, **arguments: Any) -> Any:
        options: dict[str, Any] = {"retries": 0, **arguments.pop("client", {})}
        fields: Fields = arguments.pop("fields", {})

        def layer(request: Request, send: Callable[[Request], Response]) -> Response:
            change(request, fields)
            return send(request)

        with way.client(fake, {**options, "middleware": [layer]}) as client:
            return getattr(client.messaging, name)(**arguments)

    async def awaited(name: str, arguments: dict[str, Any]) -> Any:
        options: dict[str, Any] = {"retries": 0, **arguments.pop("client", {})}
        fields: Fields = arguments.pop("fields", {})

        async def layer(
            request: Request, send: Callable[[Request], Awaitable[Response]]
        ) -> Response:
            change(request, fields)
            return await send(request)

        async with way.async_client(fake, {**options, "middleware": [layer]}) as client:
            return await getattr(client.messaging, name)(**arguments)

    def asynchronous(name: str, /, **arguments: Any) -> Any:
        return asyncio.run(awaited(name, arguments))

    return sync if kind == "sync" else asynchronous
