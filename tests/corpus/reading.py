"""What a description asks of a request, read without the generator's help.

Only what can be said with certainty is said: a parameter whose schema is beyond this reading is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import unquote

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_NOT_SENT = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """``name`` is None if the parts of an object travel under names of their own."""

    location: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A success that the description shows: status, media type and value."""

    status: int
    media_type: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One operation as its description has it; ``pointer`` is its place in the file."""

    pointer: str
    method: str
    path: str
    own_servers: bool
    required: tuple[Parameter, ...]
    media_types: tuple[str, ...] = ()
    body_required: bool = False
    members: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Members that a JSON body must have, by media type."""
    examples: tuple[Example, ...] = ()


Identity = tuple[str, str]
"""What tells operations apart: several paths may refer to one path item, and several differ in a fragment only."""


def identity(pointer: str, path: str) -> Identity:
    """The identity of an operation by the place where it is described and its path, however that is written."""
    template = path.partition("#")[0]
    return pointer, template if template.startswith("/") else f"/{template}"


class Reading:
    """Reads the operations of a parsed document."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def operations(self) -> Iterator[Expected]:
        for path, found in _items(self._get(self._document, "paths")):
            place = f"/paths/{_escaped(path)}"
            if _is_mapping(found) and isinstance(found.get("$ref"), str):
                place = unquote(found["$ref"].partition("#")[2])
            item = self._resolved(found)
            for method, operation in _items(item):
                if method in METHODS and _is_mapping(operation):
                    yield self._operation(f"{place}/{method}", path, item, method, operation)

    def _operation(
        self, pointer: str, path: str, item: Any, method: str, operation: Any
    ) -> Expected:
        body = self._resolved(self._get(operation, "requestBody"))
        content = dict(_items(self._get(body, "content")))
        return Expected(
            pointer=pointer,
            method=method.upper(),
            path=path,
            own_servers=bool(self._get(operation, "servers") or self._get(item, "servers")),
            required=tuple(self._required(path, item, operation)),
            media_types=tuple(content),
            body_required=self._get(body, "required") is True,
            members={name: self._members(media) for name, media in content.items()},
            examples=tuple(self._examples(operation)),
        )

    # --- parameters --------------------------------------------------------------------------------------------------

    def _required(self, path: str, item: Any, operation: Any) -> Iterator[Parameter]:
        variables = set(re.findall(r"\{([^{}]*)\}", path))
        found: dict[tuple[str, str], Any] = {}
        for owner in (item, operation):
            own: dict[tuple[str, str], Any] = {}
            for element in _elements(self._get(owner, "parameters")):
                parameter = self._resolved(element)
                location, name = self._get(parameter, "in"), self._get(parameter, "name")
                if isinstance(location, str) and isinstance(name, str):
                    key = name.lower() if location == "header" else name
                    own.setdefault((location, key), parameter)
            found |= own
        for (location, _), parameter in found.items():
            name = parameter["name"]
            ignored = location == "header" and name.lower() in _NOT_SENT
            if location in ("query", "header", "cookie") and not ignored:
                if parameter.get("required") is True:
                    yield Parameter(location, None if self._is_spread(parameter) else name)
            elif location == "path" and name in variables:
                yield Parameter(location, name)

    def _is_spread(self, parameter: Any) -> bool:
        """Whether the members of an object may travel under their own names (form style, exploded)."""
        schema = self._resolved(self._get(parameter, "schema"))
        kind = self._get(schema, "type")
        plain = kind in ("string", "integer", "number", "boolean") or "enum" in _keys(schema)
        return not plain and kind != "array" and "content" not in _keys(parameter)

    # --- bodies ------------------------------------------------------------------------------------------------------

    def _members(self, media: Any) -> frozenset[str]:
        """Members that any value of a schema must have, as far as the schema says so plainly."""
        names: set[str] = set()
        hidden: set[str] = set()
        pending = [self._get(media, "schema")]
        passed: list[Any] = []
        while pending:
            schema = self._resolved(pending.pop())
            if not _is_mapping(schema) or any(schema is other for other in passed):
                continue
            passed.append(schema)
            if schema.get("nullable") or self._get(schema, "type") not in ("object", None):
                return frozenset()
            required = _elements(schema.get("required"))
            names.update(name for name in required if name and isinstance(name, str))
            for name, member in _items(schema.get("properties")):
                if self._says(member, "readOnly"):
                    hidden.add(name)
            pending += _elements(schema.get("allOf"))
        return frozenset(map(str, names - hidden))

    def _says(self, schema: Any, flag: str) -> bool:
        pending, passed = [schema], 0
        while pending and passed < 50:
            schema = pending.pop()
            passed += 1
            if self._get(schema, flag) is True:
                return True
            if _is_mapping(schema):
                pending += _elements(schema.get("allOf"))
                if isinstance(schema.get("$ref"), str):
                    pending.append(self._resolved(schema))
        return False

    # --- examples ----------------------------------------------------------------------------------------------------

    def _examples(self, operation: Any) -> Iterator[Example]:
        for status, found in _items(self._get(operation, "responses")):
            number = _success(status)
            for name, media in _items(self._get(self._resolved(found), "content")):
                if number is None or "json" not in name or "json-seq" in name:
                    continue
                for value in self._values(media):
                    yield Example(number, name, value)

    def _values(self, media: Any) -> Iterator[Any]:
        if "example" in _keys(media):
            yield media["example"]
        for _, found in _items(self._get(media, "examples")):
            example = self._resolved(found)
            if "value" in _keys(example):
                yield example["value"]
        schema = self._resolved(self._get(media, "schema"))
        if "example" in _keys(schema):
            yield schema["example"]

    # --- references --------------------------------------------------------------------------------------------------

    def _get(self, value: Any, key: str) -> Any:
        return value.get(key) if _is_mapping(value) else None

    def _resolved(self, value: Any) -> Any:
        for _ in range(50):
            if not _is_mapping(value) or not isinstance(value.get("$ref"), str):
                return value
            target: Any = self._document
            for step in unquote(value["$ref"].partition("#")[2]).split("/")[1:]:
                target = _step(target, step.replace("~1", "/").replace("~0", "~"))
            value = target
        return None


def _is_mapping(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _step(value: Any, step: str) -> Any:
    if _is_mapping(value):
        return value.get(step)
    if _is_list(value) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def _success(status: str) -> int | None:
    text = str(status).upper()
    if text in ("204", "205") or not text.startswith("2"):
        return None
    return 200 if text == "2XX" else int(text) if text.isdecimal() else None


def _keys(value: Any) -> set[str]:
    return set(value) if _is_mapping(value) else set()


def _items(value: Any) -> list[tuple[str, Any]]:
    return [(str(key), child) for key, child in value.items()] if _is_mapping(value) else []


def _elements(value: Any) -> list[Any]:
    return value if _is_list(value) else []


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
