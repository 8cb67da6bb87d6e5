"""Where references can stand.

A ``$ref`` is a reference only where OpenAPI puts an object of its own; inside an example, a default or an enum it is
data, and a property may well be called ``$ref`` or ``default``. So whoever walks a description has to know whether
the keys of an object are keywords or names.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, auto
from typing import Any

from generator.document.values import is_list, is_mapping

Steps = tuple[str | int, ...]
"""The way from one value to another inside it: member names and list indexes."""


class Context(IntEnum):  # hashed at every step: other enums hash several times slower
    """What a value of the description is."""

    OBJECT = auto()
    """An object of OpenAPI itself: its keys are keywords."""
    OBJECTS = auto()
    """A map of names to such objects."""
    SCHEMA = auto()
    SCHEMAS = auto()
    EXAMPLES = auto()
    EXAMPLE = auto()
    """An Example Object or a reference to one; what else it holds is data."""


_DATA = frozenset({"example", "default", "enum", "const"})
_SCHEMAS = frozenset(
    {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas"}
)
_OBJECTS = frozenset(
    {
        *("paths", "webhooks", "pathItems", "callbacks", "parameters", "requestBodies"),
        *("responses", "headers", "content", "encoding", "links", "securitySchemes"),
        *("variables", "mapping"),
    }
)


_MEMBERS = {
    Context.OBJECTS: Context.OBJECT,
    Context.SCHEMAS: Context.SCHEMA,
    Context.EXAMPLES: Context.EXAMPLE,
}
"""What the members of a map of names are, whatever they are called."""


def inside(context: Context, key: str, child: Any) -> Context | None:
    """What a member of a mapping is; None when it is data."""
    if context in _MEMBERS:
        return _MEMBERS[context]
    if context is Context.EXAMPLE or key in _DATA or key.startswith("x-"):
        return None
    if key in _SCHEMAS:
        return Context.SCHEMAS
    if key == "examples":
        named = context is Context.OBJECT and isinstance(child, dict)
        return Context.EXAMPLES if named else None
    if context is Context.SCHEMA or key == "schema":
        return Context.SCHEMA
    return Context.OBJECTS if key in _OBJECTS and isinstance(child, dict) else Context.OBJECT


def references(
    value: Any, context: Context, seen: set[tuple[int, Context]]
) -> Iterator[tuple[Steps, dict[str, Any], Context]]:
    """Every reference inside a value: its path, the object that holds it, and what its target is.

    ``seen`` remembers what was walked, by identity, so that several walks of one document meet nothing twice.
    """
    stack: list[tuple[Any, Steps, Context]] = [(value, (), context)]
    while stack:
        value, path, context = stack.pop()
        if (id(value), context) in seen:
            continue
        seen.add((id(value), context))
        if is_list(value):
            stack += [
                (child, (*path, index), context)
                for index, child in enumerate(value)
                if isinstance(child, (dict, list))
            ][::-1]
        elif is_mapping(value):
            if isinstance(value.get("$ref"), str):
                yield path, value, context
            stack += [
                (child, (*path, key), within)
                for key, child in value.items()
                if isinstance(child, (dict, list)) and (within := inside(context, key, child))
            ][::-1]


def anchors(value: Any) -> dict[str, Steps]:
    """The places of schemas that have a name of their own (JSON Schema 2020-12, section 8.2.2), by that name."""
    found: dict[str, Steps] = {}
    seen: set[int] = set()
    stack: list[tuple[Any, Steps]] = [(value, ())]
    while stack:
        value, path = stack.pop()
        if id(value) in seen:  # what YAML aliases stand for several times
            continue
        if is_list(value):
            seen.add(id(value))
            stack += [(child, (*path, index)) for index, child in enumerate(value)][::-1]
        elif is_mapping(value):
            seen.add(id(value))
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := value.get(keyword), str):
                    found.setdefault(name, path)
            stack += [(child, (*path, key)) for key, child in value.items()][::-1]
    return found
