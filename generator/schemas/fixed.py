"""Fixed values: enums, constants, and the members of an enum class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.values import is_list, is_mapping
from generator.frozen import frozen
from generator.naming import Scope, upper
from generator.schemas.keywords import json_type, same_json
from generator.schemas.shape import Shape

Base: TypeAlias = Literal["string", "integer"]

_NAMES = ("x-enum-varnames", "x-enumNames")
_DESCRIPTIONS = "x-enum-descriptions"


@frozen()
class Label:
    """What the description calls a value of an enum, and what it says about it."""

    name: str | None = None
    description: str = ""


def agreeing(shape: Shape, diagnostics: Diagnostics) -> tuple[ir.Json, ...]:
    """The fixed values of a shape, made to agree with its type where only their spelling is wrong (``"1"``)."""
    values = shape.values or ()
    if shape.types is None or len(shape.types) != 1:
        return values
    type_name = shape.types[0]
    repaired = tuple(_as_type(value, type_name) for value in values)
    if any(same_json(old) != same_json(new) for old, new in zip(values, repaired, strict=True)):
        place = next(
            part.node for part in shape.parts if "enum" in part.node or "const" in part.node
        )
        diagnostics.warning(
            "enum-type-mismatch",
            place,
            f"values that are not of the type {type_name} are taken for it",
        )
    return repaired


def base_of(values: Iterable[ir.Json]) -> Base | None:
    """The type all values share, if an enum class can have it."""
    types = {json_type(value) for value in values}
    if types == {"string"}:
        return "string"
    return "integer" if types == {"integer"} else None


def literal_type(values: tuple[ir.Json, ...]) -> ir.Type | None:
    """Values without a common base as a type: a literal, or a plain scalar where Python has no such literal."""
    types = {json_type(value) for value in values}
    if types == {"boolean"} and len(values) > 1:
        return ir.Scalar("boolean")
    if types <= {"string", "integer", "boolean"}:
        return ir.LiteralType(tuple(value for value in values if isinstance(value, (str, int))))
    return None


def labels(shape: Shape, diagnostics: Diagnostics) -> dict[str, Label]:
    """The names and texts that stand beside an enum (``x-enum-varnames``, ``x-enum-descriptions``), by value."""
    found: dict[str, Label] = {}
    for part in shape.parts:
        values = part.node.get("enum")
        if not is_list(values):
            continue
        names = next((part.node / word for word in _NAMES if word in part.node), None)
        named = _texts(names, values, diagnostics) if names else {}
        described = _texts(part.node / _DESCRIPTIONS, values, diagnostics)
        for value in map(same_json, values):
            if value in named or value in described:
                found[value] = Label(named.get(value), described.get(value, ""))
    return found


def members(values: Iterable[ir.Json], known: dict[str, Label]) -> tuple[ir.EnumMember, ...]:
    """The members of an enum class, in the order of the values."""
    scope = Scope()
    return tuple(_member(value, known.get(same_json(value), Label()), scope) for value in values)


def _member(value: ir.Json, label: Label, scope: Scope) -> ir.EnumMember:
    text = str(value)
    name = upper(label.name or text, "value" if text.strip() else "empty")
    if not isinstance(value, (str, int)):
        raise TypeError(f"not the value of an enum: {value!r}")
    return ir.EnumMember(name=scope.claim(name), value=value, description=label.description.strip())


def _as_type(value: ir.Json, type_name: str) -> ir.Json:
    if type_name == "string" and isinstance(value, (bool, int, float)):
        return same_json(value)
    if type_name == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if type_name in ("integer", "number") and isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() and value.isascii() else value
    if type_name == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _texts(node: Node, values: list[ir.Json], diagnostics: Diagnostics) -> dict[str, str]:
    """The texts beside an enum by value: a list in the order of the values, or a mapping from them."""
    if not node.exists:
        return {}
    if is_mapping(node.value):
        pairs: Iterator[tuple[ir.Json, object]] = ((v, node.value.get(str(v))) for v in values)
    elif is_list(node.value) and len(node.value) == len(values):
        pairs = zip(values, node.value, strict=True)
    else:
        diagnostics.warning(
            "invalid-extension",
            node,
            f"'{node.name}' is a list with one text for each value of the enum",
        )
        return {}
    return {same_json(value): text for value, text in pairs if isinstance(text, str)}
