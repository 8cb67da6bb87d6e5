"""The extensions that say what OpenAPI cannot: error types, pagination, idempotency. One of a wrong shape is left out."""

from __future__ import annotations

from typing import TypeVar

from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Node
from generator.document.values import is_list, is_mapping
from generator.frozen import frozen

T = TypeVar("T")

_CODE = "invalid-extension"


class MalformedError(Exception):
    """An extension that cannot be used; it has been reported."""


@frozen()
class Extension:
    """Reads the members of an extension object. What is not as it must be is reported and raises MalformedError."""

    node: Node
    diagnostics: Diagnostics

    def only(self, *known: str) -> None:
        """Refuses members that do not exist."""
        if not is_mapping(self.node.value):
            raise self.refused(self.node, f"{self.node.name} is a mapping")
        for key, node in self.node.items():
            if key not in known:
                raise self.refused(node, f"there is no '{key}' here", did_you_mean(key, known))

    def text(self, key: str) -> str:
        value = self.node.get(key)
        if isinstance(value, str):
            return value
        raise self.refused(self.node / key, f"'{key}' of {self.node.name} is a text")

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self.node else None

    def one_of(self, key: str, *allowed: str) -> str:
        value = self.text(key)
        if value in allowed:
            return value
        message = f"'{key}' is one of {', '.join(allowed)}"
        raise self.refused(self.node / key, message, did_you_mean(value, allowed))

    def number(self, key: str, low: int, high: int) -> int:
        value = self.node.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        message = f"'{key}' of {self.node.name} is a whole number from {low} to {high}"
        raise self.refused(self.node / key, message)

    def texts(self, key: str) -> tuple[str, ...]:
        return texts(self.node / key, self.diagnostics) if key in self.node else ()

    def refused(self, node: Node, message: str, hint: str = "") -> MalformedError:
        """Reports a fault; the caller raises what comes back."""
        self.diagnostics.warning(_CODE, node, message, hint)
        return MalformedError(message)


def texts(node: Node, diagnostics: Diagnostics) -> tuple[str, ...]:
    """A list of texts. Raises MalformedError."""
    values = node.value if is_list(node.value) else [None]
    found = tuple(value for value in values if isinstance(value, str))
    if len(found) == len(values):
        return found
    diagnostics.warning(_CODE, node, f"'{node.name}' is a list of texts")
    raise MalformedError(node.name)
