"""From schema nodes to shapes: references and ``allOf`` followed, each schema merged once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from generator.diagnostics import Diagnostics
from generator.document import Document, Node
from generator.document.values import is_list, is_mapping
from generator.schemas.keywords import ANNOTATIONS, same_json
from generator.schemas.scalars import scalar
from generator.schemas.shape import Nodes, Part, Shape, merge
from generator.schemas.subject import Subject


class Target(NamedTuple):
    """The schema a schema stands for, and whether null was allowed on the way to it."""

    node: Node
    nullable: bool


class Shapes:
    """The shapes of a document's schemas, each made when first asked for."""

    def __init__(self, document: Document, diagnostics: Diagnostics) -> None:
        self._document = document
        self._diagnostics = diagnostics
        self._shapes: dict[Nodes, Shape] = {}
        self._targets: dict[Node, Target] = {}

    def of(self, *nodes: Node) -> Shape:
        """The facts of schemas that hold together."""
        shape = self._shapes.get(nodes)
        if shape is None:
            shape = self._shapes[nodes] = merge(self._parts(nodes), frozenset(), self._diagnostics)
            self.report_conflicts(shape)
        return shape

    def report_conflicts(self, shape: Shape) -> None:
        for conflict in shape.conflicts:
            self._diagnostics.warning(
                "conflicting-schemas",
                conflict.second,
                f"{conflict.message}; this one counts",
                "make one of the two places agree with the other",
                ((conflict.first.pointer, "the other one"),),
            )

    def variant(self, shape: Shape, without: Node, member: Node) -> Shape:
        """A shape with one of its alternatives chosen: ``member`` of the ``oneOf`` or ``anyOf`` at ``without``."""
        chosen = self._parts((self.follow(member).node,))
        parts = {part.node: part for part in (*shape.parts, *chosen)}
        return merge(tuple(parts.values()), shape.without | {without}, self._diagnostics)

    def follow(self, node: Node) -> Target:
        """The schema that ``node`` stands for: one reference with nothing but annotations beside it is its target."""
        if _stands_alone(node):
            return Target(node, nullable=False)
        found = self._targets.get(node)
        if found is None:
            passed = [node]
            nullable = False
            while (target := self._sole_target(passed[-1])) and target.node not in passed:
                passed.append(target.node)
                nullable = nullable or target.nullable
            found = self._targets[node] = Target(passed[-1], nullable)
        return found

    def is_nullable(self, node: Node) -> bool:
        """Whether a schema allows null, itself or through its alternatives."""
        pending = [node]
        passed: set[Node] = set()
        while pending:
            target = self.follow(pending.pop())
            if target.node in passed:
                continue
            passed.add(target.node)
            shape = self.of(target.node)
            if target.nullable or shape.nullable:
                return True
            pending += [member for choice in shape.alternatives for member in choice.members]
        return False

    def family(self, node: Node) -> Nodes:
        """The schemas that inherit, directly or not, from one that declares a discriminator but no alternatives."""
        if "discriminator" not in node or "oneOf" in node or "anyOf" in node:
            return ()
        found: dict[Node, None] = {}
        pending = [node]
        while pending:
            for child in self._children.get(pending.pop(), ()):
                if child not in found and child != node:
                    found[child] = None
                    pending.append(child)
        return tuple(found)

    def telling(self, nodes: Nodes) -> Nodes:
        """Schemas that hold together, without those that only repeat another or annotate it; at least one is left."""
        if len(nodes) == 1:
            return nodes
        chosen: dict[object, Node] = {}
        for node in nodes:
            target = self.follow(node).node
            said = target.value if is_mapping(target.value) else {}
            if not all(word in ANNOTATIONS or word.startswith("x-") for word in said):
                chosen[(target.file, same_json(target.value))] = node
        return tuple(chosen.values()) or nodes[-1:]

    def covers(self, member: Shape, base: Shape) -> bool:
        """Whether an alternative already says everything that stands beside the alternatives."""
        types = set(base.types or member.effective_types())
        return (
            types >= set(member.effective_types() or types)
            and all(
                set(nodes) <= set(member.properties.get(n, ()))
                for n, nodes in base.properties.items()
            )
            and base.required <= member.required
            and base.values is None
            and not (base.items or base.prefix or base.extra or base.patterns)
            and base.formats.items() <= member.formats.items()
            and base.limits.items() <= member.limits.items()
            and len(base.alternatives) == 1
        )

    def overlap(self, subjects: Iterable[Subject]) -> bool:
        """Whether a JSON type is open to several of the subjects, and differently."""
        owners: dict[str, object] = {}
        for subject in subjects:
            for name in self._json_types(subject.shape):
                owner = self._owner(subject, name)
                if owners.setdefault(name, owner) != owner:
                    return True
        return "any" in owners and len(owners) > 1

    def constant(self, shape: Shape) -> str | None:
        """The text that a required property always has, if there is one."""
        for name, nodes in shape.properties.items():
            values = self.of(*nodes).values if name in shape.required else None
            if values and len(values) == 1 and isinstance(values[0], str):
                return values[0]
        return None

    def _json_types(self, shape: Shape) -> set[str]:
        """The JSON types of a shape's values, ``any`` for a shape that is open to all."""
        found: set[str] = set()
        pending = [shape]
        passed: set[int] = set()
        while pending:
            shape = pending.pop()
            if id(shape) in passed:
                continue
            passed.add(id(shape))
            members = [member for choice in shape.alternatives for member in choice.members]
            found.update(
                shape.effective_types() or (() if members or shape.types == () else ("any",))
            )
            if not shape.effective_types():
                pending += [self.of(self.follow(member).node) for member in members]
        return found

    def _owner(self, subject: Subject, type_name: str) -> object:
        shape = subject.shape
        if (
            type_name in ("array", "object", "any")
            or shape.values is not None
            or shape.alternatives
        ):
            return subject.key
        return scalar(shape, type_name).kind

    @cached_property
    def _children(self) -> dict[Node, list[Node]]:
        """Component schemas by the schemas their ``allOf`` names, in document order."""
        children: dict[Node, list[Node]] = {}
        components = dict((self._document.node / "components" / "schemas").items())
        for component in components.values():
            schema = component.resolve()
            for element in (schema / "allOf").elements():
                if element.is_ref:
                    children.setdefault(element.resolve(), []).append(schema)
        return children

    def _sole_target(self, node: Node) -> Target | None:
        if _stands_alone(node):
            return None
        if node.is_ref and len(node.value) == 1:
            return Target(node.follow(node.value["$ref"]), nullable=False)
        target: Node | None = None
        types: list[Node] = []
        pending = [node]
        while pending:
            part = pending.pop()
            if not is_mapping(part.value) or not all(map(_is_transparent, part.value)):
                return None
            if "type" in part:
                types.append(part / "type")
            if part.is_ref:
                found = part.follow(part.value["$ref"])
                if target not in (None, found) or (part != node and self.family(found)):
                    return None
                target = found
            if "allOf" in part:
                pending += (part / "allOf").elements()
        return self._typed_target(target, types) if target else None

    def _typed_target(self, target: Node, types: list[Node]) -> Target | None:
        """The target, provided that the types named beside the reference only repeat what it says."""
        nullable = False
        for said in types:
            values = said.value if is_list(said.value) else [said.value]
            names = {name if isinstance(name, str) else "" for name in values}
            nullable = nullable or "null" in names
            if names - {"null"} != set(self.of(target).effective_types()):
                return None
        return Target(target, nullable)

    def _parts(self, nodes: Nodes) -> tuple[Part, ...]:
        """Every schema object of a conjunction, bases before what extends them."""
        if len(nodes) == 1 and _stands_alone(nodes[0]):
            return (Part(nodes[0], inherited=False),)
        parts: dict[Node, Part] = {}
        trail: dict[Node, None] = {}
        stack = [(Part(node, inherited=False), False) for node in reversed(nodes)]
        while stack:
            part, done = stack.pop()
            if done:
                parts[part.node] = part
                del trail[part.node]
            elif part.node in trail:
                self._report_cycle(part.node)
            elif part.node not in parts:
                trail[part.node] = None
                stack.append((part, True))
                stack += [(base, False) for base in reversed(_bases(part))]
        return tuple(parts.values())

    def _report_cycle(self, node: Node) -> None:
        self._diagnostics.warning(
            "cyclic-all-of",
            node,
            f"the schema '{node.name}' is made of itself; it is left out there",
            "remove it from its own allOf, or refer to it from a property instead",
        )


def _stands_alone(node: Node) -> bool:
    """Whether a schema says everything itself: no reference, no ``allOf``."""
    return "allOf" not in node and not node.is_ref


def _is_transparent(keyword: str) -> bool:
    """Whether a keyword beside a reference adds nothing to it."""
    return (
        keyword in ("$ref", "allOf", "type") or keyword in ANNOTATIONS or keyword.startswith("x-")
    )


def _bases(part: Part) -> list[Part]:
    node = part.node
    bases: list[Part] = []
    if "allOf" in node:
        bases += [Part(element, part.inherited) for element in (node / "allOf").elements()]
    if node.is_ref:
        bases.insert(0, Part(node.follow(node.value["$ref"]), inherited=True))
    return bases
