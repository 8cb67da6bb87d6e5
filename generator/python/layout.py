"""Expressions laid out the way black would: on one line when they fit, else one item a line."""

from __future__ import annotations

import re
from typing import TypeAlias

from generator.frozen import frozen


@frozen()
class Group:
    """A bracketed list: a call, a list, a dict. Each item has a prefix such as ``name=`` or ``"key": ``.

    A tuple of one has ``,)`` for its closing.
    """

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
    return "\n".join([expression.opening, *lines, " " * indent + expression.closing.lstrip(",")])


def lay_out_annotation(head: str, type: str, tail: str, indent: int, *, width: int) -> str:
    """A statement or parameter with a type: ``head`` before it, ``tail`` behind it, on one line if that fits.

    Else, as black does it, parentheses go around the default of a statement or around a union, if need be a member
    a line, and brackets are opened. The default of a parameter ends in a comma and stays where it is.
    """
    flat = f"{head}{type}{tail}"
    if indent + len(flat) <= width:
        return flat
    pad, end = " " * (indent + 4), " " * indent
    if (
        tail.startswith(" = ")
        and not tail.endswith(",")
        and indent + len(f"{head}{type} = (") <= width
    ):
        return f"{head}{type} = (\n{pad}{tail[3:]}\n{end})"
    if len(_members(type)) > 1:
        return "\n".join([f"{head}(", *_opened(type, pad, width), f"{end}){tail}"])
    if type.endswith("]"):
        outer, _, inner = type[:-1].partition("[")
        return "\n".join([f"{head}{outer}[", *_opened(inner, pad, width), f"{end}]{tail}"])
    return f"{head}(\n{pad}{type}\n{end}){tail}" if len(pad + type) <= width else flat


def lay_out_alias(name: str, type: str, indent: int, *, width: int) -> str:
    """The statement that gives a type another name; ``TypeAlias`` gets parentheses where the name is very long."""
    head, pad, end = f"{name}: TypeAlias = ", " " * (indent + 4), " " * indent
    if indent + len(f"{head}{type}") <= width:
        return f"{head}{type}"
    union = len(_members(type)) > 1
    if indent + len(f"{head}(") <= width:
        lines = _opened(type, pad, width) if union else [pad + type]
        return "\n".join([f"{head}(", *lines, f"{end})"])
    if not union:
        return f"{name}: (\n{pad}TypeAlias\n{end}) = {type}"
    value = f"({type})"
    if indent + max(len(f"{name}: ("), len(f") = {value}")) > width:
        value = "\n".join(["(", *_opened(type, pad, width), f"{end})"])
    return f"{name}: (\n{pad}TypeAlias\n{end}) = {value}"


def _opened(type: str, pad: str, width: int) -> list[str]:
    """What stands between brackets on lines of its own: the whole type, or a member a line."""
    if len(pad + type) <= width:
        return [pad + type]
    first, *rest = _members(type)
    return [pad + first, *(f"{pad}| {member}" for member in rest)]


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
