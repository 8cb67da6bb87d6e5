"""What a schema without a name of its own is called after: the place where it stands.

A place is read off the pointer, so a name depends on nothing that stands elsewhere in the document: adding an
operation does not rename the types of another.
"""

from __future__ import annotations

from generator.document import Node
from generator.naming import MAX_LENGTH, pascal, same_words

_MAX_TITLE = 40

# Step -> the word it adds and the number of steps it takes; the step after a container of names is the word itself.
_FIXED = {
    "additionalProperties": ("Value", 1),
    "allOf": ("", 2),
    "components": ("", 2),
    "content": ("", 2),
    "items": ("Item", 1),
    "patternProperties": ("Value", 2),
    "requestBody": ("Body", 1),
    "schema": ("", 1),
    "type": ("", 2),
    "unevaluatedProperties": ("Value", 1),
}
_CONTAINERS = frozenset("$defs definitions headers properties".split())
_NUMBERED = {"anyOf": "Variant", "oneOf": "Variant", "prefixItems": "Item"}


class Contexts:
    """The names that places lend to the schemas inside them."""

    def __init__(self) -> None:
        self._roots: dict[Node, str] = {}
        self._transparent: set[Node] = set()

    def set_root(self, node: Node, name: str) -> None:
        """What stands inside ``node`` is called after ``name`` from now on."""
        self._roots[node] = name

    def make_transparent(self, node: Node) -> None:
        """The step to ``node`` adds nothing to the names inside it."""
        self._transparent.add(node)

    def name(self, node: Node) -> str:
        """The name the place of a schema suggests: below ``Message``, ``properties/data`` is ``MessageData``."""
        length = len(node.path)
        while length and _above(node, length) not in self._roots:
            length -= 1
        name = self._roots.get(_above(node, length), "")
        while length < len(node.path) and len(name) < MAX_LENGTH:
            word, steps = _word(node, length)
            length += steps
            if _above(node, length) not in self._transparent:
                name += pascal(word, "Field") if word else ""
        return name or pascal(node.name)


def title(node: Node) -> str | None:
    """A schema's own title as a class name, if it is one and says more than the member it belongs to."""
    text = node.get("title")
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_TITLE or not text[0].isalnum():
        return None
    return None if same_words(text, node.name) else pascal(text)


def _above(node: Node, length: int) -> Node:
    return (
        node
        if length == len(node.path)
        else Node(node.document, node.file, node.path[:length], None)
    )


def _word(node: Node, index: int) -> tuple[str, int]:
    """The word for the steps from ``index`` on, and how many of them it stands for."""
    step = str(node.path[index])
    below = node.path[index + 1] if index + 1 < len(node.path) else None
    if below is None:
        return _FIXED.get(step, (step, 1))
    if step in _CONTAINERS:
        return str(below), 2
    if step in _NUMBERED and isinstance(below, int):
        return f"{_NUMBERED[step]}{below + 1}", 2
    if step == "responses" and node.path[index - 1 : index] != ("components",):
        return f"Response {below}", 2
    if step == "parameters" and isinstance(below, int):
        parameter = node.document.at(node.file, node.path[: index + 2]).resolve()
        return str(parameter.get("name", "")), 2
    return _FIXED.get(step, (step, 1))
