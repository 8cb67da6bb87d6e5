"""Requests and answers as the stand-in sees them, in process and over HTTP alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .._runtime.shapes import is_object
from .errors import RefusedError

VERSION = "1.6.0"
"""The server version the stand-in is like."""

_ALLOWED_HEADERS = (
    "Origin, Cookie, Set-Cookie, X-Requested-With, Content-Type, Access-Control-Allow-Origin,"
    " Access-Control-Request-Headers, Accept, X-Appwrite-Project, X-Appwrite-Key,"
    " X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Response-Format,"
    " X-Appwrite-Timeout, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform,"
    " X-SDK-GraphQL, X-Appwrite-ID, X-Appwrite-Timestamp, Content-Range, Range, Cache-Control,"
    " Expires, Pragma, X-Forwarded-For, X-Forwarded-User-Agent"
)
_ELEMENT = re.compile(r"(.+?)\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request, as it came.

    Attributes:
        path: percent-encoded, with ``/v1``. ``query`` holds the decoded pairs in their order.
        headers: by lower-case name, credentials included.
        body: the bytes that were sent.
        operation: ID of the operation in the description; empty if the path is none.
        status: what it was answered with; None if the connection was dropped.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    operation: str = ""
    status: int | None = None

    @staticmethod
    def of(method: str, url: str, headers: Mapping[str, str], body: bytes) -> SeenRequest:
        """A request to a URL, or to what stands in the first line of a request."""
        host, _, rest = url.partition("://")[2].partition("/")
        path, _, query = (url if url.startswith("/") else f"/{rest}").partition("?")
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        lowered = {name.lower(): value for name, value in headers.items()}
        if not url.startswith("/"):
            lowered.setdefault("host", host)
        return SeenRequest(method, path, pairs, lowered, body)

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body)

    def parameters(self) -> dict[str, Any]:
        """The query by the rules of PHP: ``a[]=1&a[]=2`` and ``a[0]=1&a[1]=2`` are lists."""
        values: dict[str, Any] = {}
        for name, value in self.query:
            if element := _ELEMENT.fullmatch(name):
                known = values.get(element[1])
                values[element[1]] = [*known, value] if isinstance(known, list) else [value]
            else:
                values[name] = value
        return values

    def members(self) -> dict[str, Any]:
        """The members of a JSON body. Anything else counts as none, as it does to the server."""
        if self.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return {}
        try:
            value: object = self.json()
            _dump(value)
        except (ValueError, RecursionError):
            return {}
        return dict(value) if is_object(value) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back.

    Attributes:
        delay: seconds it takes.
        dropped: the connection closes without an answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0
    dropped: bool = False


def success(request: SeenRequest, status: int, value: object) -> Answer:
    """The answer of an operation; None has no body, but a type all the same, which some clients insist on."""
    if value is None:
        return Answer(status, (_NOTHING, *_shared_headers(request)))
    return Answer(status, (_JSON, *_shared_headers(request)), _dump(value))


def refusal(request: SeenRequest, refused: RefusedError) -> Answer:
    """The answer to a request that is refused."""
    return error(request, refused.status, refused.type, refused.message)


def error(request: SeenRequest, status: int, type: str, message: str) -> Answer:
    """An error of this status."""
    text = message.encode("utf-8", "replace").decode()
    body = {"message": text, "code": status, "type": type, "version": VERSION}
    headers = (
        _JSON,
        *_shared_headers(request),
        ("Cache-Control", "no-cache, no-store, must-revalidate"),
        ("Expires", "0"),
        ("Pragma", "no-cache"),
    )
    return Answer(status, headers, _dump(body))


_JSON = ("Content-Type", "application/json; charset=UTF-8")
_NOTHING = ("Content-Type", "text/html")


def _shared_headers(request: SeenRequest) -> list[tuple[str, str]]:
    headers = [
        ("Server", "Appwrite"),
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"),
        ("Access-Control-Allow-Headers", _ALLOWED_HEADERS),
        ("Access-Control-Expose-Headers", "X-Appwrite-Session, X-Fallback-Cookies"),
        ("Access-Control-Allow-Origin", request.headers.get("origin", "*")),
        ("Access-Control-Allow-Credentials", "true"),
        ("X-Debug-Speed", "0.001"),
        ("X-Debug-Fallback", "false"),
    ]
    wanted = request.headers.get("x-appwrite-response-format", VERSION)
    if _version(wanted) > _version(VERSION):
        text = (
            f"The current SDK is built for Appwrite {wanted}. However, the current Appwrite server"
            f" version is {VERSION}. Please downgrade your SDK to match the Appwrite version:"
            " https://appwrite.io/docs/sdks"
        )
        headers.append(("X-Appwrite-Warning", text))
    return headers


def _version(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _dump(value: object) -> bytes:
    """JSON. Raises ValueError for what only Python takes for JSON: NaN, and halves of characters."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
