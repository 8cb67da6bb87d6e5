"""A description of several files as one value that stands alone."""

from __future__ import annotations

from typing import Any

from generator.document.node import Document, Node
from generator.document.references import Context
from generator.document.values import is_list, is_mapping


def single(document: Document) -> dict[str, Any]:
    """The root document without references to other files, to be saved and read by other tools.

    Schemas, responses, parameters, headers and examples become components, schemas under the name they have in the
    root, the others under the last step of their path; anything else takes the place of its reference.
    """
    if len(document.files) == 1:
        return dict(document.node.value)
    return _Single(document).document()


_KINDS = ("responses", "parameters", "headers", "examples")


class _Single:
    def __init__(self, document: Document) -> None:
        self._root = document.node
        self._references = dict(document.references())
        self._places: dict[Node, str] = {}
        self._taken: set[str] = set()
        self._components: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        for kind in ("schemas", *_KINDS):
            for name, node in (self._root / "components" / kind).items():
                place = f"#/components/{kind}/{name}"
                self._taken.add(place)
                self._places |= {node.resolve(): place, node: place}
        value: dict[str, Any] = self._plain(self._root)
        components = dict(value.get("components", {}))
        for kind, found in self._components.items():
            components[kind] = {**components.get(kind, {}), **found}
        return {**value, "components": components} if components else value

    def _value(self, node: Node) -> Any:
        context = self._references.get(node)
        return self._plain(node) if context is None else self._referenced(node, context)

    def _plain(self, node: Node) -> Any:
        if is_list(node.value):
            return [self._value(element) for element in node.elements()]
        if not is_mapping(node.value):
            return node.value
        members = {key: self._value(child) for key, child in node.items()}
        mapping = node / "discriminator" / "mapping"
        if mapping.exists:
            cases = {key: self._case(child) for key, child in mapping.items()}
            members["discriminator"] = {**members["discriminator"], "mapping": cases}
        return members

    def _case(self, node: Node) -> str:
        """A value of a discriminator's mapping: a schema's name, or a reference to it."""
        text = str(node.value)
        target = node.follow(text)
        return self._component("schemas", target) if "/" in text and target.exists else text

    def _referenced(self, node: Node, context: Context) -> Any:
        target = node.follow(node.value["$ref"])
        if not target.exists:
            return node.value
        beside = {key: self._value(child) for key, child in node.items() if key != "$ref"}
        if not target.exists:
            return dict(node.value)
        if target.file == self._root.file:
            return {"$ref": "#" + target.pointer.partition("#")[2], **beside}
        kind = "schemas" if context is Context.SCHEMA else str(node.path[-2:-1] and node.path[-2])
        declared = node.file == self._root.file and node.path[:1] == ("components",)
        if not declared and kind in ("schemas", *_KINDS):
            return {"$ref": self._component(kind, target), **beside}
        inlined = self._value(target)
        return {**inlined, **beside} if is_mapping(inlined) else inlined

    def _component(self, kind: str, target: Node) -> str:
        """A reference to a component, which is made if there is none for the target."""
        place = self._places.get(target)
        if place is None:
            place = self._places[target] = self._free(f"#/components/{kind}/{target.name}")
            self._taken.add(place)
            found = self._components.setdefault(kind, {})
            found[place.rpartition("/")[2]] = self._value(target)
        return place

    def _free(self, place: str) -> str:
        numbered = (f"{place}{number}" for number in range(2, len(self._taken) + 3))
        return next(free for free in (place, *numbered) if free not in self._taken)
