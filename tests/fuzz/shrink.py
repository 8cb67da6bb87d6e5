"""The smallest description that still fails in the same way."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

from tests.fuzz.mutate import places

PATIENCE = 60.0
"""Seconds to try."""


def shrunk(name: str, data: bytes, fails: Callable[[str, bytes], bool]) -> tuple[str, bytes]:
    """Leaves out members, elements and lines as long as ``fails`` says that it still does."""
    until = time.monotonic() + PATIENCE
    try:
        value = json.loads(data)
    except ValueError:
        return name, _fewer_lines(name, data, fails, until)
    return name, _text(_fewer_members(name, value, fails, until))


def _text(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _fewer_members(name: str, value: Any, fails: Callable[[str, bytes], bool], until: float) -> Any:
    smaller = True
    while smaller:
        smaller = False
        for number in range(sum(1 for _ in places(value))):
            while time.monotonic() < until:
                less = copy.deepcopy(value)
                found = list(places(less))[number : number + 1]
                for holder, key in found:
                    del holder[key]
                if not found or not fails(name, _text(less)):
                    break
                value, smaller = less, True
    return value


def _fewer_lines(
    name: str, data: bytes, fails: Callable[[str, bytes], bool], until: float
) -> bytes:
    lines = data.split(b"\n")
    size = len(lines) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(lines) and time.monotonic() < until:
            less = lines[:at] + lines[at + size :]
            if fails(name, b"\n".join(less)):
                lines = less
            else:
                at += size
        size //= 2
    return b"\n".join(lines)
