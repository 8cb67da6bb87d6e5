"""The time of the stand-in: it stands still until a test moves it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from .._runtime import clock as runtime


class Clock:
    """What the stand-in takes for the present.

    Args:
        start: where to begin; the default is the present. Without a time zone it is taken as UTC.
        running: go on by itself as well, as a clock on the wall does.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        self._time = utc(start or datetime.now(UTC))
        self._started = time.monotonic() if running else None

    @property
    def now(self) -> datetime:
        """The present in UTC, in whole milliseconds as the server keeps it."""
        passed = 0.0 if self._started is None else time.monotonic() - self._started
        moment = self._time + timedelta(seconds=passed)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def advance(
        self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> datetime:
        """Let time pass, and return the new present.

        Raises:
            ValueError: time would run backwards.
        """
        step = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        if step < timedelta(0):
            raise ValueError("time does not run backwards")
        self._time += step
        return self.now


class ClientClock(runtime.Clock):
    """The same time for a client, so that its waits between retries take none."""

    __slots__ = ("_clock",)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        return self._clock.now.timestamp()

    def epoch(self) -> float:
        return self._clock.now.timestamp()

    def random(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self._clock.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        self._clock.advance(seconds)
        await asyncio.sleep(0)  # others have their turn, as in any wait


def utc(moment: datetime) -> datetime:
    """A point in time in UTC; one without a zone is meant so."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def wire(moment: datetime) -> str:
    """A point in time as the server writes it: ``2026-05-04T08:30:00.000+00:00``."""
    return utc(moment).isoformat(timespec="milliseconds")


def parsed(text: object) -> datetime | None:
    """The point in time a text names (ISO 8601), None if it names none.

    The real server also understands words such as ``tomorrow``; the stand-in does not.
    """
    if not isinstance(text, str):
        return None
    try:
        return utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
