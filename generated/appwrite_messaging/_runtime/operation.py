"""An operation as data: everything a call needs to know apart from its values."""

from __future__ import annotations

from .typing_only import Generic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal, TypeVar

    from .lenient import ParseWarning
    from .params import Media, Style

    ResultT = TypeVar("ResultT")
    Codec = Literal["json", "form", "multipart", "text", "binary", "sse", "jsonl"]
else:
    ResultT = "ResultT"

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""RFC 9110, section 9.2.2: repeating them has the effect of sending them once."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""RFC 9110, section 9.2.1: they ask for no change."""


class Idempotency:
    """What makes a create safe to repeat: the caller chooses ``key`` and the server refuses the same one twice.

    ``key`` is the wire name of a member of the body, ``conflict`` the status of the refusal, ``fetch`` gives the
    operation that reads the object by that key. Values in ``unless`` let the server choose: no guarantee then.
    """

    __slots__ = ("key", "conflict", "fetch", "unless")

    def __init__(
        self,
        key: str,
        *,
        conflict: int,
        fetch: Callable[[], Operation[Any]],
        unless: tuple[str, ...] = (),
    ) -> None:
        self.key = key
        self.conflict = conflict
        self.fetch = fetch
        self.unless = unless


class Pagination:
    """How to ask for the next page.

    ``items``, ``total`` and ``cursor`` are Python attribute names: the page's list, the count of all matches, and
    the attribute of the last item that marks the position (kind ``cursor``). The position travels in the query
    parameter with the wire name ``parameter``: as its value, or, if a template is given, as one more element made
    by putting the JSON text of the value in place of ``{value}``. ``restart`` are elements that go in front of
    every page but the first. Elements made from ``previous_template`` walk backwards: the caller cannot give one.
    """

    __slots__ = (
        "kind",
        "items",
        "total",
        "parameter",
        "size",
        "size_template",
        "next_template",
        "previous_template",
        "cursor",
        "restart",
    )

    def __init__(
        self,
        kind: Literal["cursor", "offset"],
        *,
        items: str,
        parameter: str,
        size: int,
        total: str | None = None,
        size_template: str = "",
        next_template: str = "",
        previous_template: str = "",
        cursor: str | None = None,
        restart: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.items = items
        self.total = total
        self.parameter = parameter
        self.size = size
        self.size_template = size_template
        self.next_template = next_template
        self.previous_template = previous_template
        self.cursor = cursor
        self.restart = restart


class Operation(Generic[ResultT]):
    """One operation of the API.

    Arguments:
        id: the operation's name in the description.
        method, path: the path keeps its ``{placeholders}``.
        result: the type of the result, a name or expression evaluated in the package's ``models`` module on first
            use. None: the call returns None.
        response: how the result travels. ``json`` and ``text`` are read whole, ``binary`` gives ``bytes``,
            ``sse`` and ``jsonl`` give a stream of results.
        security: alternatives, each a tuple of scheme names that are needed together. Empty: none needed.
        body: how the body travels; None: the operation has no body.
        content_type: the body's media type where ``body`` alone does not say it.
        optional_body: without any member no body is sent.
        parts: encodings of the members of a form or multipart body that differ from OpenAPI's defaults.
        parameters: encodings that differ from OpenAPI's defaults, by wire name.
        deprecated: what to tell a caller of a deprecated operation.
        deprecated_parameters: wire names of deprecated parameters and body members.
        server: the operation's own base URL, where the description gives one; a relative one stands beside the
            endpoint, an absolute one gives way to an endpoint that the caller has chosen instead of the default.
            Variables are as in ``ApiInfo.endpoint``.
    """

    __slots__ = (
        "id",
        "method",
        "path",
        "result",
        "response",
        "security",
        "body",
        "content_type",
        "optional_body",
        "parts",
        "parameters",
        "idempotency",
        "pagination",
        "deprecated",
        "deprecated_parameters",
        "server",
        "decode",
    )

    def __init__(
        self,
        id: str,
        method: str,
        path: str,
        *,
        result: str | None = None,
        response: Codec = "json",
        security: tuple[tuple[str, ...], ...] = (),
        body: Codec | None = None,
        content_type: str | None = None,
        optional_body: bool = False,
        parts: Mapping[str, str | Style | Media] | None = None,
        parameters: Mapping[str, Style | Media] | None = None,
        idempotency: Idempotency | None = None,
        pagination: Pagination | None = None,
        deprecated: str | None = None,
        deprecated_parameters: tuple[str, ...] = (),
        server: str | None = None,
    ) -> None:
        self.id = id
        self.method = method
        self.path = path
        self.result = result
        self.response = response
        self.security = security
        self.body = body
        self.content_type = content_type
        self.optional_body = optional_body
        self.parts = parts
        self.parameters = parameters
        self.idempotency = idempotency
        self.pagination = pagination
        self.deprecated = deprecated
        self.deprecated_parameters = deprecated_parameters
        self.server = server
        self.decode: Callable[[bytes], tuple[Any, tuple[ParseWarning, ...]]] | None = None
        """Reads an answer as ``result``, see ``codec``; there as soon as one was read."""

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"
