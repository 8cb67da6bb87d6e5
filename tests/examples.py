"""The Python examples inside texts: docstrings, Markdown."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<indent>[ ]*)```python\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


def python_blocks(text: str) -> list[str]:
    """The contents of every ```` ```python ```` block, without its indentation."""
    return [inspect.cleandoc("\n" + match["code"]) + "\n" for match in _FENCE.finditer(text)]


def docstring_examples(package: Path) -> dict[str, str]:
    """Every example in the docstrings of a package, by a name that says where it stands."""
    return {
        f"{'_'.join(path.relative_to(package).with_suffix('').parts)}__{name}_{number}": code
        for path in sorted(package.rglob("*.py"))
        for name, text in _docstrings(ast.parse(path.read_text(encoding="utf-8")))
        for number, code in enumerate(python_blocks(text))
    }


def _docstrings(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield prefix or "module", ast.get_docstring(tree) or ""
        for node in tree.body:
            name = getattr(node, "name", "")
            yield from _docstrings(node, f"{prefix}_{name}".strip("_"))
