"""Expressions laid out the way black would: on one line when they fit, else one item a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed list: a call, a list, a dict. Each item has a prefix such as ``name=`` or ``"key": ``."""

    opening: str
    items: tuple[tuple[str, Expression], ...]
    closing: str


Expression: TypeAlias = str | Group


def one_line(expression: Expression) -> str:
    """The expression without a line break."""
    if isinstance(expression, str):
        return expression
    items = ", ".join(prefix + one_line(item) for prefix, item in expression.items)
    return f"{expression.opening}{items}{expression.closing}"


def lay_out(expression: Expression, indent: int = 0, *, before: int = 0, width: int = 88) -> str:
    """Source text for the expression; ``before`` columns are already taken on its first line.

    Lines after the first are indented from ``indent``; a trailing comma follows the last item of a split group.
    """
    flat = one_line(expression)
    if isinstance(expression, str) or indent + before + len(flat) <= width or not expression.items:
        return flat
    pad = " " * (indent + 4)
    lines = [
        f"{pad}{prefix}{lay_out(item, indent + 4, before=len(prefix) + 1, width=width)},"
        for prefix, item in expression.items
    ]
    return "\n".join([expression.opening, *lines, " " * indent + expression.closing])
