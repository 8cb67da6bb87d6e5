"""Has every object the shape OpenAPI gives it?

The JSON Schemas are those of openapi-spec-validator, which knows the objects of OpenAPI and leaves everything inside a
3.1 schema to JSON Schema's own meta-schema. They are run by jsonschema-rs: the findings of the validator's own run,
but each with its path and with what every alternative of a ``oneOf`` was missing, and a hundred times as fast.

References need no resolving for this: a Reference Object is a valid object. Only what stands outside the places a
root document has, in other files above all, is put where it is referenced from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft4Validator, Draft202012Validator, Registry

from generator.diagnostics import Diagnostics
from generator.document import Document, Node, Steps
from generator.document.paths import template
from generator.document.values import is_list, is_mapping, replaced
from generator.frozen import frozen
from generator.validate.findings import Finding, findings
from generator.validate.repair import repair

_JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_MAX_STEPS = 150
"""Steps into the bundle below which nothing more is put in: the validator recurses."""
_NAMELESS = re.compile("\"\" ?:|'' ?:")
_EMPTY = "(empty)"
"""What an empty name is called for the validator: its paths leave out empty steps."""


def check(document: Document, diagnostics: Diagnostics) -> Document:
    """Reports every violation of the schema of the document's own version; returns the document with its repairs.

    An error is only what takes away the meaning: most of what the schema objects to does no harm to a client.
    """
    whole = bundle(document)
    nameless = any(_NAMELESS.search(source.lines.text) for source in document.sources.values())
    value = _named(whole.value) if nameless else whole.value
    try:
        errors = _validator(document.node.get("openapi")).iter_errors(value)
    except ValueError:  # what it raises beyond a depth of its own
        message = "with its references followed this is nested too deep to be checked"
        diagnostics.error("too-deep", document.node, message)
        return document
    found = [finding for error in errors for finding in findings(error)]
    conditional = [finding.path for finding in found if finding.conditional]
    doubtful = {around for path in conditional for around in (path, path[:-1])}
    for finding in found:
        if finding.unexpected and finding.path[:-1] in doubtful:
            continue
        # What is of the wrong type for its place may be right elsewhere: the reference to it is at fault.
        holder = whole.holders.get(finding.path) if finding.wanted else None
        node = holder or whole.node(finding.path)
        if _is_vital(finding):
            diagnostics.error("invalid-structure", node, finding.message)
        elif remedy := repair(node, finding):
            diagnostics.warning("invalid-structure", node, f"{finding.message}; {remedy.text}")
            document = remedy.apply(document, node)
        else:
            diagnostics.warning("invalid-structure", node, finding.message)
    return document


def _named(value: Any) -> Any:
    """A copy in which no name is empty."""
    if is_list(value):
        return [_named(element) for element in value]
    if is_mapping(value):
        return {name or _EMPTY: _named(child) for name, child in value.items()}
    return value


def _is_vital(finding: Finding) -> bool:
    """Whether a finding leaves open what there is to call, or how."""
    path = finding.path
    if path in ((), ("paths",)):
        return bool(finding.wanted)
    if path[-2:-1] == ("parameters",):
        return finding.missing in ("name", "in")
    return path[-3:-2] == ("parameters",) and path[-1] in ("name", "in")


def _validator(version: str) -> Draft4Validator | Draft202012Validator:
    if version.startswith("3.0"):
        openapi = _schema("3.0")
        # A component whose name is none by the text is looked into all the same: such names are common.
        for components in openapi["definitions"]["Components"]["properties"].values():
            (components["additionalProperties"],) = components["patternProperties"].values()
        return Draft4Validator(openapi, validate_formats=False)
    openapi = _schema("3.1")
    schema = {
        "$schema": _JSON_SCHEMA,
        "$id": "urn:sdksmith:openapi-3.1",
        "$ref": openapi["$id"],
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": _JSON_SCHEMA}},
    }
    registry = Registry([(openapi["$id"], openapi)])
    return Draft202012Validator(schema, validate_formats=False, registry=registry)


def _schema(version: str) -> dict[str, Any]:
    """A schema of openapi-spec-validator, from its file: importing the package takes longer than all checks."""
    package = find_spec("openapi_spec_validator")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "resources/schemas"
    schema: dict[str, Any] = json.loads((folder / f"v{version}/schema.json").read_bytes())
    return schema


# --- one document of several -----------------------------------------------------------------------------------------


@frozen()
class Bundle:
    """The root document with everything put in that the schema would not see otherwise."""

    value: Any
    origins: Mapping[Steps, Node]
    """What was put in, by its path in the bundle."""
    holders: Mapping[Steps, Node]
    """The references it took the place of."""

    def node(self, path: Steps) -> Node:
        """The node of the description that a path of the bundle means."""
        path = tuple("" if step == _EMPTY else step for step in path)
        length = next(n for n in range(len(path), -1, -1) if path[:n] in self.origins)
        node = self.origins[path[:length]]
        for step in path[length:]:
            node = node / step
        return node


def bundle(document: Document) -> Bundle:
    """Puts every target that is not part of the root's own objects in the place of the first reference to it.

    A path that does not begin with a slash is put in with one: the schema would not look into it otherwise.
    """
    paths = document.node / "paths"
    renamed = {n: n if template(n) in paths else template(n) for n, _ in paths.items()}
    value: Any = document.node.value
    if is_mapping(paths.value) and any(name != new for name, new in renamed.items()):
        value = replaced(value, ("paths",), {renamed[name]: i for name, i in paths.value.items()})
    origins: dict[Steps, Node] = {(): document.node}
    origins |= {("paths", new): paths / name for name, new in renamed.items() if new != name}
    holders: dict[Steps, Node] = {}
    places: dict[Node, Steps] = {document.node: ()}
    for holder, _ in document.references():
        target = holder.follow(holder.value["$ref"])
        is_object = is_mapping(target.value) or isinstance(target.value, bool)
        if target.is_standard or target in places or not is_object:
            continue
        place = _place(holder, places)
        if place and len(place) < _MAX_STEPS and _at(value, place) is holder.value:
            value = replaced(value, place, target.value)
            places[target] = place
            origins[tuple(map(str, place))] = target
            holders[tuple(map(str, place))] = holder
    return Bundle(value, origins, holders)


def _place(node: Node, places: Mapping[Node, Steps]) -> Steps | None:
    """The path of a node in the bundle, if it is part of something that is there."""
    for length in range(len(node.path), -1, -1):
        around = Node(node.document, node.file, node.path[:length], None)
        if around in places:
            return (*places[around], *node.path[length:])
    return None


def _at(value: Any, path: Steps) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):  # something else was put in on the way
            return None
    return value
