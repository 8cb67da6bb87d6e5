"""Do all references lead somewhere?"""

from __future__ import annotations

from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Context, Document, Node


def check(document: Document, diagnostics: Diagnostics) -> None:
    """Reports references to nothing, and references that only lead to each other.

    Without a schema a value can be anything, and what documents a call can be missing; what a request is made of cannot.
    """
    circles: set[frozenset[Node]] = set()
    for holder, context in document.references():
        reference = holder.value["$ref"]
        report = diagnostics.error if _is_vital(holder, context) else diagnostics.warning
        remedy = "; it is taken for any value" if context is Context.SCHEMA else ""
        if not holder.follow(reference).exists:
            message = f"'{reference}' does not exist{remedy}"
            report("dangling-reference", holder / "$ref", message, _hint(holder))
        elif (circle := _circle(holder)) and circle not in circles:
            circles.add(circle)
            message = f"'{reference}' leads back to itself without ever reaching a value{remedy}"
            report("circular-reference", holder / "$ref", message)


def _is_vital(holder: Node, context: Context) -> bool:
    """Whether a request cannot be made without what the reference stands for."""
    around = holder.path[-2:-1]
    is_part = around in (("parameters",), ("requestBodies",), ("paths",), ("pathItems",))
    return context is not Context.SCHEMA and (is_part or holder.name == "requestBody")


def _circle(holder: Node) -> frozenset[Node]:
    """The references that lead from this one back to it."""
    passed: list[Node] = []
    node = holder
    while node.is_ref and node not in passed:
        passed.append(node)
        node = node.follow(node.value["$ref"])
    return frozenset(passed) if node == holder else frozenset()


def _hint(holder: Node) -> str:
    """The name that comes closest to the first step that leads nowhere."""
    target = holder.follow(holder.value["$ref"])
    node = target.document.at(target.file)
    for step in target.path:
        if not (node / step).exists:
            return did_you_mean(str(step), [name for name, _ in node.items()])
        node = node / step
    return ""
