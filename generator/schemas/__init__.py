"""Schemas of a description to types: everything lowering knows about JSON Schema.

``shape`` and ``flatten`` say what a schema means, ``types`` which type that is, ``models``, ``fixed`` and ``unions``
what is declared, ``context`` what it is called, ``documentation`` what is said about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Document, Node
from generator.naming import Scope, pascal, renamed
from generator.schemas import documentation
from generator.schemas.context import Contexts
from generator.schemas.flatten import Shapes
from generator.schemas.keywords import same_json
from generator.schemas.models import Value, fields
from generator.schemas.registry import Registry
from generator.schemas.scalars import is_text
from generator.schemas.types import Types
from generator.schemas.unions import Unions
from generator.schemas.walk import nullable, references, without_null

__all__ = [
    "Schemas",
    "Value",
    "documentation",
    "is_text",
    "nullable",
    "references",
    "same_json",
    "without_null",
]


class Schemas:
    """The types of one document."""

    def __init__(self, document: Document, scope: Scope, diagnostics: Diagnostics) -> None:
        self.contexts = Contexts()
        self._document = document
        self._scope = scope
        self._diagnostics = diagnostics
        self._shapes = Shapes(document, diagnostics)
        self._registry = Registry(scope)
        self._unions = Unions(self._registry, self._mapped, diagnostics)
        self._types = Types(self._shapes, self.contexts, self._registry, self._unions, diagnostics)

    # --- components --------------------------------------------------------------------------------------------------

    def claim_components(self) -> None:
        """Gives the component schemas their names, so that nothing else can take them.

        Where two want the same name, or one that is reserved, those that can have their own come first.
        """
        late: list[tuple[Node, str]] = []
        for node, name in self._components.items():
            if self._types.is_named(node) and self._scope.is_free(name):
                self._claim(node, self._scope.claim(name))
            elif self._types.is_named(node):
                late.append((node, name))
        for node, name in late:
            self._claim(node, self._scope.claim(*renamed(name)))

    def declare_components(self) -> None:
        """Declares the component schemas, whether something refers to them or not."""
        for node in self._components:
            if self._types.is_named(node):
                self._types.declare(node)
        self.build()

    @property
    def component_keys(self) -> set[ir.Key]:
        """The keys of the component schemas."""
        return {node.pointer for node in self._components}

    @cached_property
    def _components(self) -> dict[Node, str]:
        """The component schemas with their class names.

        A component that only refers to a schema outside the components stands for that schema.
        """
        place = self._document.node / "components" / "schemas"
        found: dict[Node, str] = {}
        for key, node in place.items():
            target = node.resolve() if node.is_ref and len(node.value) == 1 else node
            is_component = (target.file, target.path[:-1]) == (place.file, place.path)
            found[node if is_component or target in found else target] = pascal(key)
        return found

    def _claim(self, node: Node, name: str) -> None:
        self._registry.reserve(node.pointer, name)
        self.contexts.set_root(node, name)

    # --- types -------------------------------------------------------------------------------------------------------

    def type_of(self, node: Node) -> ir.Type:
        """The type of the values a schema allows. What it declares is built by ``build``."""
        return self._types.of(node)

    def value(self, node: Node) -> Value:
        """The type of a schema, with what the schema says to people."""
        return self._types.value((node,), self._types.subject(node), "")

    def union_of(self, nodes: list[Node], at: Node, name: str) -> ir.Type:
        """One of several schemas; ``name`` is what the union is called if it needs a name."""
        return self._types.any_of(at, name, tuple(nodes))

    def is_flat(self, node: Node) -> bool:
        """Whether a schema is nothing but an object with named properties."""
        subject = self._types.subject(node)
        shape = subject.shape
        return (
            bool(shape.properties)
            and shape.effective_types() == ("object",)
            and shape.values is None
            and not (shape.alternatives or shape.has_extra)
            and not self._shapes.is_nullable(node)
            and not self._shapes.family(subject.node)
        )

    def is_void(self, node: Node) -> bool:
        """Whether a schema is an object that can have no members."""
        shape = self._types.subject(node).shape
        has_members = shape.properties or shape.has_extra or shape.alternatives
        return shape.is_closed and not has_members and shape.effective_types() == ("object",)

    def is_structured(self, node: Node) -> bool:
        """Whether a schema describes objects or arrays."""
        return self._types.is_structured(node)

    def has_members(self, type: ir.Type) -> bool:
        """Whether values of a type are objects or lists, as far as is plain without building it."""
        return any(isinstance(t, (ir.Array, ir.Tuple, ir.Map, ir.Model)) for t in self.opened(type))

    def has_names(self, type: ir.Type) -> bool:
        """Whether values of a type are objects."""
        return any(isinstance(t, (ir.Map, ir.Model)) for t in self.opened(type))

    def parts(self, type: ir.Type) -> Iterator[ir.Type]:
        """The types of the members and elements of a type's values."""
        for opened in self.opened(type):
            match opened:
                case ir.Array(items=part) | ir.Map(values=part):
                    yield part
                case ir.Tuple(items=items):
                    yield from items
                case ir.Model(fields=fields):
                    yield from (field.type for field in fields)
                case _:
                    pass

    def opened(self, type: ir.Type) -> Iterator[ir.Type | ir.Model]:
        """What a type comes down to, unions and aliases opened."""
        pending = [type]
        passed: set[ir.Key] = set()
        while pending:
            type = without_null(pending.pop())
            if isinstance(type, ir.Union):
                pending += type.members
            elif not isinstance(type, ir.Ref):
                yield type
            elif type.key not in passed:
                passed.add(type.key)
                self.build()
                declaration = self.declaration(type.key)
                if isinstance(declaration, ir.Model):
                    yield declaration
                pending += [declaration.type] if isinstance(declaration, ir.Alias) else []

    def fields(self, node: Node) -> tuple[ir.Field, ...]:
        """The properties of a flat schema, which is not declared by this."""
        return fields(self._types.subject(node), self._types, self._diagnostics)

    def key(self, node: Node) -> ir.Key:
        """The key a schema's declaration has or would have."""
        return self._types.subject(node).key

    # --- declarations ------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Builds everything that was declared so far."""
        self._registry.build()
        self._unions.finish()

    def declarations(self) -> tuple[ir.Declaration, ...]:
        """What was built, in the order in which it was met."""
        return tuple(self._registry.declarations())

    def declaration(self, key: ir.Key) -> ir.Declaration:
        return self._registry[key]

    def _mapped(self, node: Node, text: str) -> Node:
        """The schema a discriminator mapping means: the name of a component, or a reference."""
        component = self._document.node / "components" / "schemas" / text
        return self._shapes.follow(component if component.exists else node.follow(text)).node
