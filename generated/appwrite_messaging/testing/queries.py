"""Appwrite's query language: reading and checking the texts of a ``queries`` parameter.

The 22 methods are those of the servers 1.5 and 1.6. Faults are told in the order and the words of the server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .._runtime.shapes import is_array, is_object
from .clock import parsed
from .rules import ID_TEXT, is_id, is_whole

Kind = Literal["string", "integer", "boolean", "datetime"]

MOST_VALUES = 100
MOST = 2**63 - 1

VALUE_COUNTS: Mapping[str, tuple[int, int | None, str]] = {
    **dict.fromkeys(("equal", "contains"), (1, None, "at least one value")),
    **dict.fromkeys(
        (
            *("notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"),
            *("search", "startsWith", "endsWith"),
        ),
        (1, 1, "exactly one value"),
    ),
    "between": (2, 2, "exactly two values"),
    **dict.fromkeys(("isNull", "isNotNull"), (0, None, "")),
}
"""Filters on an attribute: fewest and most values, and the words for it."""

NESTED = ("and", "or")
FILTERS = (*VALUE_COUNTS, *NESTED)
ORDERS = ("orderAsc", "orderDesc")
PAGING = ("limit", "offset", "cursorAfter", "cursorBefore")
METHODS = (*FILTERS, *ORDERS, *PAGING, "select")


@dataclass(frozen=True, slots=True)
class Query:
    """One query; the values of ``and`` and ``or`` are queries."""

    method: str
    attribute: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the queries of a list may use: attributes with their kinds, and other methods than filters."""

    attributes: Mapping[str, Kind]
    methods: tuple[str, ...] = (*FILTERS, *ORDERS, *PAGING)
    fulltext: tuple[str, ...] = ()


def grammar(fulltext: Sequence[str] = (), **attributes: Kind) -> Grammar:
    """The grammar of a list of objects, with the attributes every object has."""
    shared: dict[str, Kind] = {
        "$id": "string",
        "$createdAt": "datetime",
        "$updatedAt": "datetime",
    }
    return Grammar({**attributes, **shared}, fulltext=tuple(fulltext))


MESSAGES = grammar(
    scheduledAt="datetime",
    deliveredAt="datetime",
    deliveredTotal="integer",
    status="string",
    providerType="string",
)
PROVIDERS = grammar(("name",), name="string", provider="string", type="string", enabled="boolean")
TOPICS = grammar(
    ("name",), name="string", emailTotal="integer", smsTotal="integer", pushTotal="integer"
)
SUBSCRIBERS = grammar(targetId="string", topicId="string", userId="string", providerType="string")
TARGETS = grammar(userId="string", providerId="string", identifier="string", providerType="string")
LOGS = Grammar({}, ("limit", "offset"))


class InvalidQueryError(Exception):
    """A query that cannot be used, in the server's words."""


def rule(grammar: Grammar) -> Callable[[object, datetime], str]:
    """The rule for a ``queries`` parameter."""

    def check(value: object, now: datetime) -> str:
        if not is_array(value):
            return "Queries must be an array"
        try:
            for query in parse(value):
                _check(query, grammar)
        except InvalidQueryError as fault:
            return str(fault)
        return ""

    return check


def parse(texts: Sequence[object]) -> Iterator[Query]:
    """The queries the texts hold, one after the other.

    Raises:
        InvalidQueryError: a text holds none.
    """
    for text in texts:
        try:
            value = json.loads(text) if isinstance(text, str) else None
        except (ValueError, RecursionError):
            raise InvalidQueryError("Invalid query: Invalid query: Syntax error") from None
        yield _query(value)


def _query(value: object) -> Query:
    if not is_object(value):
        raise InvalidQueryError(
            f"Invalid query: Invalid query. Must be an array, got {_type(value)}"
        )
    method = value.get("method", "")
    attribute = value.get("attribute", "")
    values = value.get("values", [])
    if not isinstance(method, str):
        raise _shape_fault("method", "a string", method)
    if method not in METHODS:
        raise InvalidQueryError(f"Invalid query: Invalid query method: {method}")
    if not isinstance(attribute, str):
        raise _shape_fault("attribute", "a string", attribute)
    if not is_array(values):
        raise _shape_fault("values", "an array", values)
    return Query(method, attribute, tuple(map(_query, values) if method in NESTED else values))


def _shape_fault(member: str, words: str, value: object) -> InvalidQueryError:
    return InvalidQueryError(
        f"Invalid query: Invalid query {member}. Must be {words}, got {_type(value)}"
    )


def _type(value: object) -> str:
    """What PHP calls the type of a JSON value."""
    names: Mapping[type, str] = {
        bool: "boolean",
        int: "integer",
        float: "double",
        str: "string",
        type(None): "NULL",
    }
    return names.get(type(value), "array")


def _check(query: Query, grammar: Grammar) -> None:
    if query.method in NESTED:
        for inner in query.values:
            _check(inner, grammar)
    if query.method not in grammar.methods:
        raise InvalidQueryError(f"Invalid query method: {query.method}")
    if query.method in PAGING:
        fault = _paging_fault(query)
    elif query.method in NESTED:
        fault = _nested_fault(query)
    else:
        fault = _attribute_fault(query, grammar)
    if fault:
        raise InvalidQueryError(f"Invalid query: {fault}")


def _paging_fault(query: Query) -> str:
    value = query.values[0] if query.values else None
    if query.method in ("cursorAfter", "cursorBefore"):
        return "" if is_id(value) else f"Invalid cursor: {ID_TEXT}"
    least = 1 if query.method == "limit" else 0
    if is_whole(value) and least <= value <= MOST:
        return ""
    return f"Invalid {query.method}: Value must be a valid range between {least} and {MOST:,}"


def _nested_fault(query: Query) -> str:
    name = query.method.capitalize()
    if any(inner.method not in FILTERS for inner in query.values):
        return f"{name} queries can only contain filter queries"
    if len(query.values) < 2:
        return f"{name} queries require at least two queries"
    return ""


def _attribute_fault(query: Query, grammar: Grammar) -> str:
    if query.method in ORDERS and not query.attribute:
        return ""
    counts = VALUE_COUNTS.get(query.method)
    if counts is not None:
        least, most, words = counts
        if len(query.values) < least or (most is not None and len(query.values) > most):
            return f"{query.method[0].upper()}{query.method[1:]} queries require {words}."
    kind = grammar.attributes.get(query.attribute)
    if kind is None:
        return f"Attribute not found in schema: {query.attribute}"
    if counts is None or query.method in ("isNull", "isNotNull"):
        return ""
    if len(query.values) > MOST_VALUES:
        return f"Query on attribute has greater than {MOST_VALUES} values: {query.attribute}"
    if not all(_fits(value, kind) for value in query.values):
        return f'Query value is invalid for attribute "{query.attribute}"'
    if query.method == "contains" and kind != "string":
        return (
            f'Cannot query contains on attribute "{query.attribute}" because it is not an array or'
            " string."
        )
    return ""


def _fits(value: object, kind: Kind) -> bool:
    if kind == "integer":
        return is_whole(value)
    if kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, str) and (kind == "string" or parsed(value) is not None)
