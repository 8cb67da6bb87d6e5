"""The pytest plugin: the fixture ``fake_appwrite``. Nothing heavy is imported before a test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import FakeAppwrite


@pytest.fixture
def fake_appwrite() -> FakeAppwrite:
    """An Appwrite Messaging server in memory, new for each test."""
    from .fake import FakeAppwrite

    return FakeAppwrite()
