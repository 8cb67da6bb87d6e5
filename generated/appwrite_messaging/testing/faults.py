"""Misbehaviour on request, so that the error handling of a program can be tested.

Each fault waits for the next request, or the next ``times`` requests; ``operation`` narrows it to operations whose
ID in the description or name in Python matches a pattern such as ``createEmail``, ``create_email`` or ``list*``. One
request meets at most one fault, the one that has waited longest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from . import wire
from .clock import Clock
from .errors import ERRORS, RefusedError
from .wire import Answer, SeenRequest

Perform = Callable[[], Answer]
Effect = Callable[[SeenRequest, Perform], Answer]
"""Turns a request, and what the server would do with it, into an answer."""

_TYPES = {
    400: "general_argument_invalid",
    401: "general_unauthorized_scope",
    403: "general_service_disabled",
    404: "general_route_not_found",
    409: "document_already_exists",
    429: "general_rate_limit_exceeded",
}
_KINDS = ("Provider", "Topic", "Subscriber")


@dataclass(slots=True)
class _Fault:
    effect: Effect
    operation: str
    left: int | None

    def meets(self, operation: str) -> bool:
        names = (operation, re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())
        return any(fnmatchcase(name, self.operation) for name in names)


class Faults:
    """The faults that are waiting. Start with ``fake.faults.drop()`` and the like."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[_Fault] = []

    def __len__(self) -> int:
        """How many are still waiting."""
        return len(self._waiting)

    def clear(self) -> None:
        """Behave again."""
        self._waiting.clear()

    def delay(self, seconds: float, *, times: int | None = 1, operation: str = "*") -> None:
        """Answer late. In process no time passes but that of the stand-in; a client's timeout strikes all the same."""

        def effect(request: SeenRequest, perform: Perform) -> Answer:
            return replace(perform(), delay=seconds)

        self._add(effect, operation, times)

    def drop(self, *, committed: bool = False, times: int | None = 1, operation: str = "*") -> None:
        """Close the connection without an answer.

        Args:
            committed: carry the request out first.
        """

        def effect(request: SeenRequest, perform: Perform) -> Answer:
            if committed:
                perform()
            return Answer(0, dropped=True)

        self._add(effect, operation, times)

    def status(
        self,
        status: int,
        *,
        type: str = "",
        message: str = "",
        headers: Mapping[str, str] | None = None,
        committed: bool = False,
        times: int | None = 1,
        operation: str = "*",
    ) -> None:
        """Answer with an error of this status.

        Args:
            type, message: of the error; by default the usual ones of the status and the operation.
            headers: added to the answer, such as ``Retry-After``.
            committed: carry the request out first.
        """

        def effect(request: SeenRequest, perform: Perform) -> Answer:
            if committed:
                perform()
            kind = type or _usual_type(status, request.operation)
            text = message or ERRORS.get(kind, (0, "Server Error"))[1]
            answer = wire.error(request, status, kind, text)
            return replace(answer, headers=(*answer.headers, *(headers or {}).items()))

        self._add(effect, operation, times)

    def malform(
        self,
        body: bytes | None = None,
        *,
        content_type: str = "application/json; charset=UTF-8",
        status: int | None = None,
        times: int | None = 1,
        operation: str = "*",
    ) -> None:
        """Carry the request out, but send another body back.

        Args:
            body: the body; by default the first half of the right one.
            status: in place of the right one.
        """

        def effect(request: SeenRequest, perform: Perform) -> Answer:
            right = perform()
            wrong = right.body[: len(right.body) // 2] if body is None else body
            kept = [field for field in right.headers if field[0] != "Content-Type"]
            return Answer(status or right.status, (("Content-Type", content_type), *kept), wrong)

        self._add(effect, operation, times)

    def rate_limit(
        self, calls: int, *, seconds: float = 3600, times: int | None = None, operation: str = "*"
    ) -> None:
        """Allow so many calls in so many seconds, and answer the others with 429.

        Every answer carries ``X-RateLimit-Limit``, ``X-RateLimit-Remaining`` and ``X-RateLimit-Reset``, as Appwrite
        sends them where it limits. It does not limit messaging; what stands before it may.
        """
        window = _Window(calls, timedelta(seconds=seconds), self._clock.now)

        def effect(request: SeenRequest, perform: Perform) -> Answer:
            allowed = window.enter(self._clock.now)
            refused = RefusedError("general_rate_limit_exceeded")
            answer = perform() if allowed else wire.refusal(request, refused)
            return replace(answer, headers=(*answer.headers, *window.headers()))

        self._add(effect, operation, times)

    def take(self, operation: str) -> Effect | None:
        """The fault an operation meets now."""
        fault = next((fault for fault in self._waiting if fault.meets(operation)), None)
        if fault is None:
            return None
        if fault.left is not None:
            fault.left -= 1
            if fault.left == 0:
                self._waiting.remove(fault)
        return fault.effect

    def _add(self, effect: Effect, operation: str, times: int | None) -> None:
        if times is not None and times < 1:
            raise ValueError("a fault happens at least once; None stands for always")
        self._waiting.append(_Fault(effect, operation, times))


def _usual_type(status: int, operation: str) -> str:
    """The error type of a status; what exists already is of the operation's kind, and a message is a document."""
    kind = next((kind for kind in _KINDS if kind in operation), None)
    if status == 409 and kind:
        return f"{kind.lower()}_already_exists"
    return _TYPES.get(status, "general_unknown")


@dataclass(slots=True)
class _Window:
    """A count of calls that starts again whenever the time is over."""

    calls: int
    length: timedelta
    started: datetime
    made: int = 0

    def enter(self, now: datetime) -> bool:
        if now >= self.started + self.length:
            self.started, self.made = now, 0
        self.made += 1
        return self.made <= self.calls

    def headers(self) -> tuple[tuple[str, str], ...]:
        reset = self.started + self.length
        return (
            ("X-RateLimit-Limit", str(self.calls)),
            ("X-RateLimit-Remaining", str(max(0, self.calls - self.made))),
            ("X-RateLimit-Reset", str(-int(-reset.timestamp() // 1))),
        )
