"""A call as a sequence of steps, without any I/O.

``Call.steps`` is a generator: it yields what is to be done next (``Request`` to send, ``Wait`` to sit out), is sent
what came of it, and returns an ``Answer`` or raises. ``SyncApiClient`` and ``AsyncApiClient`` drive the same steps, so the
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
    from typing import TypeAlias, TypeVar

    from .clock import Clock
    from .oauth2 import Tokens
    from .options import ApiInfo, Settings
    from .prepare import Plan
    from .redaction import Secret
    from .transport import Request

    ErrorT = TypeVar("ErrorT", bound=ApiError)
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

    def sleep(self, clock: Clock) -> None:
        clock.sleep(self.seconds)

    async def asleep(self, clock: Clock) -> None:
        await clock.asleep(self.seconds)


class Call:
    """One call on its way.

    ``uncertain``: an earlier attempt may have been carried out although no success was reported. ``began`` is the
    beginning and ``ends`` the deadline on the monotonic clock. ``token`` is the access token in use, if any.
    """

    __slots__ = ("api", "began", "clock", "ends", "plan", "retries", "token", "uncertain", "waited")

    def __init__(self, api: ApiInfo, plan: Plan, clock: Clock) -> None:
        self.api = api
        self.plan = plan
        self.clock = clock
        self.retries = 0
        self.waited = 0.0
        self.uncertain = False
        self.token: Secret | None = None
        self.began = clock.monotonic()
        deadline = plan.settings.deadline
        self.ends = None if deadline is None else self.began + deadline

    def steps(self) -> Steps:
        """Attempts, waits between them, and at most one fetch after a conflict with ourselves."""
        renewed = False
        while True:
            if self.plan.tokens is not None:
                yield from self._authorize(self.plan.tokens)
            outcome = yield from self._attempt()
            if isinstance(outcome, Answer):
                return outcome
            if not renewed and self._has_old_token(outcome):
                renewed = True
                continue
            error = self._error(outcome)
            if self._conflicts_with_itself(outcome):
                return (yield from self._fetch(error))
            wait = self._wait(outcome)
            if wait is None:
                raise error
            log.retrying(self.api, error, wait, self.retries + 1, self.plan.settings.retries)
            yield Wait(wait)
            self.retries += 1
            self.waited += wait
            self.uncertain |= _may_have_acted(outcome)

    def _authorize(self, tokens: Tokens) -> Generator[Request | Wait, Outcome, None]:
        """Put the access token on the request, fetched before if need be."""
        self.token = yield from tokens.get(self)
        self.plan.request.headers["Authorization"] = "Bearer " + self.token.reveal()

    def _has_old_token(self, outcome: Failure) -> bool:
        """Whether the server refuses an access token from before this call, so that a new one may do."""
        return (
            self.plan.tokens is not None
            and isinstance(outcome, Response)
            and outcome.status == 401
            and self.plan.replayable
            and self.plan.tokens.refused(self.token, self)
        )

    def _attempt(self) -> Generator[Request, Outcome, Answer | Failure]:
        """One attempt, redirects followed; an Answer is a success."""
        now = self.clock.monotonic()
        ends = now + self.plan.settings.timeout
        if self.ends is not None:
            ends = min(ends, self.ends)
        request = self.plan.request.again(attempt=self.retries)
        hops = 0
        while True:
            request.timeout = min(ends - now, LONGEST_TIMEOUT)
            if request.timeout <= 0:
                return ApiTimeoutError("no answer in time")
            if request.stream and self.ends is not None:
                request.deadline = self.ends - now
            outcome = yield request
            assert outcome is not None  # nothing came of a wait only
            if not isinstance(outcome, Response):
                return outcome
            if 200 <= outcome.status < 300:
                return Answer(outcome, request, self)
            further = redirected(request, outcome) if hops < MOST_REDIRECTS else None
            if further is None:
                return outcome
            request = further
            hops += 1
            now = self.clock.monotonic()

    def seconds_left(self) -> float:
        """For one more attempt."""
        left = self.plan.settings.timeout
        if self.ends is not None:
            left = min(left, self.ends - self.clock.monotonic())
        return max(left, 0.0)

    def settings_within(self) -> Settings:
        """For a call that is part of this one: the same, with what is left of the deadline."""
        settings = self.plan.settings
        if self.ends is None:
            return settings
        left = max(self.ends - self.clock.monotonic(), 0.001)
        return settings.changed({"deadline": left})

    def _conflicts_with_itself(self, outcome: Failure) -> bool:
        """Whether the server refuses a key because an earlier attempt of this very call has used it."""
        guard = self.plan.operation.idempotency
        return (
            guard is not None
            and self.plan.key is not None
            and self.uncertain
            and isinstance(outcome, Response)
            and outcome.status == guard.conflict
        )

    def _fetch(self, conflict: ApiError) -> Steps:
        """Read the object an earlier attempt has created. If that fails, the conflict is what the caller gets."""
        guard = self.plan.operation.idempotency
        assert guard is not None
        operation = guard.fetch()
        known = {**self.plan.values.get("path", {}), guard.key: self.plan.key}
        path = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
        try:
            plan = prepare(
                self.api, self.settings_within(), operation, {"path": path}, stream=False
            )
            answer = yield from Call(self.api, plan, self.clock).steps()
        except ApiError as failure:
            raise conflict from failure
        return Answer(answer.response, answer.request, self)

    def _error(self, outcome: Failure) -> ApiError:
        """The error that this outcome is for the caller."""
        if isinstance(outcome, Response):
            return self.told(status_error(self.api, outcome, self.clock), self.plan.request)
        return self.told(self.timely(outcome, "no answer"), self.plan.request)

    def timely(self, error: ApiConnectionError, what: str) -> ApiConnectionError:
        """A time-out at the deadline says so, and what did not come in time; any other error is as it was."""
        if not isinstance(error, ApiTimeoutError) or not self._is_late():
            return error
        deadline = self.plan.settings.deadline
        return DeadlineError(f"{what} within the deadline of {deadline:g} s", sent=error.sent)

    def told(self, error: ErrorT, request: Request) -> ErrorT:
        """An error that says which call it belongs to."""
        error.operation = request.operation
        error.method = request.method
        error.url = request.shown_url
        error.retries_taken = self.retries
        error.waited = self.waited
        return error

    def _is_late(self) -> bool:
        return self.ends is not None and self.clock.monotonic() >= self.ends - CLOCK_SLACK

    def _wait(self, outcome: Failure) -> float | None:
        """Seconds until the next attempt; None: there is none."""
        if self.retries >= self.plan.settings.retries or not self.plan.replayable:
            return None
        if not self.plan.repeatable and _may_have_acted(outcome):
            return None
        wait: float | None = None
        if isinstance(outcome, Response):
            if outcome.status not in retry.RETRIED_STATUSES:
                return None
            wait = retry.requested_wait(outcome.status, outcome.headers, self.clock)
        if wait is None:
            wait = retry.backoff(self.retries, self.clock)
        if wait > retry.LONGEST_WAIT:
            return None
        fits = self.ends is None or self.clock.monotonic() + wait < self.ends
        return wait if fits else None


def _may_have_acted(outcome: Failure) -> bool:
    """Whether the server may have carried the request out all the same."""
    if isinstance(outcome, Response):
        return not retry.proves_nothing_done(outcome.status, outcome.headers)
    return outcome.sent
