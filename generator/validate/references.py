"""Do all references lead somewhere, and stand where one can?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Context, Document, Node, reference_to
from generator.document.values import is_mapping, replaced


def check(document: Document, diagnostics: Diagnostics) -> None:
    """Reports references to nothing, and references that only lead to each other.

    Without a schema a value can be anything, and what documents a call can be missing; what a request is made of cannot,
    nor can all the names of an object.
    """
    circles: set[frozenset[Node]] = set()
    for holder, context in document.references():
        reference = holder.value["$ref"]
        is_vital = context is Context.SCHEMAS or _is_vital(holder, context)
        report = diagnostics.error if is_vital else diagnostics.warning
        remedy = "; it is taken for any value" if context is Context.SCHEMA else ""
        if not holder.follow(reference).exists:
            message = f"'{reference}' does not exist{remedy}"
            report("dangling-reference", holder / "$ref", message, _hint(holder))
        elif (circle := _circle(holder)) and circle not in circles:
            circles.add(circle)
            message = f"'{reference}' leads back to itself without ever reaching a value{remedy}"
            report("circular-reference", holder / "$ref", message)


_MAPS = (Context.OBJECTS, Context.SCHEMAS, Context.EXAMPLES)
_NO_NAMES = ("mapping", "parameters")
_INLINE = ("content", "encoding", "variables")
"""Maps of objects that cannot be references, so what they hold has to be there itself."""


def open_maps(document: Document, diagnostics: Diagnostics) -> Document:
    """Puts what is meant in the place of references that stand for a whole map of names, such as ``properties``.

    OpenAPI has references to objects only; a member called ``$ref`` would be an object, so the intent is plain.
    References to nothing, which ``check`` has reported, are taken out.
    """
    for holder, context in document.references():
        if context not in _MAPS or holder.name in _NO_NAMES:
            continue
        names = _names_meant(holder)
        if names:
            message = f"'{holder.name}' is a map of names, no place for a reference; it is followed"
            diagnostics.warning("unexpected-reference", holder / "$ref", message)
        if names is not None:
            own = {name: value for name, value in holder.value.items() if name != "$ref"}
            value = replaced(document.files[holder.file], holder.path, {**names, **own})
            document = replace(document, files={**document.files, holder.file: value})
    return document


def _names_meant(holder: Node) -> dict[str, Any] | None:
    """References to what is in the map a reference leads to, or in the one of that name in a schema; none for nothing."""
    target = holder.follow(holder.value["$ref"]).resolve()
    if not target.exists or target.is_ref:
        return {}
    if isinstance(target.get("type"), str):
        target = target / holder.name
    if not is_mapping(target.value):
        return None
    if not all(isinstance(value, (dict, bool)) for value in target.value.values()):
        return None
    if holder.name in _INLINE:
        return target.value if target.file == holder.file else None
    return {name: {"$ref": reference_to(node, holder)} for name, node in target.items()}


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
