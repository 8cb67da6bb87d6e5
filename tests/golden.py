"""Expected files: compared in a normal run, rewritten with ``--update``."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SHOWN = 40
"""Lines of a difference that are printed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Golden:
    """``test`` is the id of the running test, for the command that accepts its result."""

    test: str
    update: bool

    def text(self, path: Path, actual: str) -> None:
        """The file at ``path`` must hold ``actual``."""
        self.tree(path.parent, {path.name: actual}, only={path.name})

    def tree(self, folder: Path, actual: Mapping[str, str], only: set[str] | None = None) -> None:
        """``folder`` must hold exactly these files; with ``only``, other files in it do not matter."""
        expected = {
            name: text for name, text in read_tree(folder).items() if only is None or name in only
        }
        if self.update:
            _rewrite(folder, expected, actual)
        elif expected != actual:
            command = f"python -m pytest {shlex.quote(self.test)} --update"
            lines = [*_difference(expected, actual)]
            more = [f"... and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
            report = "\n".join([*lines[:SHOWN], *more])
            pytest.fail(f"{report}\n\nTo accept this: {command}", pytrace=False)


def read_tree(folder: Path) -> dict[str, str]:
    """Every text file below a folder, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _rewrite(folder: Path, expected: Mapping[str, str], actual: Mapping[str, str]) -> None:
    for name in expected.keys() - actual.keys():
        (folder / name).unlink()
    for name, text in actual.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _difference(expected: Mapping[str, str], actual: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(expected.keys() | actual.keys()):
        if name not in actual:
            yield f"missing: {name}"
        elif name not in expected:
            yield f"not expected: {name}"
        else:
            before, after = expected[name].splitlines(), actual[name].splitlines()
            if expected[name] != actual[name] and before == after:
                yield f"line endings differ: {name}"
            names = (f"expected/{name}", f"actual/{name}")
            yield from difflib.unified_diff(before, after, *names, n=1, lineterm="")
