"""Media types: how a payload of each is encoded, and which one is preferred where several are offered."""

from __future__ import annotations

from dataclasses import replace

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.frozen import frozen
from generator.naming import snake
from generator.schemas import Schemas, is_text

_REQUEST: tuple[ir.Codec, ...] = ("json", "form", "multipart", "text", "binary", "jsonl", "sse")
_RESPONSE: tuple[ir.Codec, ...] = ("json", "jsonl", "sse", "binary", "text")
"""Bytes before text: a text can be had of them, but nothing of bytes that were read as one."""

_CODECS: dict[str, ir.Codec] = {
    "application/json": "json",
    "text/json": "json",
    "application/x-json": "json",
    "application/x-www-form-urlencoded": "form",
    "text/event-stream": "sse",
    "application/jsonl": "jsonl",
    "application/x-jsonl": "jsonl",
    "application/jsonlines": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/ndjson": "jsonl",
    "application/x-ndjson": "jsonl",
}

_UNREAD: dict[ir.Codec, ir.Codec] = {"form": "text", "multipart": "binary"}
"""What is not taken apart when it comes as a response."""


@frozen()
class MediaType:
    """A Media Type Object (OpenAPI 3.1, section 4.8.14) with its name, codec and schema.

    ``place`` is where it stands or is referred to; it has the name as it is written.
    """

    name: str
    codec: ir.Codec
    place: Node
    node: Node
    schema: Node | None

    @property
    def word(self) -> str:
        """What tells it from others of its codec, as a name."""
        return snake(self.name.partition(";")[0].rpartition("/")[2], "other")

    def is_like(self, other: MediaType) -> bool:
        """Whether both carry the same, so that one does for the other."""
        schemas = (self.schema and self.schema.value, other.schema and other.schema.value)
        return schemas[0] == schemas[1]


def offered(content: Node, *, request: bool) -> list[MediaType]:
    """The media types of a ``content`` map, the preferred one first, else in document order."""
    order = _REQUEST if request else _RESPONSE
    found = [_media_type(name, node) for name, node in content.items()]
    if not request:
        found = [replace(m, codec=_UNREAD.get(m.codec, m.codec)) for m in found]
    return sorted(found, key=lambda m: ("/" not in m.place.name, order.index(m.codec)))


def distinct(media_types: list[MediaType]) -> list[list[MediaType]]:
    """The media types in groups that carry the same, in the order of the first of each."""
    found: list[list[MediaType]] = []
    for media_type in media_types:
        group = next((group for group in found if group[0].is_like(media_type)), None)
        if group is None:
            found.append([media_type])
        else:
            group.append(media_type)
    return found


def payload(media_type: MediaType, schemas: Schemas) -> ir.Type:
    """The type of what a media type carries. Text and raw bytes have no members, whatever their schema says."""
    if media_type.codec == "text":
        return ir.Scalar("string")
    if media_type.codec == "binary":
        return ir.Scalar("binary")
    return schemas.type_of(media_type.schema) if media_type.schema else ir.AnyType()


def warn(media_type: MediaType, schemas: Schemas, diagnostics: Diagnostics) -> None:
    """Says so where the schema of a media type has no effect, or where its name is none."""
    if "/" not in media_type.place.name:
        message = f"'{media_type.place.name}' is no media type; it is taken for {media_type.name}"
        diagnostics.warning("invalid-media-type", media_type.place, message)
    has_members = media_type.schema is not None and schemas.is_structured(media_type.schema)
    if media_type.codec in ("text", "binary") and has_members:
        message = f"{media_type.name} is passed as it is; the schema is not applied"
        diagnostics.warning("not-carried", media_type.node, message)


def _media_type(name: str, place: Node) -> MediaType:
    node = place.resolve()
    essence = name.partition(";")[0].strip().lower()
    schema = node / "schema" if "schema" in node else None
    if "/" not in essence:
        return MediaType("application/json", "json", place, node, schema)
    if not essence.endswith("/*"):
        return MediaType(name, _codec(essence), place, node, schema)
    is_binary = schema is not None and schema.resolve().get("format") == "binary"
    codec: ir.Codec = "binary" if is_binary else "json"
    return MediaType(_concrete(essence, is_binary), codec, place, node, schema)


def _codec(essence: str) -> ir.Codec:
    if essence in _CODECS:
        return _CODECS[essence]
    if essence.endswith("+json"):
        return "json"
    if essence.startswith("multipart/"):
        return "multipart"
    return "text" if is_text(essence) else "binary"


def _concrete(essence: str, is_binary: bool) -> str:
    """What is sent where a range (``*/*``) leaves the choice."""
    if essence not in ("*/*", "application/*"):
        return essence
    return "application/octet-stream" if is_binary else "application/json"
