"""The keywords of a schema (JSON Schema 2020-12, OpenAPI 3.1 section 4.8.24), grouped by what lowering does with them."""

from __future__ import annotations

import json
from typing import Any

from generator import ir

ANNOTATIONS = frozenset(
    "title description summary default example examples deprecated readOnly writeOnly externalDocs xml "
    "$comment $id $schema $anchor $defs $vocabulary definitions discriminator".split()
)
"""Keywords that say nothing about which values are valid. (A discriminator only hints at how to tell them apart.)"""

NOT_CARRIED = frozenset(
    "not if then else dependentRequired dependentSchemas dependencies contains minContains maxContains "
    "propertyNames minProperties maxProperties unevaluatedItems $dynamicRef $recursiveRef "
    "contentSchema".split()
)
"""Keywords no Python type can say; they are documented."""

LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "multipleOf": "multiple_of",
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
}
"""Keyword -> member of ``ir.Constraints``."""

_STRING = frozenset("min_length max_length pattern".split())
_NUMBER = frozenset("minimum maximum exclusive_minimum exclusive_maximum multiple_of".split())
_ARRAY = frozenset("min_items max_items unique_items".split())
_COUNTS = frozenset("min_length max_length min_items max_items".split())
_OF_TYPE = {"string": _STRING, "integer": _NUMBER, "number": _NUMBER, "array": _ARRAY}

_LARGEST_WINS = frozenset("min_length minimum exclusive_minimum min_items".split())
_SMALLEST_WINS = frozenset("max_length maximum exclusive_maximum max_items".split())

_SORTED = json.JSONEncoder(sort_keys=True)  # json.dumps makes a new one for every value

Limits = dict[str, "int | float | str | bool"]


def read_limit(keyword: str, value: object) -> int | float | str | bool | None:
    """The value of a constraint; None when it is none of the right kind."""
    name = LIMITS[keyword]
    if name == "pattern":
        return value if isinstance(value, str) else None
    if name == "unique_items":
        return value is True or None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if name in _COUNTS else value


def tighten(limits: Limits, name: str, value: int | float | str | bool) -> None:
    """Adds a constraint that holds beside the ones there are."""
    known = limits.get(name)
    if isinstance(known, (int, float)) and isinstance(value, (int, float)):
        if name in _LARGEST_WINS:
            value = max(known, value)
        elif name in _SMALLEST_WINS:
            value = min(known, value)
    limits[name] = value


def constraints(limits: Limits, type_name: str) -> ir.Constraints:
    """The constraints that concern values of a JSON type."""
    names = _OF_TYPE.get(type_name, frozenset())
    chosen: dict[str, Any] = {name: limits[name] for name in limits if name in names}
    return ir.Constraints(**chosen) if chosen else ir.NO_CONSTRAINTS


def same_json(value: object) -> str:
    """A text that is equal for equal JSON values (``1`` and ``true`` differ)."""
    return _SORTED.encode(value)


def json_type(value: object) -> str:
    """The JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
