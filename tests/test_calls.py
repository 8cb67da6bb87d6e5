"""What a call costs, counted in calls of Python functions: the speed that was won stays won, without a clock."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from appwrite_messaging import AsyncClient, Client
from appwrite_messaging._runtime.codec import decoder
from appwrite_messaging.runtime import Request, Response
from benchmarks.payload import SIZE, messages

HEADERS = [("Content-Type", "application/json"), ("Server", "test"), ("Connection", "keep-alive")]


class Canned:
    """A transport that has the answer already."""

    def send(self, request: Request) -> Response:
        return Response(200, HEADERS, messages_of[SIZE])

    def close(self) -> None:
        pass


class AsyncCanned:
    async def send(self, request: Request) -> Response:
        return Response(200, HEADERS, messages_of[SIZE])

    async def close(self) -> None:
        pass


messages_of = {count: messages(count) for count in (1, SIZE)}


def counted(run: Callable[[], object]) -> int:
    """How many Python functions a run calls when nothing is new to it any more."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    for _ in range(3):
        run()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return calls


def test_a_call() -> None:
    with Client("http://127.0.0.1", project="p", key="k", transport=Canned()) as client:
        assert counted(client.messaging.list_messages) < 45


def test_an_asynchronous_call() -> None:
    async def in_a_row() -> int:
        client = AsyncClient("http://127.0.0.1", project="p", key="k", transport=AsyncCanned())
        async with client:
            calls = 0

            def count(frame: FrameType, event: str, argument: Any) -> None:
                nonlocal calls
                calls += event == "call"

            for _ in range(3):
                await client.messaging.list_messages()
            before = sys.getprofile()
            sys.setprofile(count)
            try:
                await client.messaging.list_messages()
            finally:
                sys.setprofile(before)
            return calls

    assert asyncio.run(in_a_row()) < 66


@pytest.mark.parametrize("count", messages_of)
def test_a_page_of_any_length_is_decoded_by_msgspec_alone(count: int) -> None:
    body = messages_of[count]
    decode = decoder("MessageList", "appwrite_messaging.models")
    # The function of this test, and the one it calls.
    assert counted(lambda: decode(body)) == 2
