"""From the bare interpreter to the first client, and to the first answered call: whole processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import RunError, Sample, in_turns, peak_of_code, run_code, server
from benchmarks.peers import (
    APPWRITE,
    OPENAPI_GENERATOR,
    OPENAPI_PYTHON_CLIENT,
    ROOT,
    Peer,
    UnavailableError,
)
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import GENERATED, MESSAGING, client, github, own_client

_BARE = "bare interpreter"
_OWN = "appwrite-messaging"
_CLIENTS = {
    _OWN: "from appwrite_messaging import Client; Client('http://x.test', project='p', key='k')",
    "openapi-python-client": "from openapi_python_client_messaging import Client; Client(base_url='http://x.test')",
    "openapi-generator": "from openapi_client import ApiClient, MessagingApi; MessagingApi(ApiClient())",
    "appwrite": "from appwrite.client import Client; from appwrite.services.messaging import Messaging; Messaging(Client())",
    "`import httpx2`": "import httpx2",
    "`import msgspec`": "import msgspec",
}
_GITHUB = {
    "sdksmith": "from github import Client; Client().repos",
    "openapi-python-client": "from openapi_python_client_messaging import Client; "
    "from openapi_python_client_messaging.api.repos import reposget; Client(base_url='http://x.test')",
    "openapi-generator": "import openapi_client; openapi_client.ReposApi(openapi_client.ApiClient())",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An interpreter, and where it finds the client."""

    python: str
    paths: tuple[Path, ...]

    def run(self, code: str) -> Sample:
        return run_code(self.python, code, self.paths)

    def peak(self, code: str) -> float:
        return peak_of_code(self.python, code, self.paths)


def measure(quick: bool) -> Part:
    """The first client, the first answered call, GitHub's first client."""
    rounds = 2 if quick else 11
    places, notes = _places(MESSAGING, {_OWN: Place(sys.executable, (GENERATED,))}, APPWRITE)
    imports = {name: Place(sys.executable, ()) for name in _CLIENTS if name.startswith("`")}
    first = _table("To the first client", places | imports, _CLIENTS, rounds, notes)
    with server() as address:
        code = {name: _call(name, address) for name in (*places, f"{_OWN} [fast]")}
        answered = {**places, f"{_OWN} [fast]": places[_OWN]}
        called = _table("To the first answered call", answered, code, rounds)
    tables, goals = [first, called], _goals(first, called, set(places))
    try:
        own = {"sdksmith": Place(sys.executable, (own_client(github(), "github"),))}
        places, notes = _places(github(), own)
        tables.append(
            _table("GitHub's API, to the first client", places, _GITHUB, 1 if quick else 3, notes)
        )
        goals.append(_below("GitHub's client under 100 ms", tables[-1], "sdksmith", 100))
    except (UnavailableError, RunError) as reason:
        goals.append(Goal("GitHub's client under 100 ms", str(reason), None))
    versions = {
        peer.name: peer.version for peer in (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, APPWRITE)
    }
    return Part("Start", tuple(tables), tuple(goals), versions)


def _places(
    description: Path, own: Mapping[str, Place], *others: Peer
) -> tuple[dict[str, Place], tuple[str, ...]]:
    places, notes = dict(own), list[str]()
    for peer in (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, *others):
        try:
            peer.install()
            paths = (client(peer, description),) if peer.command else ()
        except UnavailableError as reason:
            notes.append(str(reason))
        else:
            places[peer.name] = Place(peer.python, paths)
    return places, tuple(notes)


def _call(name: str, address: str) -> str:
    functions = {_OWN: "sdk_httpx2", f"{_OWN} [fast]": "sdk_pyreqwest"}
    function = functions.get(name, name.replace("-", "_"))
    return f"import sys; sys.path.append({str(ROOT)!r})\nfrom benchmarks.clients import {function}\n{function}({address!r})()"


def _table(
    title: str,
    places: Mapping[str, Place],
    code: Mapping[str, str],
    rounds: int,
    notes: tuple[str, ...] = (),
) -> Table:
    """Milliseconds and memory above the bare interpreter, which runs in turns with the others."""
    plain = Place(sys.executable, ())
    runs: dict[str, Callable[[], Sample]] = {_BARE: partial(plain.run, "pass")}
    runs |= {name: partial(place.run, code[name]) for name, place in places.items()}
    medians, failures = in_turns(runs, rounds)
    bare = medians.pop(_BARE)
    held = {name: places[name].peak(code[name]) - plain.peak("pass") for name in medians}
    above = {name: (found.seconds - bare.seconds) * 1000 for name, found in medians.items()}
    own = next(iter(above.values()))
    rows = [
        (name, f"{time:.1f}", f"{time / own:.1f}", f"{held[name]:.1f}")
        for name, time in above.items()
    ]
    rows += [(name, why, "-", "-") for name, why in failures.items()]
    notes = (
        f"Above the bare interpreter ({bare.seconds * 1000:.1f} ms).",
        *notes,
    )
    return Table(title, ("client", "ms", "ratio", "MiB"), tuple(rows), notes)


def _goals(first: Table, called: Table, clients: set[str]) -> list[Goal]:
    times = {row[0]: row for row in called.rows if row[2] != "-"}
    peers = {name: float(row[1]) for name, row in times.items() if not name.startswith(_OWN)}
    fastest = min(peers, key=lambda name: peers[name], default="")
    own = float(times[_OWN][1]) if _OWN in times else 0.0
    ahead = bool(peers) and own < peers[fastest]
    memory = {row[0]: float(row[3]) for row in called.rows if row[3] != "-" and row[0] in clients}
    least = min(memory, key=lambda name: memory[name])
    return [
        _below("import and `Client(...)` under 25 ms above the bare interpreter", first, _OWN, 25),
        Goal(
            "first answered call ahead of every peer (httpx2)",
            f"{own:.0f} ms; {fastest} {peers.get(fastest, 0):.0f} ms",
            ahead if own else None,
        ),
        Goal(
            "memory of a client after its first call below every peer (httpx2)",
            f"{memory.get(_OWN, 0):.1f} MiB; least: {least}, {memory[least]:.1f} MiB",
            least == _OWN,
        ),
    ]


def _below(text: str, table: Table, name: str, limit: float) -> Goal:
    row = next(row for row in table.rows if row[0] == name)
    measured = row[2] != "-"
    return Goal(text, f"{row[1]} ms", float(row[1]) < limit if measured else None)
