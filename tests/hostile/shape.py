"""What a module is made of, whatever its texts say."""

from __future__ import annotations

import ast
import re
from typing import Any

from tests.hostile.places import TAG

PUT_IN = "\N{WHITE SQUARE}"
"""Stands for every name and every text that holds something that was put in."""


def shape(source: bytes) -> str:
    """The syntax tree as text; all that differs between two clients is the names and texts that were put in."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            setattr(node, name, _neutral(value))
    for node in ast.walk(tree):  # what is sorted by name
        if isinstance(node, ast.List):
            node.elts.sort(key=ast.dump)
        elif isinstance(node, ast.ImportFrom):
            node.names.sort(key=ast.dump)
    return ast.dump(tree, indent=1)


def file_shape(name: str) -> str:
    """A file name without what was put in."""
    return re.sub(rf"{TAG.pattern}\w*", PUT_IN, name, flags=re.IGNORECASE)


def _neutral(value: Any) -> Any:
    if isinstance(value, str) and TAG.search(value):
        return PUT_IN
    if isinstance(value, bytes) and TAG.search(value.decode("utf-8", "replace")):
        return PUT_IN
    if isinstance(value, list):
        return [_neutral(item) if isinstance(item, str) else item for item in value]
    return value
