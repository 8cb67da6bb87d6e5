"""Expressions laid out the way black would: on one line when they fit, else one item a line."""

from __future__ import annotations

import re
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


def lay_out_union(head: str, union: str, tail: str, indent: int, *, width: int) -> str:
    """A statement or parameter whose annotation is a union: ``head`` before it, ``tail`` behind it.

    What does not fit on a line is put in parentheses, a member a line, as black puts it.
    """
    flat = f"{head}{union}{tail}"
    members = _members(union)
    if indent + len(flat) <= width or len(members) == 1:
        return flat
    pad = " " * (indent + 4)
    first, *rest = members
    lines = [f"{head}(", f"{pad}{first}", *(f"{pad}| {member}" for member in rest)]
    return "\n".join([*lines, f"{' ' * indent}){tail}"])


def _members(union: str) -> list[str]:
    """The members of a union: its text split at the bars outside brackets and quotes."""
    members, depth, quote = [""], 0, ""
    for part in re.split(r"( \| |[\[\]\"'])", union):
        if quote:
            quote = "" if part == quote else quote
        elif part in ("'", '"'):
            quote = part
        depth += {"[": 1, "]": -1}.get(part, 0) if not quote else 0
        if part == " | " and not depth and not quote:
            members.append("")
        else:
            members[-1] += part
    return members
