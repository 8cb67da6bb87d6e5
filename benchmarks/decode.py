"""The text of an answer to objects, without any transport."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import Rounds, Worker, workers_in_turns
from benchmarks.payload import SIZE
from benchmarks.peers import (
    APPWRITE,
    DATAMODEL_CODEGEN,
    OPENAPI_GENERATOR,
    OPENAPI_PYTHON_CLIENT,
    Peer,
    UnavailableError,
)
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import GENERATED, MESSAGING, client

_OWN = ("json_loads", "msgspec_bare", "sdk", "sdk_lenient")
_PEERS = {
    "pydantic": DATAMODEL_CODEGEN,
    "openapi_python_client": OPENAPI_PYTHON_CLIENT,
    "openapi_generator": OPENAPI_GENERATOR,
    "appwrite": APPWRITE,
}
_MANY = 1000
_NOTES = ("Bare msgspec is told that every message is an email; the SDK finds out what each is.",)


def measure(quick: bool) -> Part:
    """Time for one page, and memory for a thousand messages that are kept."""
    peers, notes = _installed()
    calls: dict[str, Peer | None] = {**dict.fromkeys(_OWN), **peers}
    found = _rounds(calls, 3 if quick else 60)
    memory = {name: _memory(name, calls[name]) for name in found.seconds}
    rows = tuple(
        (
            name.replace("_", " "),
            f"{found.median(name) * 1e6:.0f}",
            f"{found.ratio(name, 'json_loads'):.2f}",
            f"{memory[name]:.2f}",
        )
        for name in found.fastest_first()
    )
    title = f"{SIZE} messages; memory that {_MANY:,} of them take"
    table = Table(title, ("decoder", "us", "ratio", "MiB"), rows, (*_NOTES, *notes, *found.notes()))
    versions = {peer.name: peer.version for peer in peers.values()}
    return Part("Decode", (table,), tuple(_goals(found, memory)), versions)


def _installed() -> tuple[dict[str, Peer], tuple[str, ...]]:
    found: dict[str, Peer] = {}
    notes: list[str] = []
    for name, peer in _PEERS.items():
        try:
            _paths(peer.install())
        except UnavailableError as reason:
            notes.append(str(reason))
        else:
            found[name] = peer
    return found, tuple(notes)


def _paths(peer: Peer | None) -> list[Path]:
    if peer is None:
        return [GENERATED]
    return [client(peer, MESSAGING)] if peer.command else []


def _worker(name: str, peer: Peer | None, count: int) -> Worker:
    python = peer.python if peer else sys.executable
    return Worker(python, f"benchmarks.decoders:{name}", str(count), _paths(peer))


def _rounds(calls: Mapping[str, Peer | None], rounds: int) -> Rounds:
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(_worker(name, peer, SIZE)) for name, peer in calls.items()
        }
        return workers_in_turns(workers, 50, rounds)


def _memory(name: str, peer: Peer | None) -> float:
    """MiB that so many decoded messages add to a process that has decoded one."""
    peaks: list[float] = []
    for count in (1, _MANY):
        with _worker(name, peer, count) as worker:
            worker.seconds(1)
            peaks.append(worker.peak())
    return peaks[1] - peaks[0]


def _goals(found: Rounds, memory: Mapping[str, float]) -> list[Goal]:
    bare = found.ratio("sdk", "msgspec_bare")
    goals = [Goal("within 1.2x of bare msgspec", f"{bare:.2f}x", bare <= 1.2)]
    text = "the lenient path within 3x of pydantic"
    if "pydantic" in found.seconds:
        lenient = found.ratio("sdk_lenient", "pydantic")
        goals.append(Goal(text, f"{lenient:.2f}x", lenient <= 3))
    else:
        goals.append(Goal(text, "-", None))
    peers = {name: memory[name] for name in _PEERS if name in memory}
    if peers:
        least = min(peers, key=lambda name: peers[name])
        measured = f"{memory['sdk']:.2f} MiB; {least.replace('_', ' ')} {peers[least]:.2f} MiB"
        text = f"memory of {_MANY:,} messages below every peer"
        goals.append(Goal(text, measured, memory["sdk"] < peers[least]))
    return goals
