"""From a response to a result, or to the error it stands for."""

from __future__ import annotations

from .errors import DecodeError, StatusError, class_for_status
from .redaction import mask_json, mask_url
from .retry import requested_wait
from .shapes import is_object
from .typing_only import Generic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from .clock import Clock
    from .errors import ApiConnectionError, ApiError
    from .headers import Headers
    from .lenient import ParseWarning
    from .operation import Operation
    from .options import ApiInfo
    from .steps import Call
    from .transport import Request, Response

    ErrorT = TypeVar("ErrorT", bound=ApiError)
    ResultT = TypeVar("ResultT")
else:
    ResultT = "ResultT"

EXCERPT = 200
"""Characters of an unreadable body that an error message shows."""


class Answer:
    """A successful response, the request it answers, and what it took to get it."""

    __slots__ = ("response", "request", "retries", "_call")

    def __init__(self, response: Response, request: Request, call: Call) -> None:
        self.response = response
        self.request = request
        self.retries = call.retries
        self._call = call

    def told(self, error: ErrorT) -> ErrorT:
        """An error that says which call it belongs to."""
        return self._call.told(error, self.request)

    def broken_off(self, error: ApiConnectionError) -> ApiConnectionError:
        """The error of a body that did not arrive whole."""
        return self.told(self._call.timely(error, "the answer did not end"))


class RawResponse(Generic[ResultT]):
    """A response as it came, with ``parse()`` for the typed result.

    Attributes:
        status, headers, body: of the response; the body is bytes.
        method, url: the request; credentials in the URL are masked.
        retries_taken: how many times the request was sent again.
    """

    __slots__ = (
        "status",
        "headers",
        "method",
        "url",
        "retries_taken",
        "_answer",
        "_api",
        "_operation",
    )

    def __init__(self, answer: Answer, api: ApiInfo, operation: Operation[ResultT]) -> None:
        self.status = answer.response.status
        self.headers = answer.response.headers
        self.method = answer.request.method
        self.url = answer.request.shown_url
        self.retries_taken = answer.retries
        self._answer = answer
        self._api = api
        self._operation = operation

    @property
    def body(self) -> bytes:
        return self._answer.response.body

    def parse(self) -> ResultT:
        """The result the method itself would have returned.

        Raises:
            DecodeError: the body can not be read as the result.
        """
        return result(self._api, self._operation, self._answer)

    def __repr__(self) -> str:
        return f"<RawResponse {self.status} {self.method} {self.url}>"


def result(
    api: ApiInfo, operation: Operation[ResultT], answer: Answer, *, asynchronous: bool = False
) -> ResultT:
    """The typed result of a response: its body has been read, unless the operation returns a stream.

    Raises:
        DecodeError: the body can not be read as the result.
    """
    value: Any = None
    if operation.response in ("sse", "jsonl"):
        from .streaming import AsyncStream, Stream

        kind: Any = AsyncStream if asynchronous else Stream
        value = kind(api, operation, answer)
    elif operation.result is not None:
        response = answer.response
        if operation.response == "json":
            value = decode(api, operation, answer, response.body)
        elif operation.response == "binary":
            value = response.body
        else:
            value = text(response.headers, response.body)
    checked: ResultT = value
    return checked


def decode(api: ApiInfo, operation: Operation[Any], answer: Answer, body: bytes) -> Any:
    """A JSON text as the operation's result; what contradicts the description is kept and reported.

    Raises:
        DecodeError: it is no JSON.
    """
    try:
        value, warnings = (operation.decode or _decoder(api, operation))(body)
    except ValueError as error:
        shown = excerpt(answer.response.headers, body)
        problem = f"{error}; it begins {shown!r}" if body.strip() else "the body is empty"
    else:
        if warnings:
            from .notices import warn_parse

            warn_parse(operation.id, warnings)
        return value
    failure = decode_error(operation, answer, body, problem)
    del body  # whoever shows the locals of this frame should not show what the server knows
    raise failure


def _decoder(
    api: ApiInfo, operation: Operation[Any]
) -> Callable[[bytes], tuple[Any, tuple[ParseWarning, ...]]]:
    """What reads the answers of an operation, made when the first is read: it loads msgspec."""
    from .codec import decoder

    assert operation.result is not None
    operation.decode = decoder(operation.result, f"{api.package}.models")
    return operation.decode


def decode_error(
    operation: Operation[Any], answer: Answer, body: bytes, problem: str
) -> DecodeError:
    """The error for a success whose body is not what was promised."""
    error = DecodeError(
        f"the server reported success, but its answer is no {operation.result}: {problem}",
        status=answer.response.status,
        headers=answer.response.headers,
        body=body,
    )
    return answer.told(error)


def status_error(api: ApiInfo, response: Response, clock: Clock) -> StatusError:
    """The error an unsuccessful response stands for. Never fails, whatever the body is."""
    body = _error_body(response)
    members = body if is_object(body) else {}
    kind = members.get(api.error_type) if api.error_type else None
    message = members.get(api.error_message) if api.error_message else None
    if not isinstance(message, str) or not message.strip():
        message = _own_words(response)
    kind = kind if isinstance(kind, str) else None
    cls = _class_for_type(api, kind) or class_for_status(response.status)
    return cls(
        message,
        status=response.status,
        type=kind,
        headers=response.headers,
        body=body,
        retry_after=requested_wait(response.status, response.headers, clock),
    )


def _own_words(response: Response) -> str:
    """What to say of a response that does not explain itself."""
    location = response.headers.get("location")
    if response.status < 400 and location is not None:
        return f"the server redirects to {mask_url(location)}, which is not followed"
    shown = excerpt(response.headers, response.body)
    detail = f": {shown}" if shown else " without a body"
    return f"the server answered {response.status}{detail}"


def _class_for_type(api: ApiInfo, kind: str | None) -> type[StatusError] | None:
    if kind is None:
        return None
    from importlib import import_module

    types: dict[str, type[StatusError]] = import_module(f"{api.package}.errors").ERROR_TYPES
    return types.get(kind)


def _error_body(response: Response) -> object:
    from json import loads

    try:
        return loads(response.body)
    except (ValueError, RecursionError):
        return text(response.headers, response.body)


def text(headers: Headers, body: bytes) -> str:
    """The body as text in the charset the response names, or UTF-8; what does not fit is replaced."""
    content_type = headers.get("content-type") or ""
    _, _, charset = content_type.lower().partition("charset=")
    try:
        return body.decode(charset.split(";")[0].strip(" \"'") or "utf-8", "replace")
    except (
        LookupError,
        ValueError,
    ):  # no such charset, or one that is not for bodies, such as ``idna``
        return body.decode("utf-8", "replace")


def excerpt(headers: Headers, body: bytes) -> str:
    """The beginning of a body on one line, for an error message; secrets in it are masked."""
    shown = mask_json(" ".join(text(headers, body[: EXCERPT * 8]).split()))
    return shown if len(shown) <= EXCERPT else shown[:EXCERPT] + "..."
