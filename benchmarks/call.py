"""A call over a kept-alive connection to a server in another process, 25 messages decoded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.clients import CONCURRENT, IN_A_ROW
from benchmarks.measure import Rounds, Worker, server, workers_in_turns
from benchmarks.peers import (
    APPWRITE,
    OPENAPI_GENERATOR,
    OPENAPI_PYTHON_CLIENT,
    Peer,
    UnavailableError,
)
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import GENERATED, MESSAGING, client

_ANYWHERE = "sdk_pyreqwest_on_any_core"
_OWN = (
    "http_client",
    "http_client_bytes",
    "socket_msgspec",
    "httpx2_bytes",
    "httpcore2_bytes",
    "pyreqwest_bytes",
    "pyreqwest_msgspec",
    "sdk_httpx2",
    "sdk_pyreqwest",
    *([_ANYWHERE] if sys.platform == "linux" else []),
)
_OWN_ROW = ("httpx2_bytes_row", "sdk_httpx2_row")
_OWN_ASYNC = (
    "httpx2_bytes_async",
    "pyreqwest_msgspec_async",
    "sdk_httpx2_async",
    "sdk_pyreqwest_async",
)
_FLOOR = (
    "`socket msgspec` is what no client can go below: it sends bytes made beforehand and knows the length of the answer.",
    "`pyreqwest msgspec` is what `[fast]` can not go below: the library by itself, the answer decoded by bare msgspec.",
    "Every client makes 25 calls by `http.client` before its own 25, in one process, and the ratio is to these.",
    "It does so 40 times in a row before the next client does, and that three times.",
    "The server runs on one core and all clients on the other, but for the one `on any core`; there are 11 header lines.",
)
_PEERS = (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, APPWRITE)


def measure(quick: bool) -> Part:
    """One call after the other, and fifty at once."""
    peers, notes = _installed()
    blocking = {name.replace("-", "_"): peer for name, peer in peers.items()}
    several: dict[str, Peer | None] = dict.fromkeys(_OWN_ASYNC)
    if OPENAPI_PYTHON_CLIENT.name in peers:
        several["openapi_python_client_async"] = OPENAPI_PYTHON_CLIENT
    single = _measured({**dict.fromkeys(_OWN), **blocking}, 25, quick)
    row = _measured(dict.fromkeys(_OWN_ROW), 1, quick, IN_A_ROW)
    at_once = _measured(several, 1, quick, CONCURRENT)
    tables = (
        _table("One after the other", single, "http_client", (*_FLOOR, *notes)),
        _table("One after the other, asyncio", row, "httpx2_bytes_row"),
        _table(f"{CONCURRENT} at once, asyncio", at_once, "httpx2_bytes_async"),
    )
    versions = {peer.name: peer.version for peer in peers.values()} | _own_versions()
    return Part("Call", tables, tuple(_goals(single, row, at_once)), versions)


def _installed() -> tuple[dict[str, Peer], tuple[str, ...]]:
    peers: dict[str, Peer] = {}
    notes: list[str] = []
    for peer in _PEERS:
        try:
            peer.install()
            if peer.command:
                client(peer, MESSAGING)
            peers[peer.name] = peer
        except UnavailableError as reason:
            notes.append(str(reason))
    return peers, tuple(notes)


def _own_versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("httpx2", "msgspec", "pyreqwest")}


def _measured(calls: Mapping[str, Peer | None], count: int, quick: bool, each: int = 1) -> Rounds:
    """Each client in its own process and environment, ours where there is no peer."""
    rounds, blocks = (1, 3) if quick else (3, 40)
    with server() as address, ExitStack() as stack:
        workers = {
            name: stack.enter_context(
                Worker(
                    peer.python if peer else sys.executable,
                    f"benchmarks.clients:{name}",
                    address,
                    _paths(peer),
                    "benchmarks.clients:http_client",
                )
            )
            for name, peer in calls.items()
        }
        return workers_in_turns(workers, count, rounds, blocks, each)


def _paths(peer: Peer | None) -> list[Path]:
    if peer is None:
        return [GENERATED]
    return [client(peer, MESSAGING)] if peer.command else []


def _table(title: str, found: Rounds, base: str, notes: tuple[str, ...] = ()) -> Table:
    rows = tuple(
        (
            name.replace("_", " "),
            f"{found.median(name) * 1e6:.0f}",
            f"{found.ratio(name, base):.2f}",
        )
        for name in found.fastest_first()
    )
    return Table(title, ("client", "us per call", "ratio"), rows, (*notes, *found.notes()))


def _goals(single: Rounds, row: Rounds, at_once: Rounds) -> list[Goal]:
    added = {
        "sync": single.difference("sdk_httpx2", "httpx2_bytes"),
        "async": row.difference("sdk_httpx2_row", "httpx2_bytes_row"),
    }
    goals = [
        Goal(f"at most 100 us above httpx2, {kind}", f"{seconds * 1e6:+.0f} us", seconds <= 100e-6)
        for kind, seconds in added.items()
    ]
    half, library, floor = (
        single.ratio(name, "http_client")
        for name in ("sdk_pyreqwest", "pyreqwest_msgspec", "socket_msgspec")
    )
    text = "`[fast]`: less than half of http.client + json.loads"
    measured = f"{half:.2f}x"
    if _ANYWHERE in single.seconds:
        measured += f", on any core {single.ratio(_ANYWHERE, 'http_client'):.2f}x"
    measured += f"; its library alone {library:.2f}x, a bare socket {floor:.2f}x"
    goals.append(Goal(text, measured, half < 0.5))
    peer = "openapi_python_client_async"
    for transport, factor in (("pyreqwest", 10.0), ("httpx2", 2.5)):
        text = f"{CONCURRENT} at once: {factor:g}x openapi-python-client's throughput ({transport})"
        if peer in at_once.seconds:
            times = at_once.ratio(peer, f"sdk_{transport}_async")
            goals.append(Goal(text, f"{times:.1f}x", times >= factor))
        else:
            goals.append(Goal(text, "-", None))
    return goals
