"""Responses: what comes back for each status, and what a call returns (OpenAPI 3.1, section 4.8.16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.operations.media import MediaType, offered, payload
from generator.schemas import Schemas, documentation, nullable

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")
_EMPTY = frozenset({"204", "205", "304"})


@dataclass(frozen=True, slots=True)
class Responses:
    """Lowers the responses of operations."""

    schemas: Schemas
    diagnostics: Diagnostics

    def responses(self, operation: Node, name: str) -> tuple[ir.Response, ...]:
        """The responses of an operation; types that stand in the first success are called after ``name``."""
        described = self._described(operation)
        for status in _successes(described)[:1]:
            self.schemas.contexts.set_root(described[status], f"{name}Response")
        return tuple(self._response(status, node.resolve()) for status, node in described.items())

    def result(self, operation: Node, name: str) -> tuple[ir.Type | None, ir.Codec]:
        """What a call returns and how it is encoded: whatever success can bring; None when that is nothing."""
        described = self._described(operation)
        contents = [self._preferred(status, described[status]) for status in _successes(described)]
        filled = [content for content in contents if content]
        if not filled or operation.name == "head":
            return None, "json"
        codec = filled[0].codec
        for other in (content for content in filled if content.codec != codec):
            message = f"a call returns {filled[0].name}; {other.name} is not decoded"
            self.diagnostics.warning("dropped-media-type", other.node, message)
        alike = [content for content in filled if content.codec == codec]
        type = self._joined(alike, operation, name)
        return (type if len(filled) == len(contents) else nullable(type)), codec

    def _described(self, operation: Node) -> dict[str, Node]:
        """The responses by status, the statuses in capitals."""
        found: dict[str, Node] = {}
        for key, node in (operation / "responses").items():
            status = key.upper()
            if _STATUS.fullmatch(status):
                found["default" if status == "DEFAULT" else status] = node
            elif not key.startswith("x-"):
                self.diagnostics.warning(
                    "unknown-status", node, f"'{key}' is no status; it is left out"
                )
        return found

    def _preferred(self, status: str, node: Node) -> MediaType | None:
        content = offered(node.resolve() / "content", request=False)
        return content[0] if content and status not in _EMPTY else None

    def _joined(self, contents: list[MediaType], operation: Node, name: str) -> ir.Type:
        schemas = [content.schema for content in contents]
        described = [schema for schema in schemas if schema]
        if contents[0].codec in ("text", "binary") or len(described) < len(schemas):
            return payload(contents[0], self.schemas, self.diagnostics)
        return self.schemas.union_of(described, operation / "responses", f"{name}Result")

    # --- documentation -----------------------------------------------------------------------------------------------

    def _response(self, status: str, node: Node) -> ir.Response:
        for name, link in (node / "links").items():
            message = f"the link '{name}' is not part of the client"
            self.diagnostics.warning("not-carried", link, message)
        return ir.Response(
            status=status,
            description=documentation.description((node,)),
            content=tuple(map(self._content, offered(node / "content", request=False))),
            headers=tuple(self._headers(node)),
            errata=documentation.errata(node, self.diagnostics),
            pointer=node.pointer,
        )

    def _content(self, media_type: MediaType) -> ir.Content:
        return ir.Content(
            media_type=media_type.name,
            codec=media_type.codec,
            type=payload(media_type, self.schemas, self.diagnostics),
            examples=documentation.examples(media_type.node),
        )

    def _headers(self, response: Node) -> Iterator[ir.Header]:
        for wire, header in (response / "headers").items():
            node = header.resolve()
            schema = node / "schema"
            yield ir.Header(
                wire=wire,
                type=self.schemas.type_of(schema) if schema.exists else ir.Scalar("string"),
                description=documentation.description((node,)),
            )


def _successes(described: dict[str, Node]) -> list[str]:
    """The statuses of success: exact ones, then the range; ``default`` only where there is neither."""
    exact = [status for status in described if status.startswith("2") and status != "2XX"]
    ranges = [status for status in described if status == "2XX"]
    return exact + ranges or [status for status in described if status == "default"]
