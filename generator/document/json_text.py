"""Reading JSON (RFC 8259) strictly, and finding where its values stand.

The value is read by the standard parser in one go. Places are wanted for a handful of values, so they are found by
following a path: members on the way are skipped by the same parser, and each object on the way is scanned once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError
from typing import Any

from generator.document.source import (
    MAX_DEPTH,
    PUT_AROUND,
    Fault,
    Lines,
    Mark,
    Path,
    TextError,
    repeated,
)
from generator.document.values import as_index, is_list, is_mapping

_SPACE = re.compile(r"[ \t\n\r]*")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONG_NUMBER = re.compile(r"\d{4301,}")
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"


def read(text: str) -> tuple[Any, list[Fault]]:
    """The value, and what is wrong with it that a parser lets pass. Raises TextError."""
    doubles: list[int] = []
    infinite: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            doubles.append(id(value))
        return value

    def number(literal: str) -> float:
        value = float(literal)
        if not math.isfinite(value):
            infinite.append(literal)
        return value

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_float=number, parse_constant=number
        )
    except (ValueError, RecursionError) as error:
        raise TextError(_syntax_fault(text, error)) from None
    if _depth(value) > MAX_DEPTH:
        raise TextError(_too_deep(text))
    if doubles or infinite or _SURROGATE.search(text):
        return value, list(_faults(text, value, frozenset(doubles)))
    return value, []


def _syntax_fault(text: str, error: Exception) -> Fault:
    if isinstance(error, JSONDecodeError):
        message = error.msg[:1].lower() + error.msg[1:]
        return Fault("invalid-json", Lines(text).mark(error.pos), f"not valid JSON: {message}")
    if isinstance(error, RecursionError):
        return _too_deep(text)
    found = _LONG_NUMBER.search(text)
    offset = found.start() if found else 0
    return Fault("invalid-number", Lines(text).mark(offset), "the number has too many digits")


def _depth(value: Any) -> int:
    """The levels of nesting, counted level by level."""
    depth = 0
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    while level:
        depth += 1
        level = [
            child
            for parent in level
            for child in (parent.values() if is_mapping(parent) else parent)
            if isinstance(child, (dict, list))
        ]
    return depth


def _too_deep(text: str) -> Fault:
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        if depth > MAX_DEPTH:
            return Fault("too-deep", Lines(text).mark(found.start()), _TOO_DEEP)
    return Fault("too-deep", (0, 0), _TOO_DEEP)


def _faults(text: str, root: Any, doubles: frozenset[int]) -> Iterator[Fault]:
    places = JsonPlaces(Lines(text))
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(root, ())]
    while stack:
        value, path = stack.pop()
        if id(value) in doubles:
            yield from places.repeats(path)
        if is_mapping(value):
            stack += [(child, (*path, key)) for key, child in value.items()]
            if not all(map(_is_text, value)):
                yield Fault("invalid-text", places.find(path), _NOT_TEXT)
        elif is_list(value):
            stack += [(child, (*path, index)) for index, child in enumerate(value)]
        elif isinstance(value, float) and not math.isfinite(value):
            yield Fault("invalid-number", places.find(path), f"{value} is not a JSON number")
        elif isinstance(value, str) and not _is_text(value):
            yield Fault("invalid-text", places.find(path), _NOT_TEXT)


_NOT_TEXT = "half of a surrogate pair is not a character"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class JsonPlaces:
    """Where the values of a valid JSON text stand."""

    def __init__(self, lines: Lines) -> None:
        self._text = lines.text
        self._lines = lines
        self._scan = json.JSONDecoder().raw_decode
        self._tables: dict[int, dict[str | int, tuple[int, int]]] = {}

    def find(self, path: Path) -> Mark:
        value = place = self._skip(0)
        for step in path:
            table = self._table(value)
            known = step if step in table else as_index(step)
            if known not in table:
                if step in PUT_AROUND:
                    continue
                break
            place, value = table[known]
        return self._lines.mark(place)

    def repeats(self, path: Path) -> Iterator[Fault]:
        """The members of one object whose name was there before."""
        value = self._skip(0)
        for step in path:
            value = self._table(value)[step][1]
        first: dict[str | int, int] = {}
        for name, place, _ in self._entries(value):
            if name in first:
                earlier = self._lines.mark(first[name])
                yield repeated(str(name), self._lines.mark(place), earlier)
            first.setdefault(name, place)

    def _table(self, start: int) -> dict[str | int, tuple[int, int]]:
        """The members of the container at ``start``: step -> (offset of its name, offset of its value)."""
        if start not in self._tables:
            self._tables[start] = {name: (at, value) for name, at, value in self._entries(start)}
        return self._tables[start]

    def _entries(self, start: int) -> Iterator[tuple[str | int, int, int]]:
        opening = self._text[start]
        if opening not in "{[":
            return
        at = self._skip(start + 1)
        index = 0
        while self._text[at] not in "}]":
            name: str | int = index
            value = at
            if opening == "{":
                name, end = self._scan(self._text, at)
                value = self._skip(self._skip(end) + 1)
            yield name, at, value
            at = self._skip(self._scan(self._text, value)[1])
            if self._text[at] == ",":
                at = self._skip(at + 1)
            index += 1

    def _skip(self, offset: int) -> int:
        found = _SPACE.match(self._text, offset)
        return found.end() if found else offset
