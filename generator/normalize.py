"""Turns every description into one of OpenAPI 3.1 in which each thing is said in one way.

Nothing after this stage knows the version a description was written in. What changes:

- ``nullable`` of a schema becomes ``null`` in its ``type`` and ``enum``, or one more alternative;
- ``exclusiveMinimum: true`` beside ``minimum`` becomes ``exclusiveMinimum`` alone, the same for the maximum;
- beside a ``$ref`` to a schema of 3.0 only annotations stay, and what plainly narrows the schema, with a warning
  (3.0.4, section 4.7.23.2: all siblings are ignored); a type that repeats the schema's goes without a word;
- parameters and servers of a path item are given to each of its operations that does not override them;
- a variable of a path template that nobody declares becomes a required text parameter.

Everything else stays as it is and where it is: a pointer into the result is a pointer into the source. What is new
stands behind what was there, and is located by its owner. No value that was read is changed; what differs is a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.diagnostics import Diagnostics
from generator.document import Context, Document, Node, Steps, inside, reference_to
from generator.document.node import pointer_of
from generator.document.paths import METHODS, identity, operations, variables
from generator.document.values import is_list, is_mapping, replaced

_ANNOTATIONS = frozenset(
    {
        *("title", "summary", "description", "default", "example", "examples", "deprecated"),
        *("readOnly", "writeOnly", "externalDocs", "xml"),
    }
)
_BESIDE_REF = _ANNOTATIONS | {"$ref", "nullable"}
_NARROWING: dict[str, type] = {"required": list, "properties": dict, "enum": list}
_NULL = {"type": "null"}


def normalize(document: Document, diagnostics: Diagnostics) -> Document:
    """The same description as OpenAPI 3.1, with the pointers of the source."""
    files = dict(document.files)
    for node, context in _regions(document):
        now = replace(document, files=files).at(node.file, node.path).value
        new = _Normalizing(document, node.file, diagnostics).value(now, context, node.path)
        if new is not now:
            files[node.file] = replaced(files[node.file], node.path, new)
    return _declare_variables(replace(document, files=files))


def _regions(document: Document) -> Iterator[tuple[Node, Context]]:
    """The root, and every place outside the objects of the root document that a reference leads to."""
    yield document.node, Context.OBJECT
    passed: set[Node] = set()
    for holder, context in document.references():
        target = holder.follow(holder.value["$ref"])
        if target.exists and not target.is_standard and target not in passed:
            passed.add(target)
            yield target, context


class _Normalizing:
    """Normalizes the values of one file."""

    def __init__(self, document: Document, file: str, diagnostics: Diagnostics) -> None:
        self._document = document
        self._file = file
        self._diagnostics = diagnostics
        self._is_30 = str(document.node.get("openapi")).startswith("3.0")

    def value(self, value: Any, context: Context, path: Steps) -> Any:
        """The value itself if there is nothing to change, else a copy."""
        if is_list(value):
            children = [
                self.value(child, context, (*path, index)) for index, child in enumerate(value)
            ]
            same = all(new is old for new, old in zip(children, value, strict=True))
            return value if same else children
        if not is_mapping(value):
            return value
        changed = {
            key: new
            for key, child in value.items()
            if isinstance(child, (dict, list)) and (within := inside(context, key, child))
            if (new := self.value(child, within, (*path, key))) is not child
        }
        value = {**value, **changed} if changed else value
        if context is Context.SCHEMA:
            return self._schema(value, path)
        return self._path_item(value, path) if context is Context.OBJECT else value

    # --- schemas -----------------------------------------------------------------------------------------------------

    def _schema(self, value: dict[str, Any], path: Steps) -> dict[str, Any]:
        if self._is_30 and "$ref" in value:
            value = self._without_siblings(value, path)
        for limit, keyword in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(value.get(keyword), bool):
                value = _with_exclusive(value, limit, keyword)
        if "nullable" in value:
            if not self._is_30:
                message = "'nullable' is not a keyword of OpenAPI 3.1; it is taken as in 3.0"
                hint = "add 'null' to the type"
                pointer = pointer_of(self._file, (*path, "nullable"))
                self._diagnostics.warning("outdated-nullable", pointer, message, hint)
            value = _with_null(value)
        return value

    def _without_siblings(self, value: dict[str, Any], path: Steps) -> dict[str, Any]:
        meant = {key for key, kind in _NARROWING.items() if isinstance(value.get(key), kind)}
        for key in (key for key in value if key in meant):
            message = f"'{key}' beside '$ref' has no meaning in OpenAPI 3.0; it is read as in 3.1"
            pointer = pointer_of(self._file, (*path, key))
            self._diagnostics.warning("unexpected-sibling", pointer, message, "use 'allOf'")
        known = _BESIDE_REF | meant
        ignored = [key for key in value if key not in known and not key.startswith("x-")]
        target = self._document.at(self._file, path).resolve()
        for key in (key for key in ignored if key != "type" or target.get(key) != value[key]):
            message = f"'{key}' beside '$ref' has no meaning in OpenAPI 3.0; it is left out"
            pointer = pointer_of(self._file, (*path, key))
            self._diagnostics.warning("ignored-sibling", pointer, message, "use 'allOf'")
        return {key: child for key, child in value.items() if key not in ignored}

    # --- path items --------------------------------------------------------------------------------------------------

    def _path_item(self, value: dict[str, Any], path: Steps) -> dict[str, Any]:
        """Gives what is shared by the operations of a path item to each of them."""
        if "parameters" not in value and "servers" not in value:
            return value
        given = {
            method: self._operation(value, (*path, method))
            for method in METHODS
            if is_mapping(value.get(method))
        }
        return {**value, **given} if given else value

    def _operation(self, item: dict[str, Any], path: Steps) -> dict[str, Any]:
        operation: dict[str, Any] = {**item[str(path[-1])]}
        if "servers" in item:
            operation.setdefault("servers", item["servers"])
        # As they are by now: an item that a reference leads to is met more than once.
        own = Node(self._document, self._file, (*path, "parameters"), operation.get("parameters"))
        known = {identity(node) for node in own.elements()}
        shared = [
            {"$ref": reference_to(node, own)}
            for node in self._document.at(self._file, (*path[:-1], "parameters")).elements()
            if identity(node) not in known
        ]
        if shared:
            operation["parameters"] = [*operation.get("parameters", []), *shared]
        return operation


def _with_exclusive(schema: dict[str, Any], limit: str, keyword: str) -> dict[str, Any]:
    """A schema of JSON Schema draft 4 in the terms of 2020-12 (validation, section 6.2)."""
    rest = {key: value for key, value in schema.items() if key != keyword}
    if schema[keyword] and limit in rest:
        rest[keyword] = rest.pop(limit)
    return rest


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with ``nullable`` in the terms of OpenAPI 3.1."""
    rest = {key: value for key, value in schema.items() if key != "nullable"}
    if schema["nullable"] is not True:
        return rest
    if "$ref" in rest or "allOf" in rest:
        outside = {key: rest.pop(key) for key in list(rest) if key in _ANNOTATIONS}
        return {**outside, "anyOf": [rest, _NULL]}
    for keyword in ("oneOf", "anyOf"):
        if is_list(rest.get(keyword)) and _NULL not in rest[keyword]:
            rest[keyword] = [*rest[keyword], _NULL]
    if is_list(rest.get("enum")) and None not in rest["enum"]:
        rest["enum"] = [*rest["enum"], None]
    types = rest.get("type", _implied_type(rest))
    types = types if is_list(types) else [types]
    if types != [None]:
        rest["type"] = [*types, "null"] if "null" not in types else types
    return rest


def _implied_type(schema: dict[str, Any]) -> str | None:
    if schema.keys() & {"properties", "additionalProperties", "required"}:
        return "object"
    return "array" if "items" in schema else None


# --- path templates --------------------------------------------------------------------------------------------------


def _declare_variables(document: Document) -> Document:
    for path, _, operation in operations(document):
        node = document.at(operation.file, (*operation.path, "parameters"))
        declared = {identity(parameter) for parameter in node.elements()}
        names = [name for name in variables(path or "") if ("path", name) not in declared]
        if names:
            given: list[Any] = node.value or []
            parameters = [*given, *map(_text_parameter, names)]
            value = replaced(document.files[node.file], node.path, parameters)
            document = replace(document, files={**document.files, node.file: value})
    return document


def _text_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
