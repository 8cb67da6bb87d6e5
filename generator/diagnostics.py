"""What is wrong with a description, where, and what to do about it.

Every stage reports into one ``Diagnostics`` collector; nothing stops at the first finding. A place is a JSON pointer
until somebody prints it: only then is it turned into a line and a column.
"""

from __future__ import annotations

import difflib
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, Protocol, TypeAlias

from generator.frozen import frozen

Severity: TypeAlias = Literal["error", "warning", "note"]

Pointer: TypeAlias = str
"""``file#/json/pointer`` (RFC 6901), the file relative to the root document's folder."""


_EXCERPT_WIDTH = 100


class Place(Protocol):
    """Anything that stands somewhere in the description, a ``document.Node`` above all."""

    @property
    def pointer(self) -> Pointer: ...


@frozen()
class Position:
    """A character of a file; ``line`` and ``column`` count from 1.

    ``excerpt`` holds the numbered lines around it, already short enough to print; ``offset`` is the place of the
    character in its line of the excerpt, counting from 0.
    """

    file: str
    line: int
    column: int
    excerpt: tuple[tuple[int, str], ...] = ()
    offset: int = 0

    @staticmethod
    def within(file: str, mark: tuple[int, int], lines: Mapping[int, str]) -> Position:
        """The position of a line and column, both from 0, with the given lines, by number, as its excerpt."""
        line, column = mark
        long = len(lines.get(line, "")) > _EXCERPT_WIDTH
        start = max(0, column - _EXCERPT_WIDTH // 2) if long else 0
        excerpt = [(n + 1, text[start : start + _EXCERPT_WIDTH]) for n, text in lines.items()]
        return Position(file, line + 1, column + 1, tuple(excerpt), column - start)


Related: TypeAlias = tuple[tuple[Pointer | Position, str], ...]
"""Other places that belong to a finding, each with a word about its part in it."""


@frozen(kw_only=True)
class Diagnostic:
    """One finding. ``position`` is set where there is no pointer yet: a syntax error, a line of a TOML file."""

    severity: Severity
    code: str
    pointer: Pointer
    message: str
    hint: str = ""
    related: Related = ()
    position: Position | None = None


class Diagnostics:
    """The findings so far, in the order they were made, each once.

    With ``strict`` nothing is a mere warning: whatever was repaired or is not carried is an error. A note stays one.
    """

    def __init__(self, strict: bool = False) -> None:
        self._strict = strict
        self._found: dict[Diagnostic, None] = {}
        self.has_errors = False

    @property
    def items(self) -> list[Diagnostic]:
        return list(self._found)

    def add(self, diagnostic: Diagnostic) -> None:
        self._found[diagnostic] = None
        self.has_errors = self.has_errors or diagnostic.severity == "error"

    def error(
        self, code: str, at: Place | Pointer, message: str, hint: str = "", related: Related = ()
    ) -> None:
        """The output would be wrong or impossible."""
        self._report("error", code, at, message, hint, related)

    def warning(
        self, code: str, at: Place | Pointer, message: str, hint: str = "", related: Related = ()
    ) -> None:
        """Something was repaired, or is not carried into the output."""
        self._report("error" if self._strict else "warning", code, at, message, hint, related)

    def note(self, code: str, at: Place | Pointer, message: str, hint: str = "") -> None:
        """OpenAPI itself says that this has no effect: nothing is wrong, and nothing is lost."""
        self._report("note", code, at, message, hint, ())

    def _report(
        self,
        severity: Severity,
        code: str,
        at: Place | Pointer,
        message: str,
        hint: str,
        related: Related,
    ) -> None:
        pointer = at if isinstance(at, str) else at.pointer
        self.add(
            Diagnostic(
                severity=severity,
                code=code,
                pointer=pointer,
                message=message,
                hint=hint,
                related=related,
            )
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest of the known words, or an empty text when none is close."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean '{close[0]}'?" if close else ""


# --- the listing -----------------------------------------------------------------------------------------------------

_COLORS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "frame": "\x1b[34m",
    "bold": "\x1b[1m",
}
_RESET = "\x1b[0m"

Locate: TypeAlias = Callable[[Pointer], Position]


def file_of(pointer: Pointer) -> Position:
    """The first character of the file a pointer names: the best that can be said without reading it."""
    return Position(pointer.partition("#")[0], 1, 1)


def listing(
    diagnostics: Iterable[Diagnostic],
    locate: Locate = file_of,
    color: bool = False,
    folder: str | os.PathLike[str] = "",
) -> str:
    """All findings as text, sorted by file, line and column, each with an excerpt and a caret.

    ``locate`` gives the position of a pointer; ``folder`` is put before the names of files. The text of the description is untrusted: control characters are
    made visible, so that it cannot steer a terminal.
    """
    placed = [(found.position or locate(found.pointer), found) for found in diagnostics]
    placed.sort(key=lambda pair: (*_order(pair[0]), pair[1].code, pair[1].message))
    printer = _Printer(locate, color, os.fspath(folder))
    return "\n".join(printer.entry(found, position) for position, found in placed)


def _order(position: Position) -> tuple[str, int, int]:
    return position.file, position.line, position.column


@frozen()
class _Printer:
    locate: Locate
    color: bool
    folder: str

    def entry(self, found: Diagnostic, position: Position) -> str:
        head = self._paint(f"{found.severity}[{found.code}]", found.severity)
        lines = [head + self._paint(f": {visible(found.message)}", "bold")]
        lines += self._excerpt(position, "", found.severity)
        for place, word in found.related:
            related = self.locate(place) if isinstance(place, str) else place
            lines += self._excerpt(related, word, found.severity)
        if found.hint:
            lines.append(f"  hint: {visible(found.hint)}")
        return "\n".join(lines) + "\n"

    def _excerpt(self, position: Position, word: str, severity: Severity) -> list[str]:
        file = os.path.normpath(os.path.join(self.folder, position.file))
        place = visible(f"{file}:{position.line}:{position.column}")
        lines = [
            f"  {self._paint('-->', 'frame')} {place}" + (f" ({visible(word)})" if word else "")
        ]
        width = max((len(str(number)) for number, _ in position.excerpt), default=0) + 2
        for number, text in position.excerpt:
            shown = "".join(map(_cell, text))
            lines.append(self._paint(f"{number:>{width}} |", "frame") + f" {shown}".rstrip())
            if number == position.line:
                indent = " " * sum(map(_width, text[: position.offset]))
                caret = self._paint("^", severity)
                lines.append(self._paint(f"{'':>{width}} |", "frame") + f" {indent}{caret}")
        return lines

    def _paint(self, text: str, style: str) -> str:
        return f"{_COLORS[style]}{text}{_RESET}" if self.color else text


def visible(text: str) -> str:
    """The text on one line, with everything a terminal would act upon written as an escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _cell(char: str) -> str:
    return char if char.isprintable() else " " if char == "\t" else "\N{REPLACEMENT CHARACTER}"


def _width(char: str) -> int:
    return (
        2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1
    )
