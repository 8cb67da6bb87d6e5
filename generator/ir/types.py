"""What a value can be."""

from __future__ import annotations

from typing import Literal as OneOf
from typing import TypeAlias

from generator.frozen import frozen

Key: TypeAlias = str
"""The identity of a named type: the pointer of the schema that declares it."""

ScalarKind: TypeAlias = OneOf[
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "bytes",
    "binary",
    "datetime",
    "date",
    "time",
    "duration",
    "uuid",
]
"""``bytes`` is base64 text inside JSON; ``binary`` is a raw payload (a file part, an octet-stream body)."""


@frozen(kw_only=True)
class Constraints:
    """What a value must satisfy beyond its type (JSON Schema validation). Documented, never enforced by the client."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


NO_CONSTRAINTS = Constraints()


@frozen()
class AnyType:
    """Any JSON value."""


@frozen()
class Scalar:
    """A single value; ``format`` is the description's own word (``email``, ``int64``), kept for the docs."""

    kind: ScalarKind
    format: str | None = None
    constraints: Constraints = NO_CONSTRAINTS


@frozen()
class Array:
    items: Type
    constraints: Constraints = NO_CONSTRAINTS


@frozen()
class Tuple:
    """An array of fixed length in which every place has a type of its own (``prefixItems``)."""

    items: tuple[Type, ...]


@frozen()
class Map:
    """An object whose member names are data; a secret one is not to be shown (``format: password``)."""

    values: Type
    secret: bool = False


@frozen()
class Ref:
    """A named type: a ``Model``, ``Enum`` or ``Alias`` of ``Api.types``."""

    key: Key


@frozen()
class LiteralType:
    """One of a few fixed values: a const, or an enum of mixed types."""

    values: tuple[str | int | float | bool, ...]


@frozen()
class Tag:
    """What tells the members of a union apart: the value of one property.

    ``cases`` pairs each value with the key of its model, in document order. ``other`` is the model for every
    value that is not among them.
    """

    wire: str
    cases: tuple[tuple[str, Key], ...]
    other: Key | None = None


@frozen()
class Union:
    """One of several types. Inline only when JSON's own shapes tell the members apart (``str | int``);
    any other union is the type of an ``Alias``, so that it has a name to decode by."""

    members: tuple[Type, ...]
    tag: Tag | None = None


@frozen()
class Nullable:
    """The type or null; always outermost, never nested, never a member of a union."""

    of: Type


Type: TypeAlias = AnyType | Scalar | Array | Tuple | Map | Ref | LiteralType | Union | Nullable
