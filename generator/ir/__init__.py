"""The intermediate representation: an API as plain data.

Lowering (``schemas``, ``operations``) builds it; ``python`` and ``render`` read it. Nothing here knows YAML,
the OpenAPI version or Python source text. Named types are referenced by key, never by object, so recursive
schemas need no special care and the whole tree dumps as JSON.

Two facts that other tools confuse are kept apart: *absent* is ``required=False`` on a field or argument,
*null* is ``Nullable`` in its type.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal as OneOf
from typing import TypeAlias

from generator.frozen import frozen
from generator.ir.types import NO_CONSTRAINTS as NO_CONSTRAINTS
from generator.ir.types import AnyType as AnyType
from generator.ir.types import Array as Array
from generator.ir.types import Constraints as Constraints
from generator.ir.types import Key as Key
from generator.ir.types import LiteralType as LiteralType
from generator.ir.types import Map as Map
from generator.ir.types import Nullable as Nullable
from generator.ir.types import Ref as Ref
from generator.ir.types import Scalar as Scalar
from generator.ir.types import ScalarKind as ScalarKind
from generator.ir.types import Tag as Tag
from generator.ir.types import Tuple as Tuple
from generator.ir.types import Type as Type
from generator.ir.types import Union as Union

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"

Pointer: TypeAlias = str
"""A place in the description: ``file#/json/pointer`` (RFC 6901), the file relative to the root document's folder."""

Codec: TypeAlias = OneOf["json", "form", "multipart", "text", "binary", "sse", "jsonl"]
"""How a payload becomes bytes; chosen from the media type in lowering."""

Location: TypeAlias = OneOf["path", "query", "header", "cookie", "field", "body"]
"""Where an argument travels; ``field`` is one member of a flattened body, ``body`` is a body passed whole."""

Style: TypeAlias = OneOf[
    "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"
]
"""OpenAPI 3.1, section 4.8.12.2 (Style Values)."""


# --- named types -----------------------------------------------------------------------------------------------------


@frozen()
class Default:
    """The value a server assumes when none is sent. A wrapper, because null is a possible default."""

    value: Json


@frozen(kw_only=True)
class Erratum:
    """A place where the vendor's own reference is wrong: what it says, what is true, and how we know."""

    page: str
    truth: str
    reason: str


@frozen(kw_only=True)
class Field:
    """A property of a model: ``wire`` is its JSON name, ``name`` its Python attribute."""

    wire: str
    name: str
    type: Type
    required: bool
    description: str = ""
    default: Default | None = None
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    examples: tuple[Json, ...] = ()
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class Model:
    """An object with named properties.

    ``extra`` types the members it does not name; None: they are ignored. ``tag`` is the wire name of the constant
    by which every union it is in knows it.
    """

    key: Key
    name: str
    description: str = ""
    fields: tuple[Field, ...]
    extra: Type | None = None
    tag: str | None = None
    deprecated: bool = False
    examples: tuple[Json, ...] = ()
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class EnumMember:
    name: str
    value: str | int
    description: str = ""


@frozen(kw_only=True)
class Enum:
    """A closed list in the description, an open one in the client: unknown values decode to a pseudo-member."""

    key: Key
    name: str
    base: OneOf["string", "integer"]
    members: tuple[EnumMember, ...]
    description: str = ""
    deprecated: bool = False
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class Alias:
    """A name for a type that is neither object nor enum: a component array, a union that needs a name to decode by."""

    key: Key
    name: str
    type: Type
    description: str = ""
    deprecated: bool = False
    examples: tuple[Json, ...] = ()
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


Declaration: TypeAlias = Model | Enum | Alias


# --- operations ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Argument:
    """One keyword argument of a method. ``style``, ``explode`` and ``content_type`` are always explicit here:
    lowering has applied the defaults of the OpenAPI text.

    ``style`` is set for path, query, header and cookie arguments without ``content_type``; a parameter
    described by ``content`` has the media type in ``content_type`` instead. How members of a body are encoded is
    said by the body.
    """

    name: str
    wire: str
    location: Location
    type: Type
    required: bool
    description: str = ""
    default: Default | None = None
    deprecated: bool = False
    examples: tuple[Json, ...] = ()
    errata: tuple[Erratum, ...] = ()
    style: Style | None = None
    explode: bool = False
    allow_reserved: bool = False
    content_type: str | None = None
    pointer: Pointer


@frozen(kw_only=True)
class Part:
    """How a member of a form or multipart body is encoded, where that is not the usual way (OpenAPI 3.1, section
    4.8.15, Encoding Object). ``content_type`` may be a choice of several in a multipart body, and ``headers`` are sent
    with the part. ``data``: it holds no file, so a tuple in it is an array, and bytes are Base64 text.
    """

    wire: str
    style: Style | None = None
    explode: bool = False
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    data: bool = False


