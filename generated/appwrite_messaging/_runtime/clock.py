"""Time and chance, in one place so that tests can supply their own."""

from __future__ import annotations

import time


class Clock:
    """The system's clock."""

    __slots__ = ()

    monotonic = staticmethod(time.monotonic)
    """Seconds that only ever grow."""

    def epoch(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def random(self) -> float:
        """A number from 0 up to 1."""
        from random import random

        return random()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        from asyncio import sleep

        await sleep(seconds)
