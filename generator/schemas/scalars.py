"""Single values: which kind a type and a format stand for."""

from __future__ import annotations

from typing import Final

from generator import ir
from generator.document.values import is_list, is_mapping
from generator.schemas.keywords import ANNOTATIONS, constraints
from generator.schemas.shape import Shape

_FORMATS: Final[dict[str, ir.ScalarKind]] = {
    "date-time": "datetime",
    "date": "date",
    "time": "time",
    "duration": "duration",
    "uuid": "uuid",
    "byte": "bytes",
    "base64": "bytes",
    "binary": "binary",
}
"""Formats of strings that have a Python type of their own (OpenAPI 3.1, section 4.4; JSON Schema validation, section 7).
Any other format leaves the string a string."""

_SAID: Final[dict[ir.ScalarKind, str]] = {"bytes": "byte", "binary": "binary"}
"""The format of kinds that can be said in several ways."""

_KINDS: Final[dict[str, ir.ScalarKind]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


_PLAIN = (ANNOTATIONS - {"discriminator"}) | {"type", "format"}


def plain(schema: object) -> tuple[str | None, ...] | None:
    """The types and the format of a schema that allows one kind of scalar, or null, and says no more about it.

    Such schemas have the same type wherever they stand; four in five properties are of them.
    """
    if not is_mapping(schema) or not schema.keys() <= _PLAIN:
        return None
    said, format = schema.get("type"), schema.get("format")
    types = tuple(said) if is_list(said) else (said,)
    kinds = [type for type in types if type != "null"]
    if len(kinds) != 1 or not isinstance(kinds[0], str) or kinds[0] not in _KINDS:
        return None
    return (*types, format) if format is None or isinstance(format, str) else None


def scalar(shape: Shape, type_name: str) -> ir.Scalar:
    """The scalar for a JSON type with the formats and limits of a shape."""
    kind = _string_kind(shape) if type_name == "string" else _KINDS[type_name]
    format = _SAID.get(kind) or shape.formats.get("format")
    return ir.Scalar(kind, format, constraints(shape.limits, type_name))


def _string_kind(shape: Shape) -> ir.ScalarKind:
    formats = shape.formats
    if formats.get("contentEncoding") in ("base64", "base64url"):
        return "bytes"
    if kind := _FORMATS.get(formats.get("format", "")):
        return kind
    media_type = formats.get("contentMediaType", "text/plain")
    return "string" if "contentEncoding" in formats or is_text(media_type) else "binary"


def is_text(media_type: str) -> bool:
    """Whether a media type stands for characters."""
    return media_type.startswith("text/") or media_type.endswith(
        ("json", "xml", "yaml", "graphql", "javascript")
    )
