"""What a call can raise. Everything descends from ``ApiError``.

- ``ConfigurationError``: a credential or setting is missing or wrong; nothing was sent.
- ``ApiConnectionError``: no complete answer (also a ``ConnectionError``).
  - ``ApiTimeoutError``: none in time for one attempt (also a ``TimeoutError``).
    - ``DeadlineError``: none in time for the whole call.
- ``StatusError``: the server answered, but not with success.
  - ``BadRequestError`` 400, ``AuthenticationError`` 401, ``PermissionDeniedError`` 403, ``NotFoundError`` 404,
    ``ConflictError`` 409, ``UnprocessableEntityError`` 422, ``RateLimitError`` 429, ``InternalServerError`` 5xx.
- ``DecodeError``: success, but the body can not be read as the result.

All of them pickle and copy, and none of them holds a credential.
"""

from __future__ import annotations

from .retry import LONGEST_WAIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .headers import Headers


class ApiError(Exception):
    """The base of every error a call raises.

    Attributes:
        message: what went wrong; the server's own words where it gave some.
        operation: the operation's name in the description, empty if none was involved.
        method, url: the request; credentials in the URL are masked.
        retries_taken: how many times the request was sent again.
        waited: seconds spent waiting between the attempts.
    """

    def __init__(
        self, message: str = "", *, operation: str = "", method: str = "", url: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.method = method
        self.url = url
        self.retries_taken = 0
        self.waited = 0.0

    def _facts(self) -> list[str]:
        facts = [f"{self.method} {self.url}"] if self.url else []
        if self.retries_taken:
            plural = "retry" if self.retries_taken == 1 else "retries"
            facts.append(f"after {self.retries_taken} {plural}")
        return facts

    def __str__(self) -> str:
        facts = ", ".join(self._facts())
        return f"{self.message} ({facts})" if facts else self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Callable[..., ApiError], tuple[Any, ...]]:
        return _rebuild, (type(self), self.args, dict(self.__dict__))


def _rebuild(cls: type[ApiError], args: tuple[Any, ...], state: dict[str, Any]) -> ApiError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(ApiError, ValueError):
    """A credential or setting is missing or wrong. Nothing was sent."""


class ApiConnectionError(ApiError, ConnectionError):
    """No complete answer came.

    Attributes:
        sent: False if the request certainly never reached the server, so repeating it is harmless.
    """

    def __init__(
        self,
        message: str = "",
        *,
        sent: bool = True,
        operation: str = "",
        method: str = "",
        url: str = "",
    ) -> None:
        super().__init__(message, operation=operation, method=method, url=url)
        self.sent = sent


class ApiTimeoutError(ApiConnectionError, TimeoutError):
    """No complete answer came within ``timeout``."""


class DeadlineError(ApiTimeoutError):
    """No complete answer came within ``deadline``, retries and waits included."""


class DecodeError(ApiError):
    """The server reported success, but its body can not be read as the result.

    Attributes:
        status, headers: of the response.
        body: the response's bytes.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        headers: Headers,
        body: bytes,
        operation: str = "",
        method: str = "",
        url: str = "",
    ) -> None:
        super().__init__(message, operation=operation, method=method, url=url)
        self.status = status
        self.headers = headers
        self.body = body

    def _facts(self) -> list[str]:
        return [str(self.status), *super()._facts()]


class StatusError(ApiError):
    """The server answered, but not with success.

    Attributes:
        status: the HTTP status code.
        type: the kind of error in the API's own terms; None if the body does not say.
        headers: of the response, credentials masked when shown.
        body: the decoded JSON, or the text where it is no JSON.
        retry_after: seconds the server asked to wait; None if it did not.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        type: str | None,
        headers: Headers,
        body: object,
        retry_after: float | None = None,
        operation: str = "",
        method: str = "",
        url: str = "",
    ) -> None:
        super().__init__(message, operation=operation, method=method, url=url)
        self.status = status
        self.type = type
        self.headers = headers
        self.body = body
        self.retry_after = retry_after

    def _facts(self) -> list[str]:
        status = f"{self.status} {self.type}" if self.type else str(self.status)
        facts = [status, *super()._facts()]
        if self.retry_after is not None:
            too_long = (
                f", longer than the {LONGEST_WAIT:g} s a retry waits"
                if self.retry_after > LONGEST_WAIT
                else ""
            )
            facts.append(f"the server asks to wait {self.retry_after:g} s{too_long}")
        return facts


class BadRequestError(StatusError):
    """400: the request is malformed or breaks a rule."""


class AuthenticationError(StatusError):
    """401: the credentials are missing, wrong or lack a permission."""


class PermissionDeniedError(StatusError):
    """403: the credentials do not allow this."""


class NotFoundError(StatusError):
    """404: there is no such object or route."""


class ConflictError(StatusError):
    """409: the request contradicts the present state, as an id that is taken does."""


class UnprocessableEntityError(StatusError):
    """422: well-formed, but not acceptable."""


class RateLimitError(StatusError):
    """429: too many requests."""


class InternalServerError(StatusError):
    """5xx: the server failed."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def class_for_status(status: int) -> type[StatusError]:
    """The error class of a status; ``StatusError`` itself for statuses without one."""
    return InternalServerError if status >= 500 else _BY_STATUS.get(status, StatusError)
