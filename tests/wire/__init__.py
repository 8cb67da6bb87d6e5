"""All 46 operations as calls: what a person writes, what must be on the wire, and what must come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """A body as the server sends it, and the object it must become: its class and its attributes.

    In ``attributes`` a mapping stands for an object (or a plain dict), a list for a list.
    """

    json: Mapping[str, Any]
    type: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``path`` is below the endpoint; ``body`` None: no body is sent; ``answer`` None: nothing comes back."""

    operation: str
    arguments: Mapping[str, Any]
    path: str
    query: Sequence[tuple[str, str]] = ()
    body: Mapping[str, Any] | None = None
    answer: Sample | None = None
    credentials: Mapping[str, str] = field(default_factory=lambda: {"key": "a-secret-key"})
