"""Declarations out of subjects: models with their fields, enums, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.frozen import frozen
from generator.naming import MODEL_ATTRIBUTES, Scope, all_differ, snake
from generator.schemas import documentation
from generator.schemas.fixed import Base
from generator.schemas.shape import Nodes
from generator.schemas.subject import Subject
from generator.schemas.walk import without_null

if TYPE_CHECKING:
    from generator.schemas.types import Types


_FORBIDDEN = re.compile(r'[\\"\x00-\x1f]')


@frozen(kw_only=True)
class Value:
    """A type with what the description says about it at one place: a property, a parameter."""

    type: ir.Type
    description: str = ""
    default: ir.Default | None = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    examples: tuple[ir.Json, ...] = ()
    errata: tuple[ir.Erratum, ...] = ()


def model(
    subject: Subject,
    name: str,
    fields: tuple[ir.Field, ...],
    extra: ir.Type | None,
    diagnostics: Diagnostics,
) -> ir.Model:
    return ir.Model(
        key=subject.key,
        name=name,
        description=documentation.description(subject.own, subject.shape.rules),
        fields=fields,
        extra=extra,
        deprecated=documentation.flag(subject.own, "deprecated"),
        examples=documentation.examples(*subject.own),
        errata=documentation.errata(subject.node, diagnostics),
        pointer=subject.node.pointer,
    )


def enum(
    subject: Subject,
    name: str,
    base: Base,
    members: tuple[ir.EnumMember, ...],
    diagnostics: Diagnostics,
) -> ir.Enum:
    return ir.Enum(
        key=subject.key,
        name=name,
        base=base,
        members=members,
        description=documentation.description(subject.own, subject.shape.rules),
        deprecated=documentation.flag(subject.own, "deprecated"),
        errata=documentation.errata(subject.node, diagnostics),
        pointer=subject.node.pointer,
    )


def alias(subject: Subject, name: str, type: ir.Type, diagnostics: Diagnostics) -> ir.Alias:
    """An alias; that its values can also be null is said where it is used."""
    return ir.Alias(
        key=subject.key,
        name=name,
        type=without_null(type),
        description=documentation.description(subject.own, subject.shape.rules),
        deprecated=documentation.flag(subject.own, "deprecated"),
        examples=documentation.examples(*subject.own),
        errata=documentation.errata(subject.node, diagnostics),
        pointer=subject.node.pointer,
    )


def fields(subject: Subject, types: Types, diagnostics: Diagnostics) -> tuple[ir.Field, ...]:
    """The properties of an object in document order, each under a name of its own."""
    properties = subject.shape.properties
    undeclared = _undeclared(subject, diagnostics)
    names = field_names([*properties, *undeclared])
    declared = (
        field(
            wire,
            names[wire],
            wire in subject.shape.required,
            types.value(nodes, subject, wire),
            nodes[-1],
        )
        for wire, nodes in properties.items()
    )
    anything = Value(type=ir.AnyType())
    others = (field(wire, names[wire], True, anything, node) for wire, node in undeclared.items())
    return (*declared, *others)


def split(
    fields: tuple[ir.Field, ...], *, is_open: bool
) -> tuple[tuple[ir.Field, ...], tuple[ir.Field, ...]]:
    """The fields, and those whose JSON names no member of a class can have.

    msgspec refuses some names; in a class that keeps further members the empty name stands for these.
    """
    is_open = is_open or any(_FORBIDDEN.search(field.wire) for field in fields)
    others = tuple(f for f in fields if _FORBIDDEN.search(f.wire) or (is_open and not f.wire))
    return tuple(field for field in fields if field not in others), others


def _undeclared(subject: Subject, diagnostics: Diagnostics) -> dict[str, Node]:
    """Members that must be there without being described: they can be anything."""
    found: dict[str, Node] = {}
    if subject.shape.required <= subject.shape.properties.keys():
        return found
    for part in subject.shape.parts:
        for element in (part.node / "required").elements():
            name = element.value
            if isinstance(name, str) and name and name not in subject.shape.properties:
                found.setdefault(name, element)
    for name, element in found.items():
        message = f"the required property '{name}' is not described; it can be anything"
        diagnostics.warning("undeclared-property", element, message)
    return found


def field_names(wires: Iterable[str]) -> dict[str, str]:
    """Attribute names by JSON name. A property that is called like its attribute comes before one that is made so."""
    plain = {wire: snake(wire, "field") for wire in wires}
    if MODEL_ATTRIBUTES.isdisjoint(plain.values()) and all_differ(plain.values()):
        return plain
    scope = Scope(MODEL_ATTRIBUTES)
    exact_first = sorted(plain, key=lambda wire: plain[wire] != wire)
    return {wire: scope.claim_variable(plain[wire]) for wire in exact_first}


def field(wire: str, name: str, required: bool, value: Value, node: Node) -> ir.Field:
    return ir.Field(
        wire=wire,
        name=name,
        type=value.type,
        required=required,
        description=value.description,
        default=value.default,
        read_only=value.read_only,
        write_only=value.write_only,
        deprecated=value.deprecated,
        examples=value.examples,
        errata=value.errata,
        pointer=node.pointer,
    )


def value(
    nodes: Nodes, owner: Subject, member: str, types: Types, diagnostics: Diagnostics
) -> Value:
    """What schemas say together about one member of ``owner``.

    What a named type says about itself is not repeated where it is used.
    """
    type = types.of_all(nodes, owner, member)
    targets = tuple(map(types.target, nodes))
    everything = nodes if targets == nodes else tuple(dict.fromkeys((*targets, *nodes)))
    declared = isinstance(without_null(type), ir.Ref)
    here = nodes if declared else everything
    rules = [] if declared else [rule for node in nodes for rule in types.rules(node)]
    said = documentation.said(everything)
    return Value(
        type=type,
        description=documentation.description(here, rules),
        default=ir.Default(said["default"]) if "default" in said else None,
        deprecated=documentation.flag(here, "deprecated"),
        read_only=said.get("readOnly") is True,
        write_only=said.get("writeOnly") is True,
        examples=documentation.examples(*here),
        errata=tuple(e for node in nodes for e in documentation.errata(node, diagnostics)),
    )
