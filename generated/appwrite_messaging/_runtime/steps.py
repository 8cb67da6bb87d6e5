"""A call as a sequence of steps, without any I/O.

Most calls are one ``Call.attempt`` that succeeds. ``Call.steps`` is a generator for what else there may be: it yields what
is to be done next (``Request`` to send, ``Wait`` to sit out), is sent what came of it, and returns an ``Answer`` or
raises. ``SyncApiClient`` and ``AsyncApiClient`` drive the same steps, so the rules for retries, redirects, deadlines and
repeated creates exist once.
"""

from __future__ import annotations

from . import log, retry
from .errors import ApiConnectionError, ApiError, ApiTimeoutError, DeadlineError
from .operation import IDEMPOTENT_METHODS
from .options import LONGEST_TIMEOUT
from .redirects import MOST_REDIRECTS, redirected
from .responses import Answer, status_error
from .transport import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any, TypeAlias, TypeVar

    from .clock import Clock
    from .oauth2 import Tokens
    from .operation import Operation
    from .options import ApiInfo, Settings
    from .prepare import Values
    from .redaction import Secret
    from .transport import Request

    ErrorT = TypeVar("ErrorT", bound=ApiError)
    Failure: TypeAlias = Response | ApiConnectionError
    Outcome: TypeAlias = Response | ApiConnectionError | None
    Steps: TypeAlias = "Generator[Request | Wait, Outcome, Answer]"

CLOCK_SLACK = 0.01
"""Seconds by which a timer may fire early."""

