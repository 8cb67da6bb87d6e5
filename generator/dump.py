"""The intermediate representation as JSON, for people who want to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import cast

from generator.ir import Json


def to_json(value: object) -> Json:
    """The IR as JSON: every dataclass becomes an object that names its class under ``is``."""
    if is_dataclass(value):
        attributes = {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
        return {"is": type(value).__name__, **attributes}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, dict):
        members = cast("Mapping[object, object]", value)
        return {str(key): to_json(item) for key, item in members.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"not part of the representation: {type(value).__name__}")
