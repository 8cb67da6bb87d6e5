"""What a test of an error needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appwrite_messaging.testing import FakeAppwrite
from tests.facts import Fact

Arrange = Callable[[FakeAppwrite, Fact], dict[str, Any]]
"""Prepares the project and returns the arguments the call is made with besides the usual ones."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way an operation ends in an error."""

    operation: str
    error: str
    message: str
    arrange: Arrange = field(default=lambda fake, fact: {})

    @property
    def id(self) -> str:
        return f"{self.operation}-{self.error}"
