"""Whether a request is sent again, and after how long.

A request that never reached the server can always be repeated. One that may have reached it is repeated only if
that does no harm: its method is idempotent (RFC 9110, section 9.2.2), or the operation refuses the same key twice.

A status can also prove that nothing was done, and then a repeat is harmless for any method: 408 (the server did
not get the whole request, RFC 9110, section 15.5.9), 429 (it was refused by a limit, RFC 6585, section 4), and 503
with ``Retry-After``, by which the server itself asks for a later repeat (RFC 9110, section 15.6.4). A bare 503
and 500, 502 and 504 prove nothing: a gateway may have lost the answer of a server that acted.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clock import Clock
    from .headers import Headers

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
JITTER = 0.25
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more gets no retry."""


def proves_nothing_done(status: int, headers: Headers) -> bool:
    """Whether this status means that the server did not carry the request out."""
    return status in (408, 429) or (status == 503 and "retry-after" in headers)


def backoff(retries_taken: int, clock: Clock) -> float:
    """Seconds before the next attempt: 0.5, 1, 2, 4, 8, 8 ..., less up to a quarter at random."""
    delay: float = min(FIRST_DELAY * 2.0 ** min(retries_taken, 10), LONGEST_DELAY)
    return delay * (1 - JITTER * clock.random())


def requested_wait(status: int, headers: Headers, clock: Clock) -> float | None:
    """Seconds the server asks to wait: ``Retry-After-Ms``, ``Retry-After`` in seconds or as a date (RFC 9110,
    section 10.2.3), and for 429 ``X-RateLimit-Reset``, the time in seconds since 1970. None if it does not ask.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    after = headers.get("retry-after")
    if after is not None:
        wait = _number(after)
        if wait is None:
            wait = _until_date(after, clock)
        if wait is not None:
            return wait
    if status == 429:
        reset = _number(headers.get("x-ratelimit-reset"))
        if reset is not None and reset > clock.epoch():
            return reset - clock.epoch()
    return None


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    text = text.strip()
    return float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else None


def _until_date(text: str, clock: Clock) -> float | None:
    from email.utils import mktime_tz, parsedate_tz

    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    try:
        return max(0.0, mktime_tz(parsed) - clock.epoch())
    except (OverflowError, ValueError):
        return None
