"""The last look at the whole: every type nobody can meet is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from generator import ir
from generator.schemas import Schemas, references

Declarations: TypeAlias = Mapping[ir.Key, ir.Declaration]


def kept(
    schemas: Schemas,
    flattened: set[ir.Key],
    services: tuple[ir.Service, ...],
    webhooks: tuple[ir.Webhook, ...],
) -> tuple[ir.Declaration, ...]:
    """The declarations worth having: components that are more than a flattened body, and what anything leads to."""
    declarations = {declaration.key: declaration for declaration in schemas.declarations()}
    operations = [operation for service in services for operation in service.operations]
    calls = [webhook.operation for webhook in webhooks]
    given = _reachable((key for o in operations for key in _requested(o)), declarations)
    got = {key for o in operations for key in _returned(o)} | {
        k for o in calls for k in _requested(o)
    }
    found = given | _reachable(got | (schemas.component_keys - flattened), declarations)
    return tuple(
        _writable(declaration) if key in given else declaration
        for key, declaration in declarations.items()
        if key in found
    )


def _requested(operation: ir.Operation) -> Iterator[ir.Key]:
    """The named types an operation is given."""
    for argument in operation.arguments:
        yield from references(argument.type)


def _returned(operation: ir.Operation) -> Iterator[ir.Key]:
    """The named types an operation can answer with."""
    if operation.result:
        yield from references(operation.result)
    for response in operation.responses:
        for content in response.content:
            yield from references(content.type)
        for header in response.headers:
            yield from references(header.type)


def _reachable(keys: Iterable[ir.Key], declarations: Declarations) -> set[ir.Key]:
    """The keys, and every key that their declarations lead to."""
    found: set[ir.Key] = set()
    pending = list(keys)
    while pending:
        key = pending.pop()
        if key not in found and key in declarations:
            found.add(key)
            for type in _types_of(declarations[key]):
                pending.extend(references(type))
    return found


def _types_of(declaration: ir.Declaration) -> Iterator[ir.Type]:
    match declaration:
        case ir.Model(fields=fields, extra=extra):
            yield from (field.type for field in fields)
            if extra:
                yield extra
        case ir.Alias(type=type):
            yield type
        case ir.Enum():
            pass


def _writable(declaration: ir.Declaration) -> ir.Declaration:
    """A declaration a caller can make objects of: what only the server can give is not required."""
    if not isinstance(declaration, ir.Model):
        return declaration
    fields = [replace(f, required=f.required and not f.read_only) for f in declaration.fields]
    return replace(declaration, fields=tuple(fields))
