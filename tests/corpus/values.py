"""Arguments for generated methods, made from the types their signatures have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import ModuleType
from typing import Any
from uuid import UUID

from generator import ir

TEXT = "a b"
"""Text that shows whether a value was percent-encoded."""

_DEEPEST = 6

_SCALARS: Mapping[ir.ScalarKind, Any] = {
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "bytes": b"bytes",
    "binary": b"binary",
    "datetime": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    "date": dt.date(2026, 1, 2),
    "time": dt.time(3, 4, 5),
    "duration": dt.timedelta(hours=1),
    "uuid": UUID("12345678-1234-5678-1234-567812345678"),
}


class Values:
    """Makes values of the types of one API; objects are instances of the generated classes, and every text is one."""

    def __init__(self, api: ir.Api, models: ModuleType, text: str = TEXT) -> None:
        self._scalars = {**_SCALARS, "string": text}
        self._text = text
        self._types = {declaration.key: declaration for declaration in api.types}
        self._models = models

    def arguments(self, operation: ir.Operation, *, everything: bool) -> dict[str, Any]:
        """Keyword arguments: the required ones, or all."""
        return {
            argument.name: self.value(argument.type)
            for argument in operation.arguments
            if argument.required or everything
        }

    def value(self, type: ir.Type, depth: int = 0) -> Any:
        match type:
            case ir.AnyType():
                return self._text
            case ir.Scalar(kind=kind):
                return self._scalars[kind]
            case ir.Array(items=items):
                return [self.value(items, depth + 1)] if depth < _DEEPEST else []
            case ir.Tuple(items=places):
                return tuple(self.value(place, depth + 1) for place in places)
            case ir.Map(values=values):
                return {"key": self.value(values, depth + 1)} if depth < _DEEPEST else {}
            case ir.LiteralType(values=values):
                return values[0]
            case ir.Nullable(of=of):
                return self.value(of, depth) if depth < _DEEPEST else None
            case ir.Union(members=members):
                return self.value(members[0], depth)
            case ir.Ref(key=key):
                return self._declared(self._types[key], depth)

    def _declared(self, declaration: ir.Declaration, depth: int) -> Any:
        match declaration:
            case ir.Enum(members=members):
                return next((m.value for m in members if m.value != ""), members[0].value)
            case ir.Alias(type=type):
                return self.value(type, depth + 1) if depth < _DEEPEST * 3 else None
            case ir.Model(name=name, fields=fields):
                if depth > _DEEPEST * 2:
                    return {}  # an object that must contain itself cannot be made at all
                is_bare = not depth and not any(field.required for field in fields)
                chosen = {
                    field.name: self.value(field.type, depth + 1)
                    for field in fields
                    if (field.required or is_bare)
                    and not (isinstance(field.type, ir.LiteralType) and len(field.type.values) == 1)
                }
                return getattr(self._models, name)(**chosen)
