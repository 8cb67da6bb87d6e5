"""Responses: what comes back for each status, and what a call returns (OpenAPI 3.1, section 4.8.16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.frozen import frozen
from generator.operations.media import MediaType, offered, payload, warn
from generator.schemas import Schemas, documentation, nullable, same_json

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")
_EMPTY = frozenset({"204", "205", "304"})

Result: TypeAlias = "tuple[ir.Type | None, ir.Codec]"
"""What a call returns, None for nothing, and how it is encoded."""


@frozen()
class Responses:
    """Lowers the responses of operations."""

    schemas: Schemas
    diagnostics: Diagnostics

    def responses(self, operation: Node, name: str) -> tuple[tuple[ir.Response, ...], Result]:
        """The responses of an operation in document order, and what a call returns.

        ``name`` is what a union of several results is called after.
        """
        described = self._described(operation)
        offers = _with_shared_schemas(
            {status: offered(node / "content", request=False) for status, node in described.items()}
        )
        responses = tuple(
            self._response(status, node, offers[status]) for status, node in described.items()
        )
        successes = [[] if s in _EMPTY else offers[s] for s in _successes(list(described))]
        if operation.name == "head":
            return responses, (None, "json")
        return responses, self._result(successes, operation / "responses", f"{name}Result")

    def _result(self, successes: list[list[MediaType]], at: Node, name: str) -> Result:
        """What a call returns and how it is encoded: whatever success can bring; None when that is nothing."""
        preferred = [content[0] for content in successes if content]
        if not preferred:
            return None, "json"
        first = preferred[0]
        for content in preferred:
            warn(content, self.schemas, self.diagnostics)
            if content.codec != first.codec:
                message = f"a call returns {first.name}; {content.name} is not decoded"
                self.diagnostics.warning("dropped-media-type", content.node, message)
        alike = [content for content in preferred if content.codec == first.codec]
        type = self._joined(alike, at, name)
        return (type if len(preferred) == len(successes) else nullable(type)), first.codec

    def _joined(self, contents: list[MediaType], at: Node, name: str) -> ir.Type:
        schemas = {content.schema: None for content in contents if content.schema}
        if contents[0].codec in ("text", "binary") or None in [c.schema for c in contents]:
            return payload(contents[0], self.schemas)
        return self.schemas.union_of(list(schemas), at, name)

    # --- documentation -----------------------------------------------------------------------------------------------

    def _described(self, operation: Node) -> dict[str, Node]:
        """The responses by status, the statuses in capitals."""
        found: dict[str, Node] = {}
        for key, node in (operation / "responses").items():
            if status := _status(key):
                found[status] = node.resolve()
            elif not key.startswith("x-"):
                message = f"'{key}' is no status; it is left out"
                self.diagnostics.warning("unknown-status", node, message)
        return found

    def _response(self, status: str, node: Node, content: list[MediaType]) -> ir.Response:
        return ir.Response(
            status=status,
            description=documentation.description((node,)),
            content=tuple(map(self._content, content)),
            headers=tuple(self._headers(node)),
            links=tuple(map(_link, (link for _, link in (node / "links").items()))),
            errata=documentation.errata(node, self.diagnostics),
            pointer=node.pointer,
        )

    def _content(self, media_type: MediaType) -> ir.Content:
        return ir.Content(
            media_type=media_type.name,
            codec=media_type.codec,
            type=payload(media_type, self.schemas),
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


def _link(place: Node) -> ir.Link:
    node = place.resolve()
    reference = node.get("operationRef")
    target = node.follow(reference).pointer if isinstance(reference, str) else ""
    return ir.Link(
        name=place.name,
        operation=target or str(node.get("operationId", "")),
        parameters=tuple((name, value.value) for name, value in (node / "parameters").items()),
        description=documentation.description((node,)),
        pointer=place.pointer,
    )


def first_success(operation: Node) -> Node | None:
    """The response that an operation is there for."""
    described = {_status(key): node for key, node in (operation / "responses").items()}
    return next((described[status] for status in _successes(list(described))), None)


def _with_shared_schemas(offers: dict[str, list[MediaType]]) -> dict[str, list[MediaType]]:
    """The same offers; schemas that are written out several times become one, so that there is one type for them."""
    first: dict[tuple[str, str], Node] = {}

    def shared(schema: Node | None) -> Node | None:
        return schema and first.setdefault((schema.file, same_json(schema.value)), schema)

    return {
        status: [replace(offer, schema=shared(offer.schema)) for offer in content]
        for status, content in offers.items()
    }


def _status(key: str) -> str:
    """A status as it is known from here on; empty when the key is none."""
    status = key.upper()
    return status.replace("DEFAULT", "default") if _STATUS.fullmatch(status) else ""


def _successes(statuses: list[str]) -> list[str]:
    """The statuses of success: exact ones, then the range; ``default`` only where there is neither."""
    exact = [status for status in statuses if status.startswith("2") and status != "2XX"]
    ranges = [status for status in statuses if status == "2XX"]
    return exact + ranges or [status for status in statuses if status == "default"]