@frozen(kw_only=True)
class Body:
    """The request body as it is sent. ``flat``: its members are arguments of their own (location ``field``);
    otherwise one argument with location ``body`` carries it. ``constants`` are members with one possible value:
    they are sent without being asked for. ``optional``: the description says that it may be left out, so without any
    member nothing is sent. ``alternatives`` are media types that would carry the same.
    """

    media_type: str
    codec: Codec
    type: Type
    required: bool
    flat: bool
    optional: bool = False
    constants: tuple[tuple[str, Json], ...] = ()
    alternatives: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    description: str = ""
    examples: tuple[Json, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class Content:
    """One media type of a response."""

    media_type: str
    codec: Codec
    type: Type
    examples: tuple[Json, ...] = ()


@frozen(kw_only=True)
class Header:
    wire: str
    type: Type
    description: str = ""


@frozen(kw_only=True)
class Link:
    """A call a response invites to (OpenAPI 3.1, section 4.8.20). ``operation`` is the id or the pointer of one,
    ``parameters`` and ``body`` hold values and runtime expressions such as ``$response.body#/id``.
    """

    name: str
    operation: str
    parameters: tuple[tuple[str, Json], ...] = ()
    description: str = ""
    pointer: Pointer


@frozen(kw_only=True)
class Response:
    """What comes back for a status: an exact code, a range (``4XX``) or ``default``."""

    status: str
    description: str = ""
    content: tuple[Content, ...] = ()
    headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class SecurityUse:
    """One scheme of a requirement with the scopes (OAuth2) or roles (OpenAPI 3.1) it must grant."""

    scheme: str
    scopes: tuple[str, ...] = ()


Requirement: TypeAlias = tuple[SecurityUse, ...]
"""Schemes that are needed together; alternatives are listed in ``Operation.security``."""


@frozen(kw_only=True)
class ErrorType:
    """A documented kind of failure, told by a member of the error body (``x-errors``). ``common``: any call can meet it."""

    wire: str
    name: str
    status: int
    description: str = ""
    common: bool = False
    pointer: Pointer


@frozen(kw_only=True)
class Pagination:
    """How to ask for the next page (``x-pagination``).

    ``items`` is the result's member holding the page, ``item_type`` what it holds. The page position travels in
    the query parameter ``parameter`` (its argument is ``argument``): its value, or, for an array parameter, one
    element made by putting the JSON text of the value in place of ``{value}`` in a template. Elements of
    ``previous_template`` walk backwards, so they cannot be part of a walk forwards.
    """

    kind: OneOf["cursor", "offset"]
    items: str
    item_type: Type
    total: str | None
    parameter: str
    argument: str
    size: int
    size_template: str
    next_template: str
    previous_template: str = ""
    cursor: str | None
    restart: tuple[str, ...] = ()


@frozen(kw_only=True)
class Idempotency:
    """What makes a create safe to repeat (``x-idempotency``): the client chooses ``key``, the server refuses it twice.

    ``conflict`` is the status of that refusal and ``fetch`` the operation id that returns the existing object.
    Values in ``unless`` let the server choose, so they give no such guarantee.
    """

    key: str
    conflict: int
    fetch: str
    unless: tuple[str, ...] = ()


@frozen(kw_only=True)
class Server:
    """A base URL, absolute or relative. ``{name}`` in ``url`` is a variable; in ``default_url`` its default is."""

    url: str
    default_url: str
    description: str = ""
    variables: tuple[tuple[str, str | None, tuple[str, ...], str], ...] = ()
    """(argument of the client, default, allowed values, description)"""


@frozen(kw_only=True)
class Operation:
    """One call. ``result`` is None when nothing comes back. ``security`` empty: no credentials are needed."""

    id: str
    name: str
    method: str
    path: str
    summary: str = ""
    description: str = ""
    arguments: tuple[Argument, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    result: Type | None = None
    result_codec: Codec = "json"
    errors: tuple[str, ...] = ()
    """wire names of ``Api.errors`` in document order"""
    security: tuple[Requirement, ...] = ()
    servers: tuple[Server, ...] = ()
    deprecated: bool = False
    pagination: Pagination | None = None
    idempotency: Idempotency | None = None
    errata: tuple[Erratum, ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class Service:
    """The operations of one tag: ``name`` is the module and the client's attribute."""

    name: str
    class_name: str
    tag: str
    description: str = ""
    operations: tuple[Operation, ...]


@frozen(kw_only=True)
class Scheme:
    """A way to prove who calls: an argument of the client. ``token_url`` is where a program gets tokens by itself,
    ``word`` what the header begins with that the client cannot make itself (RFC 9110, section 11.1).
    """

    key: str
    argument: str
    kind: OneOf["api_key", "bearer", "basic", "oauth2", "openid_connect", "mutual_tls", "other"]
    location: OneOf["header", "query", "cookie"] = "header"
    wire: str = "Authorization"
    description: str = ""
    token_url: str | None = None
    word: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    pointer: Pointer


@frozen(kw_only=True)
class ErrorBody:
    """Which members of an error body say what happened (``x-errors``); None: unknown."""

    type: str | None = None
    message: str | None = None


@frozen(kw_only=True)
class Webhook:
    """A call the API makes to its user. A callback has its ``url``, a runtime expression, and its callers' ids."""

    name: str
    operation: Operation
    url: str = ""
    callers: tuple[str, ...] = ()


@frozen(kw_only=True)
class Api:
    """Everything the description says, ready to be rendered."""

    title: str
    version: str
    summary: str = ""
    description: str = ""
    license: str = ""
    servers: tuple[Server, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    services: tuple[Service, ...] = ()
    types: tuple[Declaration, ...] = ()
    errors: tuple[ErrorType, ...] = ()
    error_body: ErrorBody = field(default_factory=ErrorBody)
    webhooks: tuple[Webhook, ...] = ()
    errata: tuple[Erratum, ...] = ()
