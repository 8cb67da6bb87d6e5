"""What is known of one document after its run, as JSON lines that a later run can continue."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["generated", "refused", "crashed", "timeout"]


@dataclass(slots=True)
class Record:
    """``seconds`` and ``peak`` (MiB, of both processes at most) are those of generating, ``checked`` are seconds with all
    checks but types.
    Lists of findings hold the first ones only; ``counts`` has their numbers, by the check they belong to.
    """

    name: str
    size: int
    outcome: Outcome = "crashed"
    seconds: float = 0.0
    checked: float = 0.0
    peak: int = 0
    operations: int = 0
    generated: int = 0
    lost: list[str] = field(default_factory=list[str])
    """Operations that neither became a method nor are named by an error."""
    diagnostics: dict[str, int] = field(default_factory=dict[str, int])
    shown: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    errors: list[str] = field(default_factory=list[str])
    modules: int = 0
    calls: int = 0
    examples: int = 0
    counts: dict[str, int] = field(default_factory=dict[str, int])
    findings: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def note(self, check: str, found: list[str], shown: int = 20) -> None:
        """Keeps what a check found."""
        self.counts[check] = len(found)
        if found:
            self.findings[check] = found[:shown]

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Record:
        members: dict[str, Any] = json.loads(text)
        return Record(**members)


def read(path: Path) -> list[Record]:
    """The records of a file; none if there is no file."""
    if not path.exists():
        return []
    return [Record.from_json(line) for line in path.read_text("utf-8").splitlines()]
