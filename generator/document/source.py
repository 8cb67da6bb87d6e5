"""The text of one file, and where in it something stands."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol, TypeAlias

from generator.diagnostics import Diagnostic, Position
from generator.frozen import frozen

Mark: TypeAlias = tuple[int, int]
"""A character by line and column, both counting from 0."""

Path: TypeAlias = Sequence[str | int]
"""The steps from a file's root to a value in it: member names and list indexes."""

MAX_DEPTH = 200
"""Levels a description may nest; real ones stay below 60, and later stages recurse."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


@frozen()
class Fault:
    """Something wrong with the text itself; ``related`` holds other places and their part in it."""

    code: str
    mark: Mark
    message: str
    hint: str = ""
    related: tuple[tuple[Mark, str], ...] = ()


def repeated(key: str, mark: Mark, first: Mark) -> Fault:
    """A key that its mapping has already; which of the two values is meant cannot be told."""
    hint = "remove one of the two"
    return Fault(
        "duplicate-key", mark, f"the key '{key}' is repeated", hint, ((first, "first here"),)
    )


class TextError(Exception):
    """A text that cannot be read any further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


PUT_AROUND = ("0", 0, "anyOf")
"""Steps to what stands where it stood: a repair has made a list of it, a translation an alternative to null."""


class Places(Protocol):
    """Knows where the values of a text stand."""

    def find(self, path: Path) -> Mark:
        """The mark of the member's name or of the list element; of the longest part of the path that exists."""
        ...


class Lines:
    """The lines of a text, found when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]
        return starts[:-1] if starts[-1] == len(self.text) > 0 else starts

    def mark(self, offset: int) -> Mark:
        """The line and column of a character counted from the start of the text."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def around(self, line: int) -> dict[int, str]:
        """The line with the ones before and after it."""
        if not self.text:
            return {}
        numbers = range(max(0, line - 1), min(len(self._starts), line + 2))
        return {number: self._line(number) for number in numbers}

    def _line(self, number: int) -> str:
        ends = self._starts[number + 1 : number + 2] or [len(self.text)]
        return self.text[self._starts[number] : ends[0]].rstrip("\r\n\x85\u2028\u2029")


@frozen()
class Source:
    """A file by its name in the document."""

    name: str
    lines: Lines
    places: Places

    def locate(self, path: Path) -> Position:
        return self.position(self.places.find(path))

    def position(self, mark: Mark) -> Position:
        return Position.within(self.name, mark, self.lines.around(mark[0]))

    def diagnostic(self, fault: Fault) -> Diagnostic:
        return Diagnostic(
            severity="error",
            code=fault.code,
            pointer=f"{self.name}#",
            message=fault.message,
            hint=fault.hint,
            related=tuple((self.position(mark), word) for mark, word in fault.related),
            position=self.position(fault.mark),
        )


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, without a byte order mark. Raises TextError."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            raise TextError(
                Fault("not-utf-8", (0, 0), f"the file is {encoding}", "save it as UTF-8")
            )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        readable = data.decode("utf-8-sig", "replace")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise TextError(
            Fault("not-utf-8", Lines(readable).mark(len(before)), message, "save the file as UTF-8")
        ) from None
