"""Small facts about types that several modules need."""

from __future__ import annotations

from collections.abc import Iterator

from generator import ir

NULL = ir.Scalar("null")


def nullable(type: ir.Type) -> ir.Type:
    """The type or null; already nullable types stay as they are."""
    if isinstance(type, ir.Nullable) or type == NULL:
        return type
    return ir.Nullable(type)


def without_null(type: ir.Type) -> ir.Type:
    return type.of if isinstance(type, ir.Nullable) else type


def union(types: list[ir.Type]) -> ir.Type:
    """The types as alternatives: unions among them are opened, repetitions removed; null goes outermost.

    Scalars of one kind that differ in format or limits only are one plain scalar.
    """
    flat: dict[ir.Type, ir.Type] = {}
    null = any(isinstance(type, ir.Nullable) or type == NULL for type in types)
    for member in (member for type in types for member in _members(without_null(type))):
        plain = ir.Scalar(member.kind) if isinstance(member, ir.Scalar) else member
        if plain != NULL:
            flat[plain] = member if flat.get(plain, member) == member else plain
    members = tuple(flat.values())
    if not members:
        return NULL
    joined = members[0] if len(members) == 1 else ir.Union(members)
    return nullable(joined) if null else joined


def references(type: ir.Type) -> Iterator[ir.Key]:
    """The keys of the named types a type mentions."""
    pending = [type]
    while pending:
        match pending.pop():
            case ir.Ref(key=key):
                yield key
            case ir.Array(items=part) | ir.Map(values=part) | ir.Nullable(of=part):
                pending.append(part)
            case ir.Union(members=parts) | ir.Tuple(items=parts):
                pending.extend(reversed(parts))
            case _:
                pass


def _members(type: ir.Type) -> tuple[ir.Type, ...]:
    return type.members if isinstance(type, ir.Union) else (type,)
