"""The named types of an API: claimed by name when first met, built later, from a queue."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeAlias

from generator import ir
from generator.naming import Scope

Build: TypeAlias = Callable[[str], ir.Declaration]
"""Makes a declaration under the name that was claimed for it."""


class Registry:
    """Declarations by key, in the order in which they were claimed."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._names: dict[ir.Key, str] = {}
        self._built: dict[ir.Key, ir.Declaration | None] = {}
        self._pending: deque[tuple[ir.Key, Build]] = deque()

    def reserve(self, key: ir.Key, name: str) -> None:
        """Gives a key a claimed name before anything is known about the type."""
        self._names[key] = name

    def name(self, key: ir.Key) -> str | None:
        return self._names.get(key)

    def declare(self, key: ir.Key, candidates: tuple[str, ...], build: Build) -> str:
        """Claims a name for a key, unless it has one, and queues the declaration. Returns the name."""
        if key not in self._names:
            self._names[key] = self._scope.claim(*candidates)
        if key not in self._built:
            self._built[key] = None
            self._pending.append((key, build))
        return self._names[key]

    def is_declared(self, key: ir.Key) -> bool:
        return key in self._built

    def build(self) -> None:
        """Builds what is queued, and what that makes necessary, until nothing is left."""
        while self._pending:
            key, build = self._pending.popleft()
            self._built[key] = build(self._names[key])

    def replace(self, declaration: ir.Declaration) -> None:
        self._built[declaration.key] = declaration

    def __getitem__(self, key: ir.Key) -> ir.Declaration:
        declaration = self._built[key]
        assert declaration is not None, "build() comes first"
        return declaration

    def declarations(self) -> Iterator[ir.Declaration]:
        for declaration in self._built.values():
            if declaration is not None:
                yield declaration
