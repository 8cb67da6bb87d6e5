"""Operations side by side: what a create takes against its update, and what tells a family of operations apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator import ir
from generator.frozen import frozen
from generator.naming import Scope
from generator.python.types import Declarations, models_of

_OWN_SEGMENT = re.compile(r"/\{[^/]*\}")


@frozen()
class Pair:
    """An operation that creates and the one that updates what it made."""

    create: ir.Operation
    update: ir.Operation
    anchor: str

    @property
    def rows(self) -> list[tuple[ir.Argument, ir.Argument | None, ir.Argument | None]]:
        """Every argument of either by its wire name: the one that describes it best, create's, update's."""
        created = {argument.wire: argument for argument in self.create.arguments}
        updated = {argument.wire: argument for argument in self.update.arguments}
        return [
            (created.get(wire) or updated[wire], created.get(wire), updated.get(wire))
            for wire in {**created, **updated}
        ]


def pairs(operations: Iterable[ir.Operation]) -> tuple[Pair, ...]:
    """POST on a path, and PATCH or else PUT on the same path with one parameter behind it.

    Their anchor is the method's name, with a number where other services have one of that name.
    """
    known = {(operation.method, operation.path): operation for operation in operations}
    updates: dict[str, ir.Operation] = {}
    for method in ("PUT", "PATCH"):
        for (used, path), operation in known.items():
            end = path.rpartition("/")[0]
            if used == method and _OWN_SEGMENT.fullmatch(path[len(end) :]):
                updates[end] = operation
    names = Scope()
    return tuple(
        Pair(operation, updates[path], names.claim(operation.name))
        for (method, path), operation in known.items()
        if method == "POST" and path in updates and operation.arguments
    )


def family(operations: Iterable[ir.Operation], method: str, path: str) -> list[ir.Operation]:
    """The operations of a method one fixed segment below a path."""
    below = re.compile(re.escape(path.rstrip("/")) + r"/[^/{}]+")
    return [o for o in operations if o.method == method and below.fullmatch(o.path)]


def distinguishing(operations: list[ir.Operation]) -> frozenset[str]:
    """The wire names of arguments that not all of the operations take."""
    taken = [{argument.wire for argument in operation.arguments} for operation in operations]
    every = {wire for wires in taken for wire in wires}
    return frozenset(wire for wire in every if not all(wire in wires for wires in taken))


def members(type: ir.Type | None, member: str, types: Declarations) -> frozenset[str]:
    """The wire names of the fields below a member of a result, whichever of its alternatives it is."""
    found = (
        field.wire
        for model in models_of(type, types)
        for field in model.fields
        if field.wire == member
        for inner in models_of(field.type, types)
        for field in inner.fields
    )
    return frozenset(found)


def models_in(type: ir.Type, types: Declarations) -> list[ir.Model]:
    """The same, each once."""
    return list({model.key: model for model in models_of(type, types)}.values())
