"""Reading the root file of a description and every file its references reach."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, Position
from generator.document import json_text, yaml_text
from generator.document.node import MISSING, Document, target_of
from generator.document.source import Fault, Lines, Source, TextError, decode
from generator.document.values import is_mapping

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_KINDS = {"list": "a list", "str": "text", "NoneType": "empty"}


class DocumentError(Exception):
    """A description that cannot be read; every diagnostic has its position."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(found.message for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


class _FileError(Exception):
    """A file that is not there, or that a reference may not reach."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def load(path: str | os.PathLike[str], allow_outside: bool = False) -> Document:
    """Reads a description: JSON or YAML, one file or several.

    Relative references to files are followed inside the root file's folder; with ``allow_outside`` they may lead
    anywhere on this machine, but never to a URL. Raises DocumentError.
    """
    root = Path(path)
    loader = _Loader(root.parent, allow_outside)
    try:
        loader.read(root.name)
    except _FileError as error:
        loader.report(error, Position(root.name, 1, 1))
        raise DocumentError(loader.found) from None
    if not loader.found and not is_mapping(value := loader.values[root.name]):
        kind = _KINDS.get(type(value).__name__, "a single value")
        message = f"a description is a mapping, this is {kind}"
        loader.report(
            _FileError("not-a-description", message), loader.sources[root.name].locate(())
        )
    document = Document(root.name, root.parent, loader.values, loader.sources)
    loader.follow(document)
    if loader.found:
        raise DocumentError(loader.found)
    return document


class _Loader:
    """The files read so far, and what was wrong with them."""

    def __init__(self, folder: Path, allow_outside: bool) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[str, Source] = {}
        self.found: list[Diagnostic] = []
        self._folder = folder
        self._allow_outside = allow_outside

    def read(self, name: str) -> None:
        """Reads one file; what is wrong inside it is reported. Raises _FileError when there is nothing to read."""
        try:
            data = (self._folder / name).read_bytes()
        except (OSError, ValueError) as error:
            raise _FileError("unreadable-file", _why(name, error)) from None
        self.values[name] = MISSING
        text = ""
        try:
            text = decode(data)
            self.values[name], self.sources[name], faults = _parse(name, text)
        except TextError as error:
            self.sources[name] = Source(name, Lines(text), json_text.JsonPlaces(Lines("null")))
            faults = [error.fault]
        self.found += map(self.sources[name].diagnostic, faults)

    def follow(self, document: Document) -> None:
        """Reads the files that are reached by reference, until there is nothing new."""
        for holder, _ in document.walk():
            reference = holder.value["$ref"]
            try:
                self._reach(target_of(holder.file, reference)[0], reference)
            except _FileError as error:
                self.report(error, self.sources[holder.file].locate((*holder.path, "$ref")))

    def report(self, error: _FileError, position: Position) -> None:
        self.found.append(
            Diagnostic(
                severity="error",
                code=error.code,
                pointer=f"{position.file}#",
                message=error.message,
                hint=error.hint,
                position=position,
            )
        )

    def _reach(self, name: str, reference: str) -> None:
        """Makes sure that the file a reference names is read. Raises _FileError."""
        if name in self.values:
            return
        if _SCHEME.match(reference):
            message = f"'{reference}' is a URL; references lead to files only"
            raise _FileError("external-reference", message, "copy the file next to the description")
        if not self._allow_outside and not self._is_inside(name):
            message = f"'{reference}' leads out of the description's folder"
            raise _FileError("external-reference", message, "allow it with --allow-outside")
        path = os.path.join(self._folder, name)
        if os.path.exists(path) and not os.path.isfile(path):
            raise _FileError("unreadable-file", f"'{name}' is not a file")
        self.read(name)

    def _is_inside(self, name: str) -> bool:
        folder = os.path.realpath(self._folder)
        try:
            return Path(os.path.realpath(os.path.join(folder, name))).is_relative_to(folder)
        except ValueError:  # a null byte: there is no such file anywhere
            return True


def _why(name: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no file '{name}'"
    if isinstance(error, IsADirectoryError):
        return f"'{name}' is a folder"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"'{name}' cannot be read: {reason}"


def _parse(name: str, text: str) -> tuple[Any, Source, list[Fault]]:
    """The value of a text in JSON or YAML. Raises TextError."""
    if not text.strip():
        raise TextError(Fault("empty-file", (0, 0), "the file is empty"))
    lines = Lines(text)
    json_name = name.lower().endswith(".json")
    if json_name or text.lstrip()[0] in "{[":
        try:
            value, faults = json_text.read(text)
            return value, Source(name, lines, json_text.JsonPlaces(lines)), faults
        except TextError:
            if json_name:
                raise
    value, faults = yaml_text.read(text)
    return value, Source(name, lines, yaml_text.YamlPlaces(text)), faults