SHORTEST = 0.001
"""Seconds: a time that is over is told as so much, because 0 may stand for any time."""


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
    """One call, from what it sends to what comes of it.

    Attributes:
        operation, values: what is called, with what.
        request: what each attempt sends. shown: others than our own transports see it and may change it, so each
            gets a copy.
        settings: the client's settings with the call's options applied.
        replayable: the body can be sent a second time.
        repeatable: repeating the request does no harm even if an earlier attempt was carried out.
        key: the value that makes a create repeatable; None if nothing does.
        authenticated: the request carries a credential.
        tokens: where its access token comes from, if the client fetches tokens itself. token: the one in use.
        began, ends: its beginning and its deadline on the monotonic clock.
        sent: what was sent last. until: the end of the attempt on that clock.
        retries, waited: how often it was tried again, and the seconds it waited in between.
        uncertain: an earlier attempt may have been carried out although no success was reported.
    """

    __slots__ = (
        "api",
        "settings",
        "operation",
        "values",
        "request",
        "clock",
        "replayable",
        "repeatable",
        "key",
        "authenticated",
        "tokens",
        "token",
        "shown",
        "began",
        "ends",
        "sent",
        "until",
        "retries",
        "waited",
        "uncertain",
    )

    def __init__(
        self,
        api: ApiInfo,
        settings: Settings,
        operation: Operation[Any],
        values: Values,
        request: Request,
        clock: Clock,
        *,
        replayable: bool,
        key: str | None,
        authenticated: bool,
        tokens: Tokens | None,
        shown: bool,
    ) -> None:
        self.api = api
        self.settings = settings
        self.operation = operation
        self.values = values
        self.request = request
        self.clock = clock
        self.replayable = replayable
        self.repeatable = key is not None or request.method in IDEMPOTENT_METHODS
        self.key = key
        self.authenticated = authenticated
        self.tokens = tokens
        self.token: Secret | None = None
        self.shown = shown
        self.began = clock.monotonic()
        deadline = settings.deadline
        self.ends = None if deadline is None else self.began + deadline
        self.sent = request
        self.until = self.began
        self.retries = 0
        self.waited = 0.0
        self.uncertain = False

    def attempt(self) -> Request:
        """The request of the next attempt."""
        now = self.clock.monotonic()
        left = self.settings.timeout
        if self.ends is not None:
            left = min(left, max(self.ends - now, SHORTEST))
        self.until = now + left
        request = self.request.again() if self.shown else self.request
        request.attempt = self.retries
        return self._bounded(request, left, now)

    def answer(self, outcome: Outcome) -> Answer | None:
        """A success, or None."""
        if isinstance(outcome, Response) and 200 <= outcome.status < 300:
            return Answer(outcome, self.sent, self)
        return None

    def steps(self, outcome: Outcome = None) -> Steps:
        """What follows from the outcome of an attempt; from None follows the attempt.

        Redirects, waits, more attempts, and at most one fetch after a conflict with ourselves.
        """
        renewed = False
        while True:
            if outcome is None:
                if self.tokens is not None:
                    yield from self._authorize(self.tokens)
                outcome = (yield self.attempt()) if self.seconds_left() > 0 else _too_late()
            failure = yield from self._follow(outcome)
            if isinstance(failure, Answer):
                return failure
            outcome = None
            if not renewed and self._has_old_token(failure):
                renewed = True
                continue
            error = self._error(failure)
            if self._conflicts_with_itself(failure):
                return (yield from self._fetch(error))
            wait = self._wait(failure)
            if wait is None:
                raise error
            log.retrying(self.api, error, wait, self.retries + 1, self.settings.retries)
            yield Wait(wait)
            self.retries += 1
            self.waited += wait
            self.uncertain |= _may_have_acted(failure)

    def _authorize(self, tokens: Tokens) -> Generator[Request | Wait, Outcome, None]:
        """Put the access token on the request, fetched before if need be."""
        self.token = yield from tokens.get(self)
        self.request.headers = self.request.headers.copy()
        self.request.headers["Authorization"] = "Bearer " + self.token.reveal()

    def _has_old_token(self, outcome: Failure) -> bool:
        """Whether the server refuses an access token from before this call, so that a new one may do."""
        return (
            self.tokens is not None
            and isinstance(outcome, Response)
            and outcome.status == 401
            and self.replayable
            and self.tokens.refused(self.token, self)
        )

    def _follow(self, outcome: Outcome) -> Generator[Request, Outcome, Answer | Failure]:
        """What comes of an attempt, redirects followed; an Answer is a success."""
        hops = 0
        while True:
            assert outcome is not None  # nothing came of a wait only
            answer = self.answer(outcome)
            if answer is not None:
                return answer
            if not isinstance(outcome, Response) or hops == MOST_REDIRECTS:
                return outcome
            further = redirected(self.sent, outcome)
            if further is None:
                return outcome
            now = self.clock.monotonic()
            left = self.until - now
            if left <= 0:
                return _too_late()
            outcome = yield self._bounded(further, left, now)
            hops += 1

    def _bounded(self, request: Request, left: float, now: float) -> Request:
        """A request that is told how long it may take."""
        request.timeout = min(left, LONGEST_TIMEOUT)
        if request.stream and self.ends is not None:
            request.deadline = self.ends - now
        self.sent = request
        return request

    def seconds_left(self) -> float:
        """For one more attempt."""
        left = self.settings.timeout
        if self.ends is not None:
            left = min(left, self.ends - self.clock.monotonic())
        return max(left, 0.0)

    def settings_within(self) -> Settings:
        """For a call that is part of this one: the same, with what is left of the deadline."""
        if self.ends is None:
            return self.settings
        left = max(self.ends - self.clock.monotonic(), SHORTEST)
        return self.settings.changed({"deadline": left})

    def _conflicts_with_itself(self, outcome: Failure) -> bool:
        """Whether the server refuses a key because an earlier attempt of this very call has used it."""
        guard = self.operation.idempotency
        return (
            guard is not None
            and self.key is not None
            and self.uncertain
            and isinstance(outcome, Response)
            and outcome.status == guard.conflict
        )

    def _fetch(self, conflict: ApiError) -> Steps:
        """Read the object an earlier attempt has created. If that fails, the conflict is what the caller gets."""
        from .prepare import prepare

        guard = self.operation.idempotency
        assert guard is not None
        operation = guard.fetch()
        known = {**self.values.get("path", {}), guard.key: self.key}
        path = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
        try:
            reading = prepare(
                self.api,
                self.settings_within(),
                operation,
                {"path": path},
                self.clock,
                stream=False,
                shown=self.shown,
            )
            answer = yield from reading.steps()
        except ApiError as failure:
            raise conflict from failure
        return Answer(answer.response, answer.request, self)

    def _error(self, outcome: Failure) -> ApiError:
        """The error that this outcome is for the caller."""
        if isinstance(outcome, Response):
            return self.told(status_error(self.api, outcome, self.clock), self.request)
        return self.told(self.timely(outcome, "no answer"), self.request)

    def timely(self, error: ApiConnectionError, what: str) -> ApiConnectionError:
        """A time-out at the deadline says so, and what did not come in time; any other error is as it was."""
        if not isinstance(error, ApiTimeoutError) or not self._is_late():
            return error
        deadline = self.settings.deadline
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
        if self.retries >= self.settings.retries or not self.replayable:
            return None
        if not self.repeatable and _may_have_acted(outcome):
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


def _too_late() -> ApiTimeoutError:
    return ApiTimeoutError("no answer in time")


def _may_have_acted(outcome: Failure) -> bool:
    """Whether the server may have carried the request out all the same."""
    if isinstance(outcome, Response):
        return not retry.proves_nothing_done(outcome.status, outcome.headers)
    return outcome.sent
