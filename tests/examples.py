"""The examples inside texts: fenced blocks in Markdown and docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(
    r"^(?P<indent>[ ]*)(?P<fence>`{3,}|~{3,})(?P<language>[^`\n]*)\n(?P<code>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block without its indentation, and the line it begins at, from 1."""

    language: str
    code: str
    line: int


def fences(text: str) -> list[Fence]:
    """Every fenced block of a text."""
    return [
        Fence(
            language=match["language"].strip(),
            code=inspect.cleandoc("\n" + match["code"]) + "\n",
            line=text.count("\n", 0, match.start()) + 1,
        )
        for match in FENCE.finditer(text)
    ]


def docstrings(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The docstrings of a module and of what it defines, by a name that says whose each is."""
    if isinstance(tree, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield prefix or "module", ast.get_docstring(tree) or ""
        for node in tree.body:
            name = getattr(node, "name", "")
            yield from docstrings(node, f"{prefix}_{name}".strip("_"))
