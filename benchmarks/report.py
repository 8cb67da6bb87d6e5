"""What was measured, as tables: kept part by part, put together in ``RESULTS.md``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.peers import CACHE

RESULTS = Path(__file__).parent / "RESULTS.md"

_PARTS = ("generate", "start", "call", "decode", "docs")
_HEAD = """# Measured beside the peers

Written by `python -m benchmarks`; every row of a table ran in turns with the others, and the figures are medians.
Seconds depend on the machine and on what else it does; the ratios hold. (For calls and decoding, a ratio is the
median of the ratios within each round, so it may differ from that of the medians beside it.) *Load* is how many
processes wanted a core on average in the minute before a part began and when it had ended: the measurement itself is
one, and what goes beyond the number of cores is noise.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the cells of a row in the order of the columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach, what was measured, and whether that reaches it; None: it could not be measured."""

    text: str
    measured: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page, with the versions it was measured with."""

    title: str
    tables: tuple[Table, ...]
    goals: tuple[Goal, ...]
    versions: Mapping[str, str]


def keep(name: str, part: Part, loads: Sequence[float]) -> None:
    """Keeps what a part measured, and writes the page anew."""
    folder = CACHE / "results"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "when": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "load": " and ".join(f"{load:.1f}" for load in loads),
    }
    (folder / f"{name}.json").write_text(json.dumps(facts | asdict(part)), "utf-8")
    found = [json.loads(path.read_text("utf-8")) for path in _kept(folder)]
    RESULTS.write_text("\n".join([_HEAD, _goals(found), *map(_part, found)]), "utf-8")


def text(part: Part) -> str:
    """The tables and goals of one part."""
    facts = dict.fromkeys(("when", "python", "machine", "load"), "-")
    whole = facts | asdict(part)
    return f"{_part(whole)}\n{_goals([whole])}"


def _kept(folder: Path) -> list[Path]:
    return [path for name in _PARTS if (path := folder / f"{name}.json").exists()]


def _goals(parts: Sequence[Mapping[str, Any]]) -> str:
    said = {True: "met", False: "**missed**", None: "not measured"}
    rows = [[g["text"], g["measured"], said[g["met"]]] for part in parts for g in part["goals"]]
    return f"## Goals\n\n{_grid(('goal', 'measured', ''), rows)}\n"


def _part(part: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in part["versions"].items())
    about = f"{part['when']}, {part['machine']}, CPython {part['python']}, load {part['load']}. "
    lines = [f"## {part['title']}", "", f"{about}{versions}.", ""]
    for table in part["tables"]:
        lines += [f"### {table['title']}", "", _grid(table["columns"], table["rows"]), ""]
        lines += [f"- {note}" for note in table["notes"]]
        lines += [""] if table["notes"] else []
    return "\n".join(lines)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows))
