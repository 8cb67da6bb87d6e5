"""What a schema says once its references and ``allOf`` are written out.

JSON Schema spreads a type over conjunctions. They are merged here, before anything is typed, so that the rest of
lowering meets plain facts: the JSON types a value can have, its members, its fixed values, its alternatives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.values import is_list, is_mapping
from generator.frozen import frozen
from generator.schemas.keywords import (
    ANNOTATIONS,
    LIMITS,
    NOT_CARRIED,
    Limits,
    json_type,
    read_limit,
    same_json,
    tighten,
)

Nodes: TypeAlias = tuple[Node, ...]
"""Schemas that hold at the same time."""


class Part(NamedTuple):
    """One schema object of a conjunction; ``inherited`` when a reference led to it."""

    node: Node
    inherited: bool


@frozen()
class Alternatives:
    """One ``oneOf`` or ``anyOf`` without its null alternative; ``discriminator`` is the one beside it."""

    node: Node
    members: Nodes
    discriminator: Node | None


@frozen()
class Conflict:
    """Two places that cannot both hold."""

    first: Node
    second: Node
    message: str


@dataclass(slots=True)
class Shape:
    """The facts about a value. Filled by ``merge``, then only read."""

    parts: tuple[Part, ...]
    without: frozenset[Node] = frozenset()
    """Alternatives that are left out."""
    types: tuple[str, ...] | None = None
    """The JSON types it can have besides null; None: not said."""
    nullable: bool = False
    values: tuple[ir.Json, ...] | None = None
    """The values it can have besides null (``enum``, ``const``); None: not said."""
    properties: dict[str, Nodes] = field(default_factory=dict[str, Nodes])
    required: set[str] = field(default_factory=set[str])
    items: Nodes = ()
    prefix: tuple[Nodes, ...] = ()
    """Schemas of the first elements, by their places."""
    ends: bool = False
    """Whether elements after those are expressly forbidden."""
    extra: Nodes = ()
    """Schemas of the members without a name of their own (``additionalProperties``)."""
    patterns: Nodes = ()
    """Schemas of the members whose names match a pattern; each member follows one of them."""
    is_open: bool = False
    is_closed: bool = False
    """Whether members without a name of their own are expressly allowed, or forbidden."""
    alternatives: tuple[Alternatives, ...] = ()
    discriminator: Node | None = None
    formats: dict[str, str] = field(default_factory=dict[str, str])
    """``format``, ``contentEncoding`` and ``contentMediaType``."""
    limits: Limits = field(default_factory=Limits)
    rules: list[Node] = field(default_factory=list[Node])
    """Keywords that are documented and not carried."""
    conflicts: list[Conflict] = field(default_factory=lambda: list[Conflict]())
    """Why there can be no such value."""

    def effective_types(self) -> tuple[str, ...]:
        """The types that are said, or else those the other keywords imply; empty when anything goes."""
        if self.types is not None:
            return self.types
        if self.values is not None:
            return tuple(dict.fromkeys(json_type(value) for value in self.values))
        if self.properties or self.has_extra:
            return ("object",)
        if self.items or self.prefix:
            return ("array",)
        if self.formats or self.limits.keys() & {"pattern", "min_length", "max_length"}:
            return ("integer" if self.formats.get("format", "").startswith("int") else "string",)
        if self.limits.keys() & {"minimum", "maximum", "multiple_of"}:
            return ("number",)
        return ("array",) if self.limits else ()

    @property
    def length(self) -> int | None:
        """How many elements an array with a ``prefix`` has; None where that varies.

        Nearly all who forbid more elements forget to forbid fewer: they mean all of them.
        """
        least, most = self.limits.get("min_items"), self.limits.get("max_items")
        if self.ends:
            most = min(len(self.prefix), most if isinstance(most, int) else len(self.prefix))
            least = most if least is None else least
        if not isinstance(most, int) or least != most or not self.prefix:
            return None
        return most if 0 < most <= max(_LONGEST_TUPLE, len(self.prefix)) else None

    @property
    def has_extra(self) -> bool:
        return bool(self.extra or self.patterns or self.is_open)

    @property
    def needs_name(self) -> bool:
        """Whether its type is a class, wherever it stands."""
        return bool(self.properties or self.alternatives or (self.values and len(self.values) > 1))


def merge(parts: tuple[Part, ...], without: frozenset[Node], diagnostics: Diagnostics) -> Shape:
    """The facts of schemas that hold together; ``without`` names alternatives that are taken care of elsewhere.

    A base that declares a discriminator, or lists what inherits from it, says so of itself: that is not taken over.
    """
    merging = _Merging(Shape(parts, without), diagnostics)
    for part in parts:
        merging.add(part)
    return merging.finish()


def is_null(node: Node) -> bool:
    """Whether a schema allows null only."""
    return (
        node.get("type") in ("null", ["null"])
        or ("const" in node and node.get("const") is None)
        or node.get("enum") == [None]
    )


class _Merging:
    """Adds one schema object after another to a shape, and reports what does not go together."""

    def __init__(self, shape: Shape, diagnostics: Diagnostics) -> None:
        self.shape = shape
        self._diagnostics = diagnostics
        self._said: dict[str, Node] = {}
        self._inherited_null: list[bool] = []
        self._prefixes: list[Node] = []
        self._patterns: list[Node] = []

    def add(self, part: Part) -> None:
        node = part.node
        if node.value is False:
            self._not_carried(
                node, "a schema that allows nothing is taken for one that allows anything"
            )
        for keyword in node.value if is_mapping(node.value) else ():
            if handler := _HANDLERS.get(keyword):
                handler(self, node / keyword)
            elif keyword in NOT_CARRIED:
                self._rule(node / keyword)
        if "type" in node:
            self._null(part.inherited, node.get("type"))
        if "discriminator" not in node:
            self._alternatives(part, None)
        elif not part.inherited:
            self.shape.discriminator = node / "discriminator"
            self._alternatives(part, node / "discriminator")

    def finish(self) -> Shape:
        inherited = self._inherited_null
        if inherited and all(inherited):
            self.shape.nullable = True
        self._finish_prefix()
        if len(self.shape.patterns) + len(self.shape.extra) > 1:
            for node in self._patterns:
                message = "each member may be of any of these types, whatever its name"
                self._not_carried(node, message)
        return self.shape

    def _finish_prefix(self) -> None:
        """Says where an array is less than its ``prefixItems`` say, or more."""
        length = self.shape.length
        for node in self._prefixes:
            if length is None:
                self.shape.rules.append(node)
                message = "each element may be of any of these types, whatever its position"
                self._not_carried(node, message)
            elif "min_items" not in self.shape.limits:
                message = f"an array of fewer than {length} elements is allowed, but not expected"
                hint = f"add 'minItems: {length}'"
                self._diagnostics.warning("open-tuple", node, message, hint)

    # --- what a value can be -----------------------------------------------------------------------------------------

    def _null(self, inherited: bool, said: object) -> None:
        """A schema that allows null itself is believed; inherited schemas must all allow it."""
        allowed = said == "null" or (is_list(said) and "null" in said)
        if inherited:
            self._inherited_null.append(allowed)
        elif allowed:
            self.shape.nullable = True
        else:
            self._inherited_null.append(False)

    def types(self, node: Node) -> None:
        given = node.value if is_list(node.value) else [node.value]
        if "file" in given:
            self._diagnostics.warning(
                "unknown-type", node, "the type 'file' is taken for binary text"
            )
            given = ["string"]
            self.shape.formats["format"] = "binary"
        if unknown := [name for name in given if name not in _TYPES]:
            self._diagnostics.warning(
                "unknown-type", node, f"there is no type {unknown[0]!r}; it is left out"
            )
        types = tuple(dict.fromkeys(name for name in given if name in _TYPES and name != "null"))
        if unknown and not types:
            return
        known = self.shape.types
        both = types if known is None else _intersection(known, types)
        if known and types and not both:
            self._conflict(
                "type", node, f"no value is both {' or '.join(known)} and {' or '.join(types)}"
            )
            self.shape.values = None
            both = types
        self.shape.types = both
        self._said["type"] = node

    def enum(self, node: Node) -> None:
        if is_list(node.value) and node.value:
            self._values(node, node.value)
        else:
            self._diagnostics.warning("empty-enum", node, "an enum without values is left out")

    def const(self, node: Node) -> None:
        self._values(node, [node.value])

    def _values(self, node: Node, given: list[ir.Json]) -> None:
        if None in given:
            self.shape.nullable = True
        values = {same_json(value): value for value in given if value is not None}
        known = self.shape.values
        if known is not None:
            both = [value for value in known if same_json(value) in values]
            if known and values and not both:
                self._conflict(
                    "enum", node, "the fixed values of the two places have none in common"
                )
                both = list(values.values())
            self.shape.values = tuple(both)
        else:
            self.shape.values = tuple(values.values())
        self._said["enum"] = node

    def format(self, node: Node) -> None:
        if isinstance(node.value, str):
            self.shape.formats[node.name] = node.value

    def limit(self, node: Node) -> None:
        if (limit := read_limit(node.name, node.value)) is not None:
            tighten(self.shape.limits, LIMITS[node.name], limit)

    # --- members and elements ----------------------------------------------------------------------------------------

    def properties(self, node: Node) -> None:
        for name, schema in node.items():
            self.shape.properties[name] = (*self.shape.properties.get(name, ()), schema)

    def required(self, node: Node) -> None:
        if is_list(node.value):
            self.shape.required.update(name for name in node.value if isinstance(name, str))

    def items(self, node: Node) -> None:
        if is_list(node.value):
            self.prefix(node)
        elif node.value is False:
            self.shape.ends = True
        else:
            self.shape.items += (node,)

    def prefix(self, node: Node) -> None:
        pairs = zip_longest(self.shape.prefix, node.elements())
        self.shape.prefix = tuple((*(nodes or ()), *filter(None, [own])) for nodes, own in pairs)
        self._prefixes.append(node)

    def more_items(self, node: Node) -> None:
        self.shape.ends = self.shape.ends or node.value is False

    def extra(self, node: Node) -> None:
        if node.value is True or node.value == {}:
            self.shape.is_open = True
        elif node.value is False:
            self.shape.is_closed = True
        else:
            self.shape.extra += (node,)

    def patterns(self, node: Node) -> None:
        self.shape.patterns += tuple(schema for _, schema in node.items())
        self.shape.rules.append(node)
        self._patterns.append(node)

    # --- alternatives ------------------------------------------------------------------------------------------------

    def _alternatives(self, part: Part, discriminator: Node | None) -> None:
        for keyword in ("oneOf", "anyOf"):
            if keyword not in part.node:
                continue
            place = part.node / keyword
            members = tuple(place.elements())
            if (
                not members
                or place in self.shape.without
                or (part.inherited and self._is_listed_in(members))
            ):
                continue
            values = tuple(member for member in members if not is_null(member))
            if len(values) < len(members):
                self.shape.nullable = True
            if values and all(map(_is_rule, values)):
                self._rule(place)
            elif values:
                self.shape.alternatives += (Alternatives(place, values, discriminator),)
            elif self.shape.types is None:
                self.shape.types = ()

    def _is_listed_in(self, members: Nodes) -> bool:
        """Whether the alternatives of a base are the very schemas that inherit from it."""
        nodes = {part.node for part in self.shape.parts}
        return any(member.resolve() in nodes for member in members)

    # --- reports -----------------------------------------------------------------------------------------------------

    def _rule(self, node: Node) -> None:
        self.shape.rules.append(node)
        self._not_carried(node, f"'{node.name}' is documented, not checked")

    def _not_carried(self, node: Node, message: str) -> None:
        self._diagnostics.warning("not-carried", node, message)

    def _conflict(self, keyword: str, node: Node, message: str) -> None:
        self.shape.conflicts.append(Conflict(self._said[keyword], node, message))


_LONGEST_TUPLE = 16
"""Longer ones are lists, unless a schema stands for every element."""

_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")

_HANDLERS: dict[str, Callable[[_Merging, Node], None]] = {
    "type": _Merging.types,
    "enum": _Merging.enum,
    "const": _Merging.const,
    "format": _Merging.format,
    "contentEncoding": _Merging.format,
    "contentMediaType": _Merging.format,
    "properties": _Merging.properties,
    "required": _Merging.required,
    "items": _Merging.items,
    "prefixItems": _Merging.prefix,
    "additionalItems": _Merging.more_items,
    "additionalProperties": _Merging.extra,
    "unevaluatedProperties": _Merging.extra,
    "patternProperties": _Merging.patterns,
    **dict.fromkeys(LIMITS, _Merging.limit),
}


def _intersection(known: tuple[str, ...], types: tuple[str, ...]) -> tuple[str, ...]:
    """The types both allow; every integer is a number."""
    both = [name for name in known if name in types or (name == "integer" and "number" in types)]
    if "number" in known and "integer" in types:
        both.append("integer")
    return tuple(dict.fromkeys(both))


def _is_rule(node: Node) -> bool:
    """Whether an alternative only demands or forbids members that are described elsewhere."""
    if not is_mapping(node.value):
        return False
    demands = node.value.keys() & (NOT_CARRIED | {"required"})
    rest = node.value.keys() - demands - ANNOTATIONS
    return bool(demands) and (not rest or (rest == {"type"} and node.get("type") == "object"))
