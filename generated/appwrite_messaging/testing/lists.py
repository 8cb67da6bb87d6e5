"""One page of a list: filters, full-text search, order, cursor, limit and offset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .clock import parsed, wire
from .errors import RefusedError
from .queries import FILTERS, ORDERS, Grammar, Query, parse

DEFAULT_PAGE = 25
LARGEST_TOTAL = 5000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list it is.

    Attributes:
        noun: what a cursor's error calls its objects, such as ``Message``.
        items: the member of the answer that holds the page.
    """

    noun: str
    items: str
    grammar: Grammar


@dataclass(frozen=True, slots=True)
class Row:
    """An object as the answer shows it, and the words a search finds it by."""

    json: Json
    words: str = ""


def page(
    listing: Listing,
    values: Mapping[str, Any],
    every: Sequence[Row],
    mine: Callable[[Json], bool] = lambda json: True,
) -> Json:
    """The answer of a list.

    Args:
        values: the request's ``queries`` and ``search``, if it has them.
        every: all objects a cursor can stand on, in order of creation.
        mine: which of them the list is about.

    Raises:
        RefusedError: the cursor's object does not exist, or a search needs an index.
    """
    queries = list(parse(values.get("queries", [])))
    cursor = _first(queries, "cursorAfter", "cursorBefore")
    if cursor and all(row.json["$id"] != cursor.values[0] for row in every):
        text = f"{listing.noun} '{cursor.values[0]}' for the 'cursor' value not found."
        raise RefusedError("general_cursor_not_found", text)
    filters = [query for query in queries if query.method in FILTERS]
    _need_index(filters, listing.grammar)
    search = values.get("search")
    rows = _ordered(every, [query for query in queries if query.method in ORDERS])
    found = [
        mine(row.json)
        and all(_matches(query, row.json, listing.grammar) for query in filters)
        and (search is None or found_by(search, row.words))
        for row in rows
    ]
    positions = [position for position, hit in enumerate(found) if hit]
    total = min(len(positions), LARGEST_TOTAL)
    shown = _cut(positions, queries, cursor, [row.json["$id"] for row in rows])
    return {"total": total, listing.items: [rows[position].json for position in shown]}


def window(queries: Iterable[Query], default: int) -> tuple[int, int]:
    """Offset and limit; of several the first counts."""
    queries = list(queries)
    limit, offset = _first(queries, "limit"), _first(queries, "offset")
    return (offset.values[0] if offset else 0, limit.values[0] if limit else default)


def _first(queries: Iterable[Query], *methods: str) -> Query | None:
    return next((query for query in queries if query.method in methods), None)


def _cut(
    positions: list[int], queries: list[Query], cursor: Query | None, ids: list[str]
) -> list[int]:
    """The positions one page shows. A page before a cursor is counted backwards, but in the list's order."""
    offset, limit = window(queries, DEFAULT_PAGE)
    if cursor is None:
        return positions[offset : offset + limit]
    place = ids.index(cursor.values[0])
    if cursor.method == "cursorAfter":
        return [position for position in positions if position > place][offset : offset + limit]
    before = [position for position in positions if position < place]
    return before[::-1][offset : offset + limit][::-1]


def _ordered(rows: Sequence[Row], orders: list[Query]) -> list[Row]:
    """Sorted by every order, the first above the others; what is equal stays in order of creation."""
    ordered = list(rows)
    for query in reversed(orders):
        attribute = query.attribute
        if not attribute:
            if query.method == "orderDesc":
                ordered.reverse()
            continue
        ordered.sort(
            key=lambda row: _comparable(row.json[attribute]), reverse=query.method == "orderDesc"
        )
    return ordered


def _comparable(value: object) -> tuple[bool, Any]:
    """Null is below everything (MariaDB)."""
    return (value is not None, value)


def _need_index(filters: Iterable[Query], grammar: Grammar) -> None:
    for query in filters:
        if query.method in ("and", "or"):
            _need_index(query.values, grammar)
        elif query.method == "search" and query.attribute not in grammar.fulltext:
            text = f'Searching by attribute "{query.attribute}" requires a fulltext index.'
            raise RefusedError("general_query_invalid", text)


# --- filters ---------------------------------------------------------------------------------------------------------

_COMPARISONS: Mapping[str, Callable[[Any, Sequence[Any]], bool]] = {
    "equal": lambda value, wanted: value in wanted,
    "notEqual": lambda value, wanted: value != wanted[0],
    "lessThan": lambda value, wanted: value < wanted[0],
    "lessThanEqual": lambda value, wanted: value <= wanted[0],
    "greaterThan": lambda value, wanted: value > wanted[0],
    "greaterThanEqual": lambda value, wanted: value >= wanted[0],
    "between": lambda value, wanted: wanted[0] <= value <= wanted[1],
    "contains": lambda value, wanted: any(part in value for part in wanted),
    "startsWith": lambda value, wanted: _text(value).startswith(_text(wanted[0])),
    "endsWith": lambda value, wanted: _text(value).endswith(_text(wanted[0])),
    "search": lambda value, wanted: found_by(wanted[0], value),
}


def _text(value: object) -> str:
    """A value as a database compares it with a text: true is 1."""
    return str(int(value) if isinstance(value, bool) else value)


def _matches(query: Query, json: Json, grammar: Grammar) -> bool:
    if query.method in ("and", "or"):
        every = all if query.method == "and" else any
        return every(_matches(inner, json, grammar) for inner in query.values)
    value = json[query.attribute]
    if query.method in ("isNull", "isNotNull"):
        return (value is None) == (query.method == "isNull")
    if value is None:  # compares to nothing, not even by notEqual (SQL)
        return False
    return _COMPARISONS[query.method](value, _wanted(query, grammar))


def _wanted(query: Query, grammar: Grammar) -> Sequence[Any]:
    """The values to compare with; points in time as the server writes them, which sort as texts."""
    if grammar.attributes[query.attribute] != "datetime":
        return query.values
    return [wire(moment) for moment in map(parsed, query.values) if moment]


# --- full text -------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_OPERATORS = re.compile(r"[@+\-*()<>~\"]")


def found_by(search: str, words: str) -> bool:
    """Whether a full-text search finds something with these words.

    Any word is enough, the last may be incomplete, case does not matter; the whole text in double quotes is a phrase.
    Unlike a database this knows no stop words and no shortest word.
    """
    known = _WORD.findall(words.lower())
    wanted = _WORD.findall(_OPERATORS.sub(" ", search.lower()))
    if not wanted:
        return False
    if len(search) > 1 and search.startswith('"') and search.endswith('"'):
        starts = range(len(known) - len(wanted) + 1)
        return any(known[start : start + len(wanted)] == wanted for start in starts)
    return any(word in known for word in wanted) or any(
        word.startswith(wanted[-1]) for word in known
    )
