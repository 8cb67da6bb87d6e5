"""What one typed call runs, counted: the speed that was won stays won, without a clock."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import appwrite_messaging
from tests.runtime.server import Server, json
from tests.test_wire import async_client_of, client_of

COUNTED = (str(Path(appwrite_messaging.__file__).parent), "<frozen importlib")
KEY = "k-1"
MOMENT = "2026-11-02T10:15:30.123+00:00"
TOPIC = {
    "$id": "a",
    "$createdAt": MOMENT,
    "$updatedAt": MOMENT,
    "name": "n",
    "emailTotal": 0,
    "smsTotal": 0,
    "pushTotal": 0,
    "subscribe": [],
}


class Count:
    """What this thread runs in a ``with`` block.

    ``functions``: those of the package and of Python's import system; a coroutine counts once, however often it goes
    on, and the libraries under the package do not. ``writes``: of Python's sockets.
    """

    def __enter__(self) -> Count:
        self._frames: set[FrameType] = set()  # kept, so that none takes another's place
        self.writes = 0
        gc.disable()  # what it finalizes may be another test's
        sys.setprofile(self._note)
        return self

    def _note(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(COUNTED):
            self._frames.add(frame)
        if event == "c_call" and isinstance(function.__self__, socket.socket):
            self.writes += function.__name__.startswith("send")

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        gc.enable()

    @property
    def functions(self) -> int:
        return len(self._frames)


def read(client: Any) -> Any:
    return client.messaging.get_topic(topic_id="a")


def create(client: Any) -> Any:
    return client.messaging.create_topic(topic_id="a", name="n")


CALLS = pytest.mark.parametrize(
    ("transport", "call", "most"),
    [
        ("httpx2", read, 68),
        ("httpx2", create, 77),
        ("pyreqwest", read, 44),
        ("pyreqwest", create, 52),
    ],
)
"""Calls, and how many functions they may run: a few more than they do."""


def counted(transport: str, call: Callable[[Any], object]) -> Count:
    """A call that is not the first of its kind."""
    with Server(json(TOPIC)) as server, client_of(server, key=KEY, transport=transport) as client:
        call(client)
        with Count() as count:
            call(client)
    return count


def counted_async(transport: str, call: Callable[[Any], Any]) -> Count:
    async def run() -> Count:
        with Server(json(TOPIC)) as server:
            async with async_client_of(server, key=KEY, transport=transport) as client:
                await call(client)
                with Count() as count:
                    await call(client)
        return count

    return asyncio.run(run())


@CALLS
def test_functions_of_a_call(transport: str, call: Callable[[Any], object], most: int) -> None:
    assert 30 < counted(transport, call).functions <= most


@CALLS
def test_functions_of_an_asynchronous_call(
    transport: str, call: Callable[[Any], object], most: int
) -> None:
    assert 30 < counted_async(transport, call).functions <= most


@pytest.mark.parametrize(("call", "writes"), [(read, 1), (create, 2)])
def test_writes_of_a_call(call: Callable[[Any], object], writes: int) -> None:
    """One for the head and one for the body; pyreqwest has sockets of its own."""
    assert counted("httpx2", call).writes == writes
    assert counted_async("httpx2", call).writes == writes
