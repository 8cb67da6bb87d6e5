"""A call as a sequence of steps, without any I/O.

``run`` is a generator: it yields what is to be done next (``Request`` to send, ``Wait`` to sit out), is sent what
came of it, and returns an ``Answer`` or raises. ``SyncClient`` and ``AsyncClient`` drive the same steps, so the
rules for retries, redirects, deadlines and repeated creates exist once.
"""

from __future__ import annotations

from . import log, retry
from .errors import ApiConnectionError, ApiError, ApiTimeoutError, DeadlineError
from .options import LONGEST_TIMEOUT
from .prepare import prepare
from .redirects import MOST_REDIRECTS, redirected
from .responses import Answer, status_error
from .transport import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeAlias

    from .clock import Clock
    from .options import ApiInfo
    from .prepare import Plan, Values
    from .transport import Request

    Failure: TypeAlias = Response | ApiConnectionError
    Outcome: TypeAlias = Response | ApiConnectionError | None
    Steps: TypeAlias = "Generator[Request | Wait, Outcome, Answer]"


CLOCK_SLACK = 0.01
"""Seconds by which a timer may fire early."""


class Wait:
    """Sit out this many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Progress:
    """How far a call has come.

    ``uncertain``: an earlier attempt may have been carried out although no success was reported.
    """

    __slots__ = ("retries", "waited", "uncertain", "ends")

    def __init__(self, ends: float | None) -> None:
        self.retries = 0
        self.waited = 0.0
        self.uncertain = False
        self.ends = ends


def run(api: ApiInfo, plan: Plan, clock: Clock) -> Steps:
    """Make the call: attempts, waits between them, and at most one fetch after a conflict with ourselves."""
    deadline = plan.settings.deadline
    progress = Progress(None if deadline is None else clock.monotonic() + deadline)
    while True:
        outcome = yield from _attempt(plan, progress, clock)
        if isinstance(outcome, Answer):
            return outcome
        if _is_own_conflict(plan, progress, outcome):
            return (yield from _fetch(api, plan, progress, clock, outcome))
        error = _error(api, plan, progress, clock, outcome)
        wait = _wait(plan, progress, clock, outcome)
        if wait is None:
            raise error
        log.retrying(api, error, wait, progress.retries + 1, plan.settings.retries)
        yield Wait(wait)
        progress.retries += 1
        progress.waited += wait


def _attempt(
    plan: Plan, progress: Progress, clock: Clock
) -> Generator[Request, Outcome, Answer | Failure]:
    """One attempt, redirects followed; an Answer is a success."""
    started = clock.monotonic()
    ends = started + plan.settings.timeout
    if progress.ends is not None:
        ends = min(ends, progress.ends)
    request: Request | None = plan.request.again(attempt=progress.retries)
    for _ in range(MOST_REDIRECTS + 1):
        assert request is not None
        request.timeout = min(ends - clock.monotonic(), LONGEST_TIMEOUT)
        if request.timeout <= 0:
            return ApiTimeoutError("no answer in time", sent=True)
        outcome = yield request
        if not isinstance(outcome, Response):
            assert outcome is not None
            return outcome
        if outcome.status < 300:
            return Answer(outcome, request, progress.retries, progress.waited)
        request = redirected(request, outcome)
        if request is None:
            return outcome
    return ApiConnectionError(f"more than {MOST_REDIRECTS} redirects", sent=True)


def _is_own_conflict(plan: Plan, progress: Progress, outcome: Failure) -> bool:
    """Whether the server refuses a key because an earlier attempt of this very call has used it."""
    guard = plan.operation.idempotency
    return (
        guard is not None
        and plan.key is not None
        and progress.uncertain
        and isinstance(outcome, Response)
        and outcome.status == guard.conflict
    )


def _fetch(api: ApiInfo, plan: Plan, progress: Progress, clock: Clock, conflict: Failure) -> Steps:
    """Read the object an earlier attempt has created. If that fails, the conflict is what the caller gets."""
    guard = plan.operation.idempotency
    assert guard is not None
    operation = guard.fetch()
    known = {**plan.values.get("path", {}), guard.key: plan.key}
    values: Values = {
        "path": {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
    }
    settings = plan.settings
    if progress.ends is not None:
        settings = settings.changed({"deadline": max(progress.ends - clock.monotonic(), 0.001)})
    error = _error(api, plan, progress, clock, conflict)
    try:
        answer = yield from run(api, prepare(api, settings, operation, values, stream=False), clock)
    except ApiError as failure:
        raise error from failure
    return Answer(answer.response, answer.request, progress.retries, progress.waited)


def _error(
    api: ApiInfo, plan: Plan, progress: Progress, clock: Clock, outcome: Failure
) -> ApiError:
    """The error this outcome is for the caller, and what it says about earlier attempts."""
    error: ApiError
    if isinstance(outcome, Response):
        error = status_error(api, outcome, clock)
        progress.uncertain |= outcome.status >= 500 and not retry.proves_nothing_done(
            outcome.status, outcome.headers
        )
    else:
        late = progress.ends is not None and clock.monotonic() >= progress.ends - CLOCK_SLACK
        if late and isinstance(outcome, ApiTimeoutError):
            error = DeadlineError(
                f"no answer within the deadline of {plan.settings.deadline:g} s", sent=outcome.sent
            )
        else:
            error = outcome
        progress.uncertain |= outcome.sent
    error.operation = plan.operation.id
    error.method = plan.request.method
    error.url = plan.request.shown_url
    error.retries_taken = progress.retries
    error.waited = progress.waited
    return error


def _wait(plan: Plan, progress: Progress, clock: Clock, outcome: Failure) -> float | None:
    """Seconds until the next attempt; None: there is none."""
    if progress.retries >= plan.settings.retries or not plan.replayable:
        return None
    wait: float | None = None
    if isinstance(outcome, Response):
        harmless = plan.repeatable or retry.proves_nothing_done(outcome.status, outcome.headers)
        if outcome.status not in retry.RETRIED_STATUSES or not harmless:
            return None
        wait = retry.requested_wait(outcome.status, outcome.headers, clock)
    elif outcome.sent and not plan.repeatable:
        return None
    if wait is None:
        wait = retry.backoff(progress.retries, clock)
    if wait > retry.LONGEST_WAIT:
        return None
    fits = progress.ends is None or clock.monotonic() + wait < progress.ends
    return wait if fits else None
