"""``x-idempotency``: what makes a create safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping

from generator import ir
from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Node
from generator.operations.extensions import Extension, MalformedError


def idempotency(
    node: Node,
    operation: ir.Operation,
    operations: Mapping[str, ir.Operation],
    diagnostics: Diagnostics,
) -> ir.Idempotency | None:
    """Reads and checks the extension of the operation at ``node``; ``operations`` are those of its group, by id."""
    extension = Extension(node / "x-idempotency", diagnostics)
    if not extension.node.exists:
        return None
    try:
        extension.only("key", "conflict", "fetch", "unless")
        key = _key(extension, operation)
        return ir.Idempotency(
            key=key,
            conflict=extension.number("conflict", 400, 499),
            fetch=_fetch(extension, operation, operations),
            unless=extension.texts("unless"),
        )
    except MalformedError:
        return None


def _key(extension: Extension, operation: ir.Operation) -> str:
    wire = extension.text("key")
    names = [argument.wire for argument in operation.arguments]
    if wire in names:
        return wire
    message = f"{operation.id} has no argument '{wire}'"
    raise extension.refused(extension.node / "key", message, did_you_mean(wire, names))


def _fetch(
    extension: Extension, operation: ir.Operation, operations: Mapping[str, ir.Operation]
) -> str:
    """The id of an operation that can be called with the arguments of the first one."""
    id = extension.text("fetch")
    place = extension.node / "fetch"
    if id not in operations:
        message = f"there is no operation '{id}' with the same tag"
        raise extension.refused(place, message, did_you_mean(id, operations))
    given = {argument.wire for argument in operation.arguments}
    needed = [a.wire for a in operations[id].arguments if a.required and a.wire not in given]
    if needed:
        message = f"{id} needs '{needed[0]}', which {operation.id} does not have"
        raise extension.refused(place, message)
    return id
