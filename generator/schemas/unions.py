"""Declared unions: what tells their members apart.

A union is finished when all its members are built. A declared discriminator comes first; else a required property
that has a different fixed value in each member; else the members are tried in order. The order is the document's,
except that a member whose every value another one would also take is tried before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.frozen import frozen
from generator.schemas.keywords import json_type
from generator.schemas.registry import Registry
from generator.schemas.walk import union, without_null

_DEPTH = 3
"""Objects inside objects that are looked at for what tells two alternatives apart."""

_TypeT = TypeVar("_TypeT", ir.LiteralType, ir.Ref)


@frozen()
class Member:
    """One alternative: the schema it stands for, the name a discriminator knows it by, its type."""

    node: Node
    label: str
    type: ir.Type


@frozen()
class Choice:
    """The union of an alias that is not finished yet; ``node`` is the place of its ``oneOf`` or ``anyOf``."""

    key: ir.Key
    node: Node
    members: tuple[Member, ...]
    discriminator: Node | None


@frozen()
class _Form:
    """How an object looks: the members it names, and those it never lacks. No names: any object at all."""

    name: str
    fields: dict[str, ir.Field]

    @property
    def required(self) -> Iterator[ir.Field]:
        return (field for field in self.fields.values() if field.required)


def base_key(family: ir.Key) -> ir.Key:
    """The key of the model that a base with heirs is by itself."""
    return f"{family}/properties"


class Unions:
    """The unions that wait to be finished."""

    def __init__(
        self, registry: Registry, follow: Callable[[Node, str], Node], diagnostics: Diagnostics
    ) -> None:
        """``follow`` gives the schema that a reference at a node means in the end."""
        self._registry = registry
        self._follow = follow
        self._diagnostics = diagnostics
        self._open: list[Choice] = []
        self._labels: dict[ir.Key, str] = {}

    def add(self, choice: Choice) -> None:
        self._open.append(choice)
        for member in choice.members:
            if member.label and isinstance(member.type, ir.Ref):
                self._labels.setdefault(member.type.key, member.label)

    def finish(self) -> None:
        """Finishes every union that was added; all declarations are built by now."""
        self._break_circles()
        tags: list[ir.Tag] = []
        for choice in self._open:
            alias = self._registry[choice.key]
            if isinstance(alias, ir.Alias) and isinstance(alias.type, ir.Union):
                finished = self._finished(choice, alias.type)
                self._registry.replace(replace(alias, type=finished))
                if finished.tag:
                    tags.append(finished.tag)
        self._open.clear()
        self._mark(tags)

    def _finished(self, choice: Choice, whole: ir.Union) -> ir.Union:
        found = [model for member in whole.members for model in self._models(member)]
        models = list({model.key: model for model in found if model}.values())
        if None not in found:
            declared = choice.discriminator and self._declared(choice, models, choice.discriminator)
            if tag := declared or _inferred(models, self._values):
                return replace(whole, tag=tag)
        elif choice.discriminator:
            message = "a discriminator needs alternatives that are all objects; it is left out"
            self._diagnostics.warning("unusable-discriminator", choice.discriminator, message)
        forms = [(member, self._form(member)) for member in whole.members]
        ordered = self._ordered(forms)
        self._warn(choice, [form for _, form in ordered if form])
        return ir.Union(tuple(member for member, _ in ordered))

    def _break_circles(self) -> None:
        """Writes out the unions that lead back to themselves through nothing but unions."""
        opened = {choice.key: self._opened(choice.key) for choice in self._open}
        for choice in self._open:
            types = opened[choice.key]
            alias = self._registry[choice.key]
            if types is None or not isinstance(alias, ir.Alias):
                continue
            if not types:
                message = "a schema that is nothing but itself is taken for any value"
                self._diagnostics.warning("circular-union", choice.node, message)
            type = without_null(union(types)) if types else ir.AnyType()
            self._registry.replace(replace(alias, type=type))

    def _opened(self, key: ir.Key) -> list[ir.Type] | None:
        """The types an alias comes down to, the unions inside opened; None when it does not lead back to itself."""
        found: dict[ir.Type, None] = {}
        passed: set[ir.Key] = set()
        pending: list[ir.Type] = [ir.Ref(key)]
        returns = False
        while pending:
            type = pending.pop()
            alias = self._registry[type.key] if isinstance(type, ir.Ref) else None
            if isinstance(type, ir.Union):
                pending += reversed(type.members)
            elif not isinstance(alias, ir.Alias) or not isinstance(alias.type, (ir.Union, ir.Ref)):
                found[type] = None
            elif alias.key not in passed:
                passed.add(alias.key)
                pending.append(alias.type)
            else:
                returns = returns or alias.key == key
        return list(found) if returns else None

    def _models(self, type: ir.Type) -> Iterator[ir.Model | None]:
        """The models a member stands for, unions among the members opened; None for anything else."""
        pending = [type]
        passed: set[ir.Key] = set()
        while pending:
            type = pending.pop()
            if isinstance(type, ir.Union):
                pending += reversed(type.members)
            elif not isinstance(type, ir.Ref):
                yield None
            elif type.key not in passed:
                passed.add(type.key)
                declaration = self._registry[type.key]
                if isinstance(declaration, ir.Alias):
                    pending.append(declaration.type)
                else:
                    yield declaration if isinstance(declaration, ir.Model) else None

    # --- tags --------------------------------------------------------------------------------------------------------

    def _declared(
        self, choice: Choice, models: list[ir.Model], discriminator: Node
    ) -> ir.Tag | None:
        """The tag of a Discriminator Object (OpenAPI 3.1, section 4.8.25).

        An alternative with an enum, all of whose values are taken by others, is what a further value stands for; so is
        the base of those that inherit from it.
        """
        wire = discriminator.get("propertyName")
        if not isinstance(wire, str):
            message = "a discriminator names a property; it is left out"
            self._diagnostics.warning("unusable-discriminator", discriminator, message)
            return None
        keys = {model.key for model in models}
        cases = dict(self._mapped(choice, discriminator, keys))
        mapped = set(cases.values())
        for model in models:
            if model.key not in mapped:
                values = self._values(model, wire) or (self._labels.get(model.key) or model.name,)
                for value in values:
                    cases.setdefault(value, model.key)
        rest = [model for model in models if model.key not in cases.values()]
        others = [model.key for model in rest if _type(model, wire, ir.Ref)]
        others += [key for key in keys if key == base_key(choice.key)]
        return ir.Tag(wire, tuple(cases.items()), other=others[0] if others else None)

    def _mapped(
        self, choice: Choice, discriminator: Node, keys: set[ir.Key]
    ) -> Iterator[tuple[str, ir.Key]]:
        known = {
            member.node: member.type.key
            for member in choice.members
            if isinstance(member.type, ir.Ref)
        }
        for value, name in (discriminator / "mapping").items():
            target = self._follow(name, str(name.value))
            key = known.get(target, target.pointer)
            if key in keys:
                yield value, key
            else:
                message = f"'{name.value}' is none of the alternatives; the case is left out"
                self._diagnostics.warning("unusable-discriminator", name, message)

    def _values(self, model: ir.Model, wire: str) -> tuple[str, ...]:
        """The texts a required property is restricted to; empty when it is not."""
        values: tuple[object, ...] = ()
        if constant := _type(model, wire, ir.LiteralType):
            values = constant.values
        elif reference := _type(model, wire, ir.Ref):
            declaration = self._registry[reference.key]
            if isinstance(declaration, ir.Enum):
                values = tuple(member.value for member in declaration.members)
        texts = tuple(value for value in values if isinstance(value, str))
        return texts if len(texts) == len(values) else ()

    def _mark(self, tags: list[ir.Tag]) -> None:
        """Notes on the models the constant by which all their unions know them."""
        claims: dict[ir.Key, set[tuple[str, str]]] = {}
        for tag in tags:
            for value, key in tag.cases:
                claims.setdefault(key, set()).add((tag.wire, value))
        for key, claimed in claims.items():
            model = self._registry[key]
            (wire, value), *others = claimed
            if isinstance(model, ir.Model) and model.extra is None and not others:
                constant = _type(model, wire, ir.LiteralType)
                if constant and constant.values == (value,):
                    self._registry.replace(replace(model, tag=wire))

    # --- order -------------------------------------------------------------------------------------------------------

    def _form(self, type: ir.Type) -> _Form | None:
        """How a member looks if it is an object; None for other members and for unions of several."""
        if isinstance(type, ir.Map):
            return _Form("any object", {})
        if not isinstance(type, ir.Ref):
            return None
        declaration = self._registry[type.key]
        if isinstance(declaration, ir.Model):
            return _Form(declaration.name, {field.wire: field for field in declaration.fields})
        if isinstance(declaration, ir.Alias) and isinstance(declaration.type, ir.Map):
            return _Form(declaration.name, {})
        return None

    def _ordered(
        self, members: list[tuple[ir.Type, _Form | None]]
    ) -> list[tuple[ir.Type, _Form | None]]:
        ordered: list[tuple[ir.Type, _Form | None]] = []
        for member in members:
            form = member[1]
            place = len(ordered)
            for index, (_, earlier) in enumerate(ordered):
                if (
                    form
                    and earlier
                    and not self._rejects(earlier, form)
                    and self._rejects(form, earlier)
                ):
                    place = index
                    break
            ordered.insert(place, member)
        return ordered

    def _warn(self, choice: Choice, forms: list[_Form]) -> None:
        for index, later in enumerate(forms):
            for earlier in forms[:index]:
                if later.fields and not self._told_apart(earlier, later):
                    self._diagnostics.warning(
                        "ambiguous-union",
                        choice.node,
                        f"an object meant as {later.name} may be taken for {earlier.name}: "
                        "nothing it must have tells them apart",
                        "add a discriminator, or a required property with a different constant in each",
                    )
                    return

    def _told_apart(self, earlier: _Form, later: _Form) -> bool:
        """Whether an object meant as ``later`` is not taken for ``earlier``, if it has any member that matters.

        The member of a union that names most of an object is tried first, so those without a name in common are
        told apart by any; and so are those with different constants, though nobody demands that they are sent.
        """
        shared = earlier.fields.keys() & later.fields.keys()
        return (
            self._rejects(earlier, later)
            or (not shared and bool(earlier.fields))
            or any(
                isinstance(type := earlier.fields[wire].type, ir.LiteralType)
                and self._disjoint(type, later.fields[wire].type)
                for wire in shared
            )
        )

    def _rejects(self, form: _Form, other: _Form, depth: int = 0) -> bool:
        """Whether ``form`` demands a property that ``other`` does not know, or knows as something else."""
        return any(
            field.wire not in other.fields
            or self._refuses(field.type, other.fields[field.wire].type, depth)
            for field in form.required
        )

    def _refuses(self, type: ir.Type, other: ir.Type, depth: int) -> bool:
        """Whether no value meant as ``other`` fits ``type``, looking a few objects down."""
        form, meant = self._form(type), self._form(other)
        if form and meant and type != other and depth < _DEPTH:
            return self._rejects(form, meant, depth + 1)
        return self._disjoint(type, other)

    def _disjoint(self, type: ir.Type, other: ir.Type) -> bool:
        if isinstance(type, ir.LiteralType) and isinstance(other, ir.LiteralType):
            return not set(type.values) & set(other.values)
        kinds, others = self._json_types(type), self._json_types(other)
        return bool(kinds and others) and not kinds & others

    def _json_types(self, type: ir.Type) -> set[str]:
        """The JSON types of a type's values; empty when that is not known."""
        match type:
            case ir.Nullable(of=of):
                types = self._json_types(of)
                return types | {"null"} if types else types
            case ir.Scalar(kind="integer" | "number"):
                return {"number"}
            case ir.Scalar(kind="boolean" | "null" as kind):
                return {kind}
            case ir.Scalar():
                return {"string"}
            case ir.Array() | ir.Tuple():
                return {"array"}
            case ir.Map():
                return {"object"}
            case ir.LiteralType(values=values):
                return {json_type(value).replace("integer", "number") for value in values}
            case ir.Ref(key=key):
                return self._declared_json_types(self._registry[key])
            case _:
                return set()

    def _declared_json_types(self, declaration: ir.Declaration) -> set[str]:
        if isinstance(declaration, ir.Model):
            return {"object"}
        if isinstance(declaration, ir.Enum):
            return {"string" if declaration.base == "string" else "number"}
        is_plain = isinstance(declaration.type, (ir.Array, ir.Tuple, ir.Map))
        return self._json_types(declaration.type) if is_plain else set()


def _inferred(
    models: list[ir.Model], values: Callable[[ir.Model, str], tuple[str, ...]]
) -> ir.Tag | None:
    """The first property whose values are fixed and different in every member."""
    for wire in [field.wire for field in models[0].fields if field.required]:
        cases = [(value, model.key) for model in models for value in values(model, wire)]
        known = {key for _, key in cases}
        if len(known) == len(models) and len({value for value, _ in cases}) == len(cases):
            return ir.Tag(wire, tuple(cases))
    return None


def _type(model: ir.Model, wire: str, kind: type[_TypeT]) -> _TypeT | None:
    """The type of a required property if it is of this kind."""
    types = [field.type for field in model.fields if field.wire == wire and field.required]
    return next((type for type in types if isinstance(type, kind)), None)
