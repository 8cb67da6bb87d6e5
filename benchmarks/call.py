"""A call over a kept-alive connection to a server in another process, 25 messages decoded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.clients import CONCURRENT
from benchmarks.measure import Worker, server, workers_in_turns
from benchmarks.peers import APPWRITE, OPENAPI_GENERATOR, OPENAPI_PYTHON_CLIENT, Peer, Skipped
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import GENERATED, MESSAGING, client

_OWN = (
    "http_client",
    "http_client_bytes",
    "httpx2_bytes",
    "httpcore2_bytes",
    "pyreqwest_bytes",
    "sdk_httpx2",
    "sdk_pyreqwest",
)
_OWN_SINGLE = ("httpx2_bytes_single_async", "sdk_httpx2_single_async")
_OWN_ASYNC = ("httpx2_bytes_async", "sdk_httpx2_async", "sdk_pyreqwest_async")
_PEERS = (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, APPWRITE)


def measure(quick: bool) -> Part:
    """One call after the other, and fifty at once."""
    rounds, calls = (2, 10) if quick else (15, 100)
    peers, notes = _installed()
    blocking = {name.replace("-", "_"): peer for name, peer in peers.items()}
    single = _measured({**dict.fromkeys(_OWN), **blocking}, calls, rounds)
    turns = _measured(dict.fromkeys(_OWN_SINGLE), calls, rounds)
    several: dict[str, Peer | None] = dict.fromkeys(_OWN_ASYNC)
    if OPENAPI_PYTHON_CLIENT.name in peers:
        several["openapi_python_client_async"] = OPENAPI_PYTHON_CLIENT
    at_once = _measured(several, max(calls // CONCURRENT, 1), rounds)
    at_once = {name: seconds / CONCURRENT for name, seconds in at_once.items()}
    tables = (
        _table("One after the other", single, "http_client", notes),
        _table("One after the other, asyncio", turns, "httpx2_bytes_single_async"),
        _table(f"{CONCURRENT} at once, asyncio", at_once, "sdk_httpx2_async"),
    )
    versions = {peer.name: peer.version for peer in peers.values()} | _own_versions()
    return Part("Call", tables, tuple(_goals({**single, **turns, **at_once})), versions)


def _installed() -> tuple[dict[str, Peer], tuple[str, ...]]:
    peers: dict[str, Peer] = {}
    notes: list[str] = []
    for peer in _PEERS:
        try:
            peer.install()
            if peer.command:
                client(peer, MESSAGING)
            peers[peer.name] = peer
        except Skipped as reason:
            notes.append(str(reason))
    return peers, tuple(notes)


def _own_versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("httpx2", "msgspec", "pyreqwest")}


def _measured(calls: Mapping[str, Peer | None], count: int, rounds: int) -> dict[str, float]:
    """Median seconds per call; each client in its own process and environment, ours where there is no peer."""
    with server() as address, ExitStack() as stack:
        workers = {
            name: stack.enter_context(
                Worker(
                    peer.python if peer else sys.executable,
                    f"benchmarks.clients:{name}",
                    address,
                    _paths(peer),
                )
            )
            for name, peer in calls.items()
        }
        return workers_in_turns(workers, count, rounds)


def _paths(peer: Peer | None) -> list[Path]:
    if peer is None:
        return [GENERATED]
    return [client(peer, MESSAGING)] if peer.command else []


def _table(title: str, found: Mapping[str, float], base: str, notes: tuple[str, ...] = ()) -> Table:
    rows = tuple(
        (name.replace("_", " "), f"{seconds * 1e6:.0f}", f"{seconds / found[base]:.2f}")
        for name, seconds in sorted(found.items(), key=lambda item: item[1])
    )
    return Table(title, ("client", "us per call", "ratio"), rows, notes)


def _goals(found: Mapping[str, float]) -> list[Goal]:
    goals: list[Goal] = []
    for text, call, base in (
        ("at most 100 us above httpx2, sync", "sdk_httpx2", "httpx2_bytes"),
        (
            "at most 100 us above httpx2, async",
            "sdk_httpx2_single_async",
            "httpx2_bytes_single_async",
        ),
    ):
        added = (found[call] - found[base]) * 1e6
        goals.append(Goal(text, f"{added:+.0f} us", added <= 100))
    half = found["sdk_pyreqwest"] / found["http_client"]
    goals.append(
        Goal("`[fast]`: less than half of http.client + json.loads", f"{half:.2f}x", half < 0.5)
    )
    peer = found.get("openapi_python_client_async")
    for name, factor in (("sdk_pyreqwest_async", 10.0), ("sdk_httpx2_async", 2.5)):
        text = (
            f"{CONCURRENT} at once: {factor:g}x openapi-python-client's throughput ({name[4:-6]})"
        )
        times = peer / found[name] if peer else 0.0
        goals.append(Goal(text, f"{times:.1f}x", times >= factor if peer else None))
    return goals
