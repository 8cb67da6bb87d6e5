"""From a description to a client on disk: whole processes, formatting included where a tool does it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measure import RunError, Sample, in_turns, run
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
from benchmarks.subjects import (
    MESSAGING,
    fresh,
    github,
    of_all_sizes,
    one_changed,
    output,
    sdksmith,
)
from generator import __version__

PEERS = (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, DATAMODEL_CODEGEN, CLIENTELE)
OWN = "sdksmith"
_SCRATCH = CACHE / "scratch"
_COLUMNS = ("tool", "s", "ratio", "peak MiB", "Python lines")


def measure(quick: bool) -> Part:
    """Every tool from cold, our own other runs, and how our time grows with the description."""
    peers, notes = _installed()
    tables = [_against(peers, MESSAGING, "Appwrite Messaging: 46 operations", 1 if quick else 7)]
    goals = [_goal("messaging: at most 0.5x of the fastest full peer", tables[0], peers)]
    table, own_goals = _own_runs(MESSAGING, "Appwrite Messaging", 1 if quick else 7)
    tables.append(table)
    goals += own_goals
    try:
        if quick:
            raise UnavailableError("GitHub's description was left out of a quick run")
        others = [peer for peer in peers if peer is not DATAMODEL_CODEGEN]
        tables.append(_against(others, github(), "GitHub: 13 MB, 1,223 operations", 3))
        goals.append(_goal("GitHub: at most 0.5x of the fastest full peer", tables[-1], peers))
        goals.append(_memory_goal(tables[-1]))
        table, own_goals = _own_runs(github(), "GitHub", 3)
        tables.append(table)
        goals += own_goals
        table, growth = _growth(2)
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
    failed = [peer.name for peer in peers if peer.full and peer.name not in seconds]
    measured = _with_failures(f"{ratio:.2f}x of {fastest}", failed)
    return Goal(text, measured, ratio <= 0.5)


def _memory_goal(table: Table) -> Goal:
    peak = next(row[3] for row in table.rows if row[0] == OWN)
    return Goal("GitHub: under 500 MiB", f"{peak} MiB", peak != "-" and float(peak) < 500)


# --- our own runs ----------------------------------------------------------------------------------------------------


def _own_runs(description: Path, name: str, rounds: int) -> tuple[Table, list[Goal]]:
    """The same tree again and again: with nothing to do, with one operation changed, only checked."""
    out = _SCRATCH / "own"
    here, other = (
        sdksmith(path, out, "client") for path in (description, one_changed(description))
    )

    def again(command: list[str]) -> Sample:
        run(here, [ROOT])
        return run(command, [ROOT], accepted=(0, 1))

    runs: dict[str, Callable[[], Sample]] = {
        "from cold": lambda: run(sdksmith(description, fresh(out), "client"), [ROOT]),
        "nothing to do": lambda: again(here),
        "one operation changed": lambda: again(other),
        "`--check` of a changed description": lambda: again([*other, "--check"]),
        "`--version`": lambda: run([sys.executable, "-m", "generator", "--version"], [ROOT]),
    }
    medians, failures = in_turns(runs, rounds, warm_up=rounds > 2)
    for run_name, why in failures.items():
        raise RunError(f"{name}, {run_name}: {why}")
    cold = medians["from cold"].seconds
    rows = [
        (kind, f"{found.seconds:.2f}", f"{found.seconds / cold:.2f}", f"{found.peak:.0f}")
        for kind, found in medians.items()
    ]
    goals = [
        Goal(
            f"{name}, nothing to do: under 0.15 s",
            *_within(medians["nothing to do"].seconds, 0.15, "s"),
        ),
        Goal(
            f"{name}, one operation changed: under a third of the cold time",
            *_within(medians["one operation changed"].seconds / cold, 1 / 3, "x"),
        ),
        Goal(
            f"{name}, `--check` costs no more than from cold",
            *_within(medians["`--check` of a changed description"].seconds / cold, 1.05, "x"),
        ),
    ]
    return (
        Table(f"sdksmith, {name}", ("run", "s", "ratio", "peak MiB"), tuple(rows)),
        goals,
    )


def _within(value: float, limit: float, unit: str) -> tuple[str, bool]:
    return f"{value:.2f} {unit}", value <= limit


def _growth(rounds: int) -> tuple[Table, Goal]:
    """Our time by the size of the description: the exponent of a fit through different ones. Raises UnavailableError."""
    descriptions = of_all_sizes()
    runs = {name: partial(_cold, path) for name, path in descriptions.items()}
    medians, failures = in_turns(runs, rounds, warm_up=False)
    sizes = {name: descriptions[name].stat().st_size / 1e6 for name in medians}
    work = [medians[name].work for name in sizes]
    exponent = _slope(list(sizes.values()), work)
    rows = [
        (name, f"{size:.2f}", f"{seconds:.2f}", f"{seconds / size:.2f}")
        for (name, size), seconds in zip(sizes.items(), work, strict=True)
    ]
    rows += [(name, "-", "-", why) for name, why in failures.items()]
    notes = (
        f"Exponent of the fit: {exponent:.2f}.",
        "JSON without spaces (GitHub's is 13 MB with them); seconds of both cores together.",
    )
    goal = Goal(
        "time grows with the bytes, exponent below 1.1",
        _with_failures(f"{exponent:.2f}", failures),
        exponent < 1.1,
    )
    columns = ("description", "MB", "s of CPU", "s per MB")
    return Table("sdksmith, descriptions of all sizes", columns, tuple(rows), notes), goal


def _with_failures(measured: str, failures: Iterable[str]) -> str:
    """What was measured, and what could not be."""
    names = ", ".join(failures)
    return f"{measured} ({names} failed)" if names else measured


def _slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The exponent by which the seconds grow with the sizes."""
    xs, ys = [math.log(size) for size in sizes], [math.log(time) for time in seconds]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - mean_x) ** 2 for x in xs)
