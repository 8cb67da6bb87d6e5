"""The stand-in under test, and how its operations are called: with either client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeAlias

import pytest

from appwrite_messaging import Client
from appwrite_messaging.runtime import Request, Response
from appwrite_messaging.testing import FakeAppwrite
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


def caller(fake: FakeAppwrite, kind: Literal["sync", "async"]) -> Call:
    """Calls an operation with a new client.

    Its arguments ``client`` go to that client; ``fields`` are header fields that are sent in place of its own.
    """

    def sync(name: str, /, **arguments: Any) -> Any:
        options: dict[str, Any] = {"retries": 0, **arguments.pop("client", {})}
        fields: Fields = arguments.pop("fields", {})

        def layer(request: Request, send: Callable[[Request], Response]) -> Response:
            change(request, fields)
            return send(request)

        with fake.client(**options, middleware=[layer]) as client:
            return getattr(client.messaging, name)(**arguments)

    async def awaited(name: str, arguments: dict[str, Any]) -> Any:
        options: dict[str, Any] = {"retries": 0, **arguments.pop("client", {})}
        fields: Fields = arguments.pop("fields", {})

        async def layer(
            request: Request, send: Callable[[Request], Awaitable[Response]]
        ) -> Response:
            change(request, fields)
            return await send(request)

        async with fake.async_client(**options, middleware=[layer]) as client:
            return await getattr(client.messaging, name)(**arguments)

    def asynchronous(name: str, /, **arguments: Any) -> Any:
        return asyncio.run(awaited(name, arguments))

    return sync if kind == "sync" else asynchronous
