"""Schemas to types: every schema node becomes a ``Type``; objects, enums and unions that need a name are declared.

A named type is claimed when it is first met and built later, from a queue: recursion of schemas is no recursion here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import prod

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.naming import pascal, renamed
from generator.schemas import documentation, fixed, models
from generator.schemas.context import Contexts, title
from generator.schemas.fixed import Label
from generator.schemas.flatten import Shapes
from generator.schemas.keywords import constraints, same_json
from generator.schemas.registry import Registry
from generator.schemas.scalars import plain, scalar
from generator.schemas.shape import Alternatives, Nodes, Part, Shape
from generator.schemas.subject import Option, Subject
from generator.schemas.unions import Choice, Member, Unions, base_key
from generator.schemas.walk import NULL, nullable, union, without_null

_MAX_VARIANTS = 64
_MAX_ALTERNATIVES = 8
"""How many classes one schema may become by combining its alternatives, and how many of these."""


class Types:
    """Turns schemas into types and declares what needs a name."""

    def __init__(
        self,
        shapes: Shapes,
        contexts: Contexts,
        registry: Registry,
        unions: Unions,
        diagnostics: Diagnostics,
    ) -> None:
        self._shapes = shapes
        self._contexts = contexts
        self._registry = registry
        self._unions = unions
        self._diagnostics = diagnostics
        self._subjects: dict[Node, Subject] = {}
        self._plain: dict[tuple[str | None, ...], ir.Type] = {}
        self._values: dict[tuple[str, str], models.Value] = {}
        self._joint: dict[Nodes, list[ir.Key]] = {}

    # --- entries -----------------------------------------------------------------------------------------------------

    def of(self, node: Node) -> ir.Type:
        """The type of the values a schema allows."""
        said = plain(node.value)
        if said is None:
            return self._of(node)
        if said not in self._plain:
            self._plain[said] = self._of(node)
        return self._plain[said]

    def _of(self, node: Node) -> ir.Type:
        subject = self.subject(node)
        type = self.of_subject(subject)
        is_nullable = subject.referenced and self._shapes.follow(node).nullable
        return nullable(type) if is_nullable else type

    def of_all(self, nodes: Nodes, owner: Subject, member: str) -> ir.Type:
        """The type of a member of ``owner`` that several schemas describe together."""
        nodes = self._shapes.telling(nodes)
        if len(nodes) == 1:
            return self.of(nodes[0])
        name = self.name(owner) + pascal(member, "Field")
        key = f"{owner.key}/properties/{member}"
        known = self._joint.setdefault(nodes, [])
        if around := next((other for other in known if key.startswith(f"{other}/")), None):
            key = around  # what they say together holds itself
        else:
            known.append(key)
        return self.of_subject(Subject(self._shapes.of(*nodes), nodes[-1], key, name))

    def value(self, nodes: Nodes, owner: Subject, member: str) -> models.Value:
        """What schemas say together about a member of ``owner``.

        Two in three properties are plain values that another one describes in the same words: those are read once.
        """
        if nodes[1:] or not plain(nodes[0].value):
            return models.value(nodes, owner, member, self, self._diagnostics)
        words = nodes[0].file, repr(nodes[0].value)
        if words not in self._values:
            self._values[words] = models.value(nodes, owner, member, self, self._diagnostics)
        return self._values[words]

    def of_subject(self, subject: Subject) -> ir.Type:
        type = self._not_null(subject)
        members = (member for choice in subject.shape.alternatives for member in choice.members)
        is_nullable = subject.shape.nullable or any(map(self._shapes.is_nullable, members))
        return nullable(type) if is_nullable else type

    def subject(self, node: Node) -> Subject:
        subject = self._subjects.get(node)
        if subject is None:
            target = self._shapes.follow(node).node
            subject = self._subjects[node] = Subject(
                self._shapes.of(target),
                target,
                target.pointer,
                referenced=target != node,
                whole=True,
            )
        return subject

    def target(self, node: Node) -> Node:
        """The schema that a schema stands for."""
        return self._shapes.follow(node).node

    def rules(self, node: Node) -> Sequence[Node]:
        """The keywords of a schema that its type does not say."""
        return () if plain(node.value) else self.subject(node).shape.rules

    def name(self, subject: Subject) -> str:
        """The name of a subject, or the one it would have."""
        return self._registry.name(subject.key) or subject.name or self._contexts.name(subject.node)

    def extra(self, subject: Subject) -> ir.Type | None:
        """The type of the members an object does not name; None when the description does not speak of them."""
        shape = subject.shape
        if shape.patterns:
            name = self.name(subject) + "Value"
            return self.any_of(subject.node, name, (*shape.patterns, *shape.extra))
        if shape.extra:
            return self.of_all(shape.extra, subject, "Value")
        return ir.AnyType() if shape.is_open else None

    def any_of(self, node: Node, name: str, nodes: Nodes) -> ir.Type:
        """One of several schemas; ``node`` and ``name`` are the place and the name of the union, if it needs them."""
        subject = Subject(Shape(()), node, f"{node.pointer}/{name}", name)
        return self._choose(subject, node, [Option(self.subject(member)) for member in nodes])

    def is_named(self, node: Node) -> bool:
        """Whether a schema that has a name of its own is declared under it."""
        shape = self.subject(node).shape
        if shape.values is not None:
            return fixed.base_of(shape.values) is not None
        types = shape.effective_types()
        return bool(shape.alternatives) or len(types) > 1 or types in (("object",), ("array",))

    def is_structured(self, node: Node) -> bool:
        """Whether a schema is about objects or arrays."""
        shape = self.subject(node).shape
        return bool(shape.alternatives) or bool({"object", "array"} & set(shape.effective_types()))

    def declare(self, node: Node) -> None:
        """Declares a schema under its own name; one that stands for another schema becomes an alias of it."""
        target = self.subject(node)
        if target.node == node:
            self._not_null(replace(target, referenced=True))
            return

        def build(subject: Subject, name: str) -> ir.Alias:
            return models.alias(subject, name, self.of(node), self._diagnostics)

        itself = Shape((Part(node, inherited=False),))
        self._declare(Subject(itself, node, node.pointer, whole=True), build)

    # --- forms -------------------------------------------------------------------------------------------------------

    def _not_null(self, subject: Subject) -> ir.Type:
        shape = subject.shape
        if shape.values is not None:
            values = fixed.agreeing(shape, self._diagnostics)
            return self._fixed(subject, values, fixed.labels(shape, self._diagnostics))
        if subject.whole and self._shapes.family(subject.node):
            return self._family(subject)
        if shape.alternatives:
            return self._alternatives(self._bounded(subject))
        types = shape.effective_types()
        if len(types) > 1:
            return self._several(subject, types)
        match types:
            case ("object",) if shape.properties:
                return self._declare(subject, self._model)
            case ("object",):
                return self._named(subject, self._map)
            case ("array",):
                return self._named(subject, self._array)
            case (name,):
                return scalar(shape, name)
            case _:
                return NULL if shape.types is not None else ir.AnyType()

    def _map(self, subject: Subject) -> ir.Type:
        secret = subject.shape.formats.get("format") == "password"
        return ir.Map(self.extra(subject) or ir.AnyType(), secret)

    def _array(self, subject: Subject) -> ir.Type:
        shape = subject.shape
        if (length := shape.length) is not None:
            places = [*shape.prefix, *[shape.items] * (length - len(shape.prefix))][:length]
            return ir.Tuple(tuple(self._place(subject, *place) for place in enumerate(places, 1)))
        if shape.prefix:
            name = self.name(subject) + "Item"
            first = [node for nodes in shape.prefix for node in nodes]
            items = self.any_of(subject.node, name, (*first, *shape.items))
        elif shape.items:
            items = self.of_all(shape.items, subject, "Item")
        else:
            items = ir.AnyType()
        return ir.Array(items, constraints(shape.limits, "array"))

    def _place(self, subject: Subject, number: int, nodes: Nodes) -> ir.Type:
        return self.of_all(nodes, subject, f"Item{number}") if nodes else ir.AnyType()

    def _fixed(
        self, subject: Subject, values: tuple[ir.Json, ...], labels: dict[str, Label]
    ) -> ir.Type:
        values = tuple({same_json(value): value for value in values}.values())
        if not values:
            return NULL
        base = fixed.base_of(values)
        if base and (len(values) > 1 or subject.referenced):

            def build(subject: Subject, name: str) -> ir.Enum:
                return models.enum(
                    subject, name, base, fixed.members(values, labels), self._diagnostics
                )

            return self._declare(subject, build)
        type = fixed.literal_type(values)
        if type is None:
            message = "values of these types are documented, not checked"
            self._diagnostics.warning("not-carried", subject.node, message)
            plain = replace(subject.shape, values=None, types=subject.shape.effective_types())
            return self._not_null(replace(subject, shape=plain))
        return type

    # --- alternatives ------------------------------------------------------------------------------------------------

    def _alternatives(self, subject: Subject) -> ir.Type:
        if not subject.shape.alternatives:
            return self._not_null(subject)
        choice = subject.shape.alternatives[0]
        if constants := self._constants(subject, choice):
            return self._fixed(subject, *constants)
        options = [
            self._option(subject, choice, index, member)
            for index, member in enumerate(choice.members)
        ]
        possible = [option for option in options if not option.subject.shape.conflicts]
        if not possible:
            self._shapes.report_conflicts(options[0].subject.shape)
        options = possible or options
        return self._choose(subject, choice.node, options, choice.discriminator)

    def _bounded(self, subject: Subject) -> Subject:
        """The subject with few enough combinations of alternatives to write out."""
        shape = subject.shape
        combinations = prod(len(choice.members) for choice in shape.alternatives)
        if combinations <= _MAX_VARIANTS and len(shape.without) < _MAX_ALTERNATIVES:
            return subject
        kept = shape.alternatives[:1] if len(shape.without) < _MAX_ALTERNATIVES else ()
        others = [choice.node for choice in shape.alternatives[len(kept) :]]
        for other in others:
            self._diagnostics.warning("not-carried", other, "too many combinations of alternatives")
        left_out = shape.without.union(others)
        return replace(subject, shape=replace(shape, alternatives=kept, without=left_out))

    def _several(self, subject: Subject, types: tuple[str, ...]) -> ir.Type:
        """A value of one of several JSON types, each with the keywords that concern it."""
        name = self.name(subject)
        options = [
            Option(
                Subject(
                    replace(subject.shape, types=(type,)),
                    subject.node,
                    f"{subject.key}/type/{index}",
                    name + type.capitalize() if subject.referenced else name,
                )
            )
            for index, type in enumerate(types)
        ]
        return self._choose(subject, subject.node, options)

    def _family(self, subject: Subject) -> ir.Type:
        """A base with a discriminator of its own stands for all that inherit from it, and for itself."""
        options = [
            Option(replace(self.subject(node), referenced=True), _family_label(node))
            for node in self._shapes.family(subject.node)
        ]
        base = Subject(
            subject.shape, subject.node, base_key(subject.key), f"{self.name(subject)}Base"
        )
        options.append(Option(base, _family_label(subject.node)))
        subject = replace(subject, referenced=True)
        return self._choose(subject, subject.node, options, subject.node / "discriminator")

    def _option(self, subject: Subject, choice: Alternatives, index: int, member: Node) -> Option:
        """One alternative, joined with what stands beside the alternatives."""
        chosen = self.subject(member)
        label = member.follow(member.value["$ref"]).name if member.is_ref else ""
        if self._shapes.covers(chosen.shape, subject.shape):
            return Option(chosen, label)
        name = self.name(subject)
        if len(choice.members) > 1:
            own = None if label else title(member)
            name = own or name + (pascal(label) if label else f"Variant{index + 1}")
        key = f"{subject.key}/{choice.node.name}/{index}"
        variant = self._shapes.variant(subject.shape, choice.node, member)
        return Option(Subject(variant, chosen.node, key, name), label)

    def _constants(
        self, subject: Subject, choice: Alternatives
    ) -> tuple[tuple[ir.Json, ...], dict[str, Label]] | None:
        """The values of alternatives that are all fixed values, with what is said about each."""
        values: list[ir.Json] = []
        labels: dict[str, Label] = {}
        for member in choice.members:
            chosen = self.subject(member)
            if chosen.shape.values is None or not self._shapes.covers(chosen.shape, subject.shape):
                return None
            own = fixed.agreeing(chosen.shape, self._diagnostics)
            values += own
            labels |= fixed.labels(chosen.shape, self._diagnostics)
            if len(own) == 1 and ("const" in member or "enum" in member):  # the latter in 3.0
                text = documentation.description((member,))
                labels.setdefault(same_json(own[0]), Label(member.get("title"), text))
        has_type = fixed.base_of(values) or fixed.literal_type(tuple(values))
        return (tuple(values), labels) if has_type else None

    def _choose(
        self,
        subject: Subject,
        place: Node,
        options: list[Option],
        discriminator: Node | None = None,
    ) -> ir.Type:
        """One of several types: inline where JSON's own shapes tell them apart, else an alias."""
        if not subject.referenced and self._is_inline([option.subject for option in options]):
            self._name_variants(subject, options, inline=True)
            return union([self.of_subject(option.subject) for option in options])

        def build(subject: Subject, name: str) -> ir.Alias:
            self._name_variants(subject, options, inline=False)
            types = [self.of_subject(option.subject) for option in options]
            members = tuple(
                Member(option.subject.node, option.label, without_null(type))
                for option, type in zip(options, types, strict=True)
            )
            self._unions.add(Choice(subject.key, place, members, discriminator))
            return models.alias(subject, name, union(types), self._diagnostics)

        return self._declare(subject, build)

    def _is_inline(self, subjects: list[Subject], around: frozenset[ir.Key] = frozenset()) -> bool:
        """Whether JSON's own shapes tell the subjects apart, and none of them needs a class to decode by."""
        if self._shapes.overlap(subjects):
            return False
        return len(subjects) == 1 or not any(self._is_union(s, around) for s in subjects)

    def _is_union(self, subject: Subject, around: frozenset[ir.Key]) -> bool:
        """Whether a subject is an alias of a union, as far as the subjects around it do not decide."""
        shape = subject.shape
        if shape.values is not None or subject.key in around:
            return False
        if subject.whole and self._shapes.family(subject.node):
            return True
        if not shape.alternatives:
            return subject.referenced and len(shape.effective_types()) > 1
        choice = shape.alternatives[0]
        if self._constants(subject, choice):
            return False
        members = [self.subject(member) for member in choice.members]
        inside = around | {subject.key}
        if len(members) == 1:
            return self._is_union(members[0], inside)
        return subject.referenced or not self._is_inline(members, inside)

    def _name_variants(self, subject: Subject, options: Iterable[Option], *, inline: bool) -> None:
        """Names alternatives without a name: the only one after the whole, others after a constant they hold."""
        unnamed = [o.subject for o in options if o.subject.whole and not o.subject.referenced]
        declared = [variant for variant in unnamed if variant.shape.needs_name]
        if inline and len(declared) == 1:
            self._contexts.make_transparent(declared[0].node)
            return
        for variant in declared:
            if constant := self._shapes.constant(variant.shape):
                self._contexts.set_root(variant.node, self.name(subject) + pascal(constant))

    # --- declarations ------------------------------------------------------------------------------------------------

    def _declare(self, subject: Subject, build: Callable[[Subject, str], ir.Declaration]) -> ir.Ref:
        """A reference to the subject's declaration, which ``build`` makes when its turn comes."""
        if not self._registry.is_declared(subject.key):
            own = () if subject.name else tuple(filter(None, [title(subject.node)]))
            place = self.name(subject)
            name = self._registry.declare(
                subject.key, (*own, place, *renamed(place)), lambda name: build(subject, name)
            )
            if subject.whole:
                self._contexts.set_root(subject.node, name)
        return ir.Ref(subject.key)

    def _named(self, subject: Subject, type_of: Callable[[Subject], ir.Type]) -> ir.Type:
        """An inline type, or an alias of it where the schema has a name of its own."""
        if not subject.referenced:
            return type_of(subject)

        def build(subject: Subject, name: str) -> ir.Alias:
            return models.alias(subject, name, type_of(subject), self._diagnostics)

        return self._declare(subject, build)

    def _model(self, subject: Subject, name: str) -> ir.Model:
        extra = self.extra(subject)
        described = models.fields(subject, self, self._diagnostics)
        fields, others = models.split(described, is_open=extra is not None)
        for other in others:
            message = f"no attribute can stand for {other.wire!r}; it is in additional_properties"
            self._diagnostics.warning("not-carried", other.pointer, message)
            extra = extra or ir.AnyType()
        return models.model(subject, name, fields, extra, self._diagnostics)


def _family_label(node: Node) -> str:
    """The discriminator value of a schema that inherits: its own name, unless it says otherwise."""
    value = node.get("x-ms-discriminator-value")
    return value if isinstance(value, str) else node.name
