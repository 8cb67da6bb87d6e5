"""``x-errors``: the documented kinds of failure, and which operation can meet them."""

from __future__ import annotations

from dataclasses import replace

from generator import ir
from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Node
from generator.frozen import frozen
from generator.naming import Scope, pascal
from generator.operations.extensions import Extension, MalformedError, texts


@frozen()
class ErrorTypes:
    """The error types of a description by wire name; ``common`` ones can happen in every operation."""

    body: ir.ErrorBody
    types: dict[str, ir.ErrorType]
    common: frozenset[str]

    def of(self, operation: Node, diagnostics: Diagnostics) -> tuple[str, ...]:
        """The wire names of an operation's error types, in the order in which they are described."""
        own = frozenset(_known(operation / "x-errors", self.types, diagnostics))
        return tuple(wire for wire in self.types if wire in self.common or wire in own)


def error_types(document: Node, classes: Scope, diagnostics: Diagnostics) -> ErrorTypes:
    """Reads the ``x-errors`` of the root; each type has a class of its own."""
    node = document / "x-errors"
    if not node.exists:
        return ErrorTypes(ir.ErrorBody(), {}, frozenset())
    extension = Extension(node, diagnostics)
    try:
        extension.only("type", "message", "types", "common")
        body = ir.ErrorBody(
            type=extension.optional_text("type"), message=extension.optional_text("message")
        )
    except MalformedError:
        return ErrorTypes(ir.ErrorBody(), {}, frozenset())
    types = {
        wire: found
        for wire, described in (node / "types").items()
        if (found := _error_type(wire, described, classes, diagnostics))
    }
    common = frozenset(_known(node / "common", types, diagnostics))
    marked = {wire: replace(found, common=wire in common) for wire, found in types.items()}
    return ErrorTypes(body, marked, common)


def _error_type(
    wire: str, node: Node, classes: Scope, diagnostics: Diagnostics
) -> ir.ErrorType | None:
    extension = Extension(node, diagnostics)
    try:
        extension.only("status", "description")
        status = extension.number("status", 400, 599)
        description = extension.optional_text("description") or ""
    except MalformedError:
        return None
    name = pascal(wire, "Unnamed").removesuffix("Error")
    return ir.ErrorType(
        wire=wire,
        name=classes.claim(f"{name}Error", f"{name}Failure"),
        status=status,
        description=description.strip(),
        pointer=node.pointer,
    )


def _known(node: Node, types: dict[str, ir.ErrorType], diagnostics: Diagnostics) -> tuple[str, ...]:
    """The names in a list of error types that exist; the others are reported."""
    if not node.exists:
        return ()
    try:
        names = texts(node, diagnostics)
    except MalformedError:
        return ()
    for element in node.elements():
        if element.value not in types:
            message = f"x-errors describes no type '{element.value}'"
            diagnostics.warning(
                "unknown-error-type", element, message, did_you_mean(element.value, types)
            )
    return tuple(name for name in names if name in types)
