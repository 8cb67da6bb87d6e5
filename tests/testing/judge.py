"""Holds every answer of every stand-in against the description, as it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from appwrite_messaging.testing import FakeAppwrite, SeenRequest
    from appwrite_messaging.testing.wire import Answer


@contextmanager
def listening() -> Iterator[list[str]]:
    """A list to which every answer that contradicts the description adds why, in process and over HTTP alike."""
    from appwrite_messaging.testing import FakeAppwrite
    from tests.testing import description

    found: list[str] = []
    answer = FakeAppwrite.answer

    def judged(fake: FakeAppwrite, request: SeenRequest) -> Answer:
        with fake._lock:  # the last request seen is this one
            given = answer(fake, request)
            found.extend(description.faults(fake.requests[-1].operation, given))
        return given

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeAppwrite, "answer", judged)
        yield found


def unmet(found: list[str], meant: list[str]) -> list[str]:
    """Contradictions nobody meant, and those that were meant and did not occur."""
    return [
        *(verdict for verdict in found if not any(fnmatchcase(verdict, p) for p in meant)),
        *(f"not seen: {p}" for p in meant if not any(fnmatchcase(v, p) for v in found)),
    ]
