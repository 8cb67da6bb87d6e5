"""Tests for shapes of values that keep type checkers informed."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array, or a tuple in its place."""
    return isinstance(value, (list, tuple))


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def is_bytes(value: object) -> TypeGuard[bytes]:
    """Whether a value is bytes in memory, or behaves so."""
    return isinstance(value, (bytes, bytearray, memoryview))
