"""From a description to a client on disk: whole processes, formatting included where a tool does it."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measure import Sample, in_turns, run
from benchmarks.peers import (
    CACHE,
    CLIENTELE,
    DATAMODEL_CODEGEN,
    OPENAPI_GENERATOR,
    OPENAPI_PYTHON_CLIENT,
    ROOT,
    Peer,
    UnavailableError,
)
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import MESSAGING, fresh, github, one_changed, output, sdksmith, share_of
from generator import __version__

PEERS = (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, DATAMODEL_CODEGEN, CLIENTELE)
OWN = "sdksmith"
_SCRATCH = CACHE / "scratch"
_COLUMNS = ("tool", "s", "ratio", "peak MiB", "Python lines")
_SHARES = (16, 8, 4, 2, 1)


def measure(quick: bool) -> Part:
    """Every tool from cold, our own other runs, and how our time grows with the description."""
    peers, notes = _installed()
    tables = [_against(peers, MESSAGING, "Appwrite Messaging: 46 operations", 1 if quick else 7)]
    goals = [_goal("messaging: at most 0.5x of the fastest full peer", tables[0], peers)]
    table, own_goals = _own_runs(1 if quick else 7)
    tables.append(table)
    goals += own_goals
    try:
        if quick:
            raise UnavailableError("GitHub's description was left out of a quick run")
        others = [peer for peer in peers if peer is not DATAMODEL_CODEGEN]
        tables.append(_against(others, github(), "GitHub: 13 MB, 1,223 operations", 2))
        goals.append(_goal("GitHub: at most 0.5x of the fastest full peer", tables[-1], peers))
        goals.append(_memory_goal(tables[-1]))
        table, growth = _growth(github(), 2)
        tables.append(table)
        goals.append(growth)
    except UnavailableError as reason:
        notes += (str(reason),)
    versions = {OWN: __version__} | {peer.name: peer.version for peer in peers}
    return Part("Generate", _with_notes(tables, notes), tuple(goals), versions)


def _installed() -> tuple[list[Peer], tuple[str, ...]]:
    found: list[Peer] = []
    notes: list[str] = []
    for peer in PEERS:
        try:
            found.append(peer.install())
        except UnavailableError as reason:
            notes.append(str(reason))
    return found, tuple(notes)


def _with_notes(tables: list[Table], notes: tuple[str, ...]) -> tuple[Table, ...]:
    explained = (
        "sdksmith also writes the documentation (Markdown, HTML, search), which no peer does.",
        "Its templates are compiled once and kept, as Python keeps compiled modules.",
        "datamodel-code-generator writes models only (for GitHub it is left out: it takes minutes).",
        "clientele writes one thin module; openapi-generator runs unformatted, as it comes.",
        "openapi-generator's own validation is off: it refuses descriptions it can generate from.",
        *notes,
    )
    first, *others = tables
    return (Table(first.title, first.columns, first.rows, (*first.notes, *explained)), *others)


# --- against the peers -----------------------------------------------------------------------------------------------


def _against(peers: list[Peer], description: Path, title: str, rounds: int) -> Table:
    runs: dict[str, Callable[[], Sample]] = {OWN: partial(_cold, description)}
    runs |= {peer.name: partial(_cold_peer, peer, description) for peer in peers}
    medians, failures = in_turns(runs, rounds, warm_up=rounds > 2)
    rows = [
        (
            name,
            f"{sample.seconds:.2f}",
            f"{sample.seconds / medians[OWN].seconds:.2f}",
            f"{sample.peak:.0f}",
            f"{_lines(_SCRATCH / name):,}",
        )
        for name, sample in medians.items()
    ]
    rows += [(name, "-", "-", "-", why) for name, why in failures.items()]
    return Table(title, _COLUMNS, tuple(rows), (f"Median of {rounds} runs into an empty folder.",))


def _cold(description: Path) -> Sample:
    return run(sdksmith(description, fresh(_SCRATCH / OWN), "client"), [ROOT])


def _cold_peer(peer: Peer, description: Path) -> Sample:
    return run(peer.run(description, output(peer, fresh(_SCRATCH / peer.name))))


def _lines(folder: Path) -> int:
    return sum(len(path.read_bytes().splitlines()) for path in folder.rglob("*.py"))


def _seconds(table: Table) -> Mapping[str, float]:
    return {row[0]: float(row[1]) for row in table.rows if row[1] != "-"}


def _goal(text: str, table: Table, peers: list[Peer]) -> Goal:
    seconds = _seconds(table)
    full = {peer.name: seconds[peer.name] for peer in peers if peer.full and peer.name in seconds}
    if not full or OWN not in seconds:
        return Goal(text, "-", None)
    fastest = min(full, key=lambda name: full[name])
    ratio = seconds[OWN] / full[fastest]
    return Goal(text, f"{ratio:.2f}x of {fastest}", ratio <= 0.5)


def _memory_goal(table: Table) -> Goal:
    peak = next(row[3] for row in table.rows if row[0] == OWN)
    return Goal("GitHub: under 500 MiB", f"{peak} MiB", peak != "-" and float(peak) < 500)


# --- our own runs ----------------------------------------------------------------------------------------------------


def _own_runs(rounds: int) -> tuple[Table, list[Goal]]:
    """The same tree again and again: with nothing to do, with one operation changed, only checked."""
    out = _SCRATCH / "own"
    here, changed = sdksmith(MESSAGING, out, "client"), one_changed(MESSAGING)
    other = sdksmith(changed, out, "client")

    def again(command: list[str]) -> Sample:
        run(here, [ROOT])
        return run(command, [ROOT], accepted=(0, 1))

    runs: dict[str, Callable[[], Sample]] = {
        "from cold": lambda: run(sdksmith(MESSAGING, fresh(out), "client"), [ROOT]),
        "nothing to do": lambda: again(here),
        "one operation changed": lambda: again(other),
        "`--check` of a changed description": lambda: again([*other, "--check"]),
        "`--version`": lambda: run([sys.executable, "-m", "generator", "--version"], [ROOT]),
    }
    medians, _ = in_turns(runs, rounds)
    cold = medians["from cold"].seconds
    rows = [
        (name, f"{found.seconds:.2f}", f"{found.seconds / cold:.2f}", f"{found.peak:.0f}")
        for name, found in medians.items()
    ]
    goals = [
        Goal("nothing to do: under 0.15 s", *_within(medians["nothing to do"].seconds, 0.15, "s")),
        Goal(
            "one operation changed: under a third of the cold time",
            *_within(medians["one operation changed"].seconds / cold, 1 / 3, "x"),
        ),
        Goal(
            "`--check` costs no more than from cold",
            *_within(medians["`--check` of a changed description"].seconds / cold, 1.05, "x"),
        ),
    ]
    return (
        Table("sdksmith, Appwrite Messaging", ("run", "s", "ratio", "peak MiB"), tuple(rows)),
        goals,
    )


def _within(value: float, limit: float, unit: str) -> tuple[str, bool]:
    return f"{value:.2f} {unit}", value <= limit


def _growth(description: Path, rounds: int) -> tuple[Table, Goal]:
    """Our time by the size of the description: the exponent of a fit through parts of it."""
    parts = {str(share): share_of(description, share) for share in _SHARES}
    runs = {share: partial(_cold, path) for share, path in parts.items()}
    medians, _ = in_turns(runs, rounds, warm_up=False)
    seconds = [medians[share].seconds for share in parts]
    sizes = [path.stat().st_size for path in parts.values()]
    operations = [_operations(path) for path in parts.values()]
    exponent = _slope(sizes, seconds)
    rows = [
        (f"1/{share}", f"{count:,}", f"{size / 1e6:.2f}", f"{time:.2f}", f"{time / size * 1e6:.2f}")
        for share, count, size, time in zip(parts, operations, sizes, seconds, strict=True)
    ]
    notes = (
        f"Exponent of the fit by bytes: {exponent:.2f}; by operations: {_slope(operations, seconds):.2f}.",
        "Each part has the components its paths need: the smaller, the more of it is components.",
    )
    goal = Goal("time grows with the bytes, exponent below 1.1", f"{exponent:.2f}", exponent < 1.1)
    columns = ("paths", "operations", "MB", "s", "s per MB")
    return Table("sdksmith, parts of GitHub's description", columns, tuple(rows), notes), goal


def _operations(description: Path) -> int:
    paths = json.loads(description.read_bytes())["paths"]
    return sum("responses" in item for path in paths.values() for item in path.values())


def _slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The exponent by which the seconds grow with the sizes."""
    xs, ys = [math.log(size) for size in sizes], [math.log(time) for time in seconds]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - mean_x) ** 2 for x in xs)
