"""Driving the synchronous and the asynchronous client in the same way."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any, Literal, Self

from _runtime.clock import Clock
from _runtime.operation import Operation

from .package.client import AsyncClient, Client

Kind = Literal["sync", "async"]
KINDS: tuple[tuple[Kind, str], ...] = (
    ("sync", "httpx2"),
    ("async", "httpx2"),
    ("sync", "pyreqwest"),
    ("async", "pyreqwest"),
)
CREDENTIALS = {"project": "p-1", "key": "s3cr3t-key"}


class FakeClock(Clock):
    """Time that passes by waiting only."""

    __slots__ = ("chance", "now", "started", "waits")

    def __init__(self, chance: float = 0.0, started: float = 1_700_000_000.0) -> None:
        self.now = 0.0
        self.started = started
        self.chance = chance
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def epoch(self) -> float:
        return self.started + self.now

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


class Caller:
    """A client whose calls are made to their end, whichever kind it is."""

    def __init__(self, client: Client | AsyncClient, runner: asyncio.Runner | None) -> None:
        self.client: Any = client
        self._runner = runner

    def run(self, pending: Any) -> Any:
        """The result of what a method returned."""
        return pending if self._runner is None else self._runner.run(_awaited(pending))

    def call(self, operation: Operation[Any], **values: Any) -> Any:
        return self.run(self.client.call(operation, **values))

    def collect(self, items: Any) -> list[Any]:
        """Every item of an iterable of either kind."""
        return list(items) if self._runner is None else self._runner.run(_collected(items))

    def first(self, items: Any, count: int) -> list[Any]:
        """The first items; the loop is left early."""
        if self._runner is not None:
            return self._runner.run(_first(items, count))
        found = []
        for item in items:
            found.append(item)
            if len(found) == count:
                break
        return found

    def download(self, *, pieces: int | None = None) -> bytes:
        """A file read by ``client.stream``: all of it, or so many chunks."""
        opened = self.client.stream(self.client.things.download, "f")
        if self._runner is not None:
            return self._runner.run(_downloaded(opened, pieces))
        with opened as response:
            return b"".join(islice(response.chunks(), pieces))

    def derived(self, client: Any) -> Caller:
        return Caller(client, self._runner)

    def close(self) -> None:
        self.run(self.client.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        if self._runner is not None:
            self._runner.close()


class Harness:
    """Makes clients of one kind on one transport."""

    def __init__(self, kind: Kind, transport: str) -> None:
        self.kind = kind
        self.transport = transport
        self.asynchronous = kind == "async"

    def client(self, endpoint: str | None, **arguments: Any) -> Caller:
        arguments.setdefault("credentials", CREDENTIALS)
        arguments.setdefault("transport", self.transport)
        if self.asynchronous:
            return Caller(AsyncClient(endpoint, **arguments), asyncio.Runner())
        return Caller(Client(endpoint, **arguments), None)


async def _awaited(pending: Any) -> Any:
    return await pending


async def _collected(items: Any) -> list[Any]:
    return [item async for item in items]


async def _first(items: Any, count: int) -> list[Any]:
    found = []
    async for item in items:
        found.append(item)
        if len(found) == count:
            break
    return found


async def _downloaded(opened: Any, pieces: int | None) -> bytes:
    async with opened as response:
        chunks = response.chunks()
        return b"".join(await _first(chunks, pieces) if pieces else await _collected(chunks))
