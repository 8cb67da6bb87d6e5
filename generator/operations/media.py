"""Media types: how a payload of each is encoded, and which one is preferred where several are offered."""

from __future__ import annotations

from dataclasses import dataclass

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.schemas import Schemas, is_text

_REQUEST: tuple[ir.Codec, ...] = ("json", "form", "multipart", "text", "binary", "jsonl", "sse")
_RESPONSE: tuple[ir.Codec, ...] = ("json", "jsonl", "sse", "text", "binary", "form", "multipart")

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


@dataclass(frozen=True, slots=True)
class MediaType:
    """A Media Type Object (OpenAPI 3.1, section 4.8.14) with its name and codec."""

    name: str
    codec: ir.Codec
    node: Node

    @property
    def schema(self) -> Node | None:
        schema = self.node / "schema"
        return schema if schema.exists else None


def offered(content: Node, *, request: bool) -> list[MediaType]:
    """The media types of a ``content`` map, the preferred one first, else in document order."""
    order = _REQUEST if request else _RESPONSE
    found = [_media_type(name, node.resolve()) for name, node in content.items()]
    return sorted(found, key=lambda media_type: order.index(media_type.codec))


def payload(media_type: MediaType, schemas: Schemas, diagnostics: Diagnostics) -> ir.Type:
    """The type of what a media type carries. Text and raw bytes have no members, whatever their schema says."""
    schema = media_type.schema
    if media_type.codec not in ("text", "binary"):
        return schemas.type_of(schema) if schema else ir.AnyType()
    if schema and schemas.is_structured(schema):
        message = f"{media_type.name} is passed as it is; the schema is not applied"
        diagnostics.warning("not-carried", media_type.node, message)
    return ir.Scalar("string" if media_type.codec == "text" else "binary")


def _media_type(name: str, node: Node) -> MediaType:
    essence = name.partition(";")[0].strip().lower()
    if essence.endswith("/*"):
        is_binary = _is_binary(node / "schema")
        return MediaType(_concrete(essence, is_binary), "binary" if is_binary else "json", node)
    return MediaType(name, _codec(essence), node)


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


def _is_binary(schema: Node) -> bool:
    return bool(schema.resolve().get("format") == "binary")
