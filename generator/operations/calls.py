"""Calls the API makes: webhooks and callbacks (OpenAPI 3.1, sections 4.8.1 and 4.8.18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from generator.document import Node
from generator.document.paths import METHODS
from generator.frozen import frozen
from generator.operations.grouping import Place
from generator.schemas import same_json


@frozen()
class Call:
    """One such call. A callback has a ``url`` and the ids of the operations that bring it about."""

    name: str
    node: Node
    url: str = ""
    callers: list[str] = field(default_factory=list[str])


def calls(root: Node, places: Iterable[Place]) -> list[Call]:
    """All calls of a description; a callback that several operations describe in the same words is one."""
    found = [
        Call(name, node) for name, item in (root / "webhooks").items() for node in _operations(item)
    ]
    callbacks: dict[tuple[str, str, str], Call] = {}
    for place in places:
        for call in _callbacks(place.node):
            key = (call.name, call.url, f"{call.node.name} {same_json(call.node.value)}")
            callbacks.setdefault(key, call).callers.append(place.id)
    return [*found, *callbacks.values()]


def _callbacks(operation: Node) -> Iterator[Call]:
    for name, callback in (operation / "callbacks").items():
        for url, item in callback.resolve().items():
            for node in _operations(item):
                yield Call(name, node, url)


def _operations(item: Node) -> Iterator[Node]:
    for method, node in item.resolve().items():
        if method in METHODS:
            yield node
