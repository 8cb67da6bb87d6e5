"""What a parsed value is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard


def is_mapping(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def replaced(value: Any, path: Sequence[str | int], new: Any) -> Any:
    """The value with another one at a path; what is not on the path is shared, nothing is changed."""
    if not path:
        return new
    copy = value.copy()
    step = path[0]
    copy[step] = replaced(value[step], path[1:], new) if len(path) > 1 else new
    return copy


def removed(value: Any, path: Sequence[str | int]) -> Any:
    """The value without a member; an element of a list becomes null, so that the others keep their places."""
    *around, last = path
    owner = value
    for step in around:
        owner = owner[step]
    if is_mapping(owner):
        return replaced(value, around, {key: child for key, child in owner.items() if key != last})
    return replaced(value, path, None)


def as_index(step: str | int) -> int:
    """The list index a step of a pointer means; -1 if it means none (RFC 6901, section 4)."""
    return int(step) if str(step).isdecimal() else -1


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
