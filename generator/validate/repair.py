"""What is done about a value of the wrong type: read as what is meant where that is plain, else left out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from generator.document import Document, Node
from generator.document.paths import METHODS
from generator.document.values import is_list, is_mapping, removed, replaced
from generator.frozen import frozen
from generator.validate.findings import Finding


class _Nothing:
    """What takes the place of a value that is left out."""


_NOTHING: Final = _Nothing()

_SINGLE = (str, int, float, bool)


@frozen()
class Repair:
    """The value that takes the place of another; ``text`` says so."""

    value: Any
    text: str

    def apply(self, document: Document, node: Node) -> Document:
        """The document with the repaired value at the place of the node."""
        if not document.at(node.file, node.path).exists or not node.path:
            return document
        whole = document.files[node.file]
        if isinstance(self.value, _Nothing):
            value = removed(whole, node.path)
        else:
            value = replaced(whole, node.path, self.value)
        return replace(document, files={**document.files, node.file: value})


def repair(node: Node, finding: Finding) -> Repair | None:
    """What is done about a finding; None when the rest of the generator can take the value as it is."""
    if not finding.wanted or _is_carried(node):
        return None
    meant = node.resolve()
    if "array" in finding.wanted and is_list(meant.value):
        return Repair(meant.value, "it is read as the list it refers to")
    for wanted in () if _is_operation(node) else finding.wanted:
        value = _read_as(wanted, node.value)
        if not isinstance(value, _Nothing):
            return Repair(value, f"it is read as {_shown(value)}")
    return Repair(_NOTHING, "it is left out")


def _is_carried(node: Node) -> bool:
    """Whether this is what another version of OpenAPI allows: lowering knows all of them."""
    if node.name in ("exclusiveMinimum", "exclusiveMaximum"):
        return isinstance(node.value, (int, float))
    return node.name == "items" and is_list(node.value)


def _is_operation(node: Node) -> bool:
    """Whether an operation should stand here: nothing is called that is not described at all."""
    return node.name in METHODS and node.path[-3:-2] in (("paths",), ("webhooks",))


def _read_as(wanted: str, value: Any) -> Any:
    """A value of another type as one of the wanted type; nothing where there is no plain way."""
    match wanted:
        case "string" if isinstance(value, (int, float)):
            return json.dumps(value)
        case "boolean":
            return _boolean(value)
        case "integer" | "number" if isinstance(value, str):
            return _number(value, wanted)
        case "array":
            return _list(value)
        case "object":
            return {}
        case _:
            return _NOTHING


def _boolean(value: Any) -> Any:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return bool(value) if isinstance(value, int) and value in (0, 1) else _NOTHING


def _number(text: str, wanted: str) -> Any:
    try:
        return int(text) if wanted == "integer" else float(text)
    except ValueError:
        return _NOTHING


def _list(value: Any) -> Any:
    if value is None or value == {}:
        return []
    single = is_mapping(value) or (isinstance(value, _SINGLE) and not isinstance(value, bool))
    return [value] if single else _NOTHING


def _shown(value: Any) -> str:
    if value == {}:
        return "an empty mapping"
    if is_list(value):
        return "a list of it" if value else "an empty list"
    return json.dumps(value)
