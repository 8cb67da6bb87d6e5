"""What several ask for and is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")

_NOTHING: Any = object()


class Once:
    """Keeps what was made by its key. A key tells all that what is made depends on."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[object, Any] = {}

    def __call__(self, key: object, make: Callable[[], Made]) -> Made:
        """What belongs to the key, made now if it is the first time."""
        # One look-up, because hashing a key can cost as much as making what it stands for.
        made: Made = self._made.get(key, _NOTHING)
        if made is _NOTHING:
            made = self._made[key] = make()
        return made
