"""The server that all examples share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.published.world import Stage, stage


@pytest.fixture(scope="session")
def the_stage() -> Iterator[Stage]:
    with stage() as here:
        yield here
