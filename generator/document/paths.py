"""Where the operations of a description stand, and what tells its parameters apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.document.node import Document, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The fields of a path item that hold operations (OpenAPI 3.1, section 4.8.9)."""

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def operations(document: Document) -> Iterator[tuple[str | None, Node, Node]]:
    """Every operation in document order: its path template (None for a webhook), path item and own node."""
    for kind in ("paths", "webhooks"):
        for name, place in (document.node / kind).items():
            path = template(name)
            item = place.resolve()
            for method, operation in item.items():
                if method in METHODS and isinstance(operation.value, dict):
                    yield path if kind == "paths" else None, item, operation


def template(path: str) -> str:
    """The path template that a key of ``paths`` means: it begins with a slash, also where that was forgotten."""
    return path if path.startswith(("/", "x-")) else f"/{path}"


def variables(path: str) -> tuple[str, ...]:
    """The names in a path template, each once (OpenAPI 3.1, section 4.8.8.1)."""
    return tuple(dict.fromkeys(_VARIABLE.findall(path)))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with a value in place of each of its variables."""
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def identity(parameter: Node) -> tuple[str, str]:
    """The location and name that make a parameter unique (OpenAPI 3.1, section 4.8.12); header names ignore case."""
    resolved = parameter.resolve()
    location, name = str(resolved.get("in")), str(resolved.get("name"))
    return location, name.lower() if location == "header" else name
