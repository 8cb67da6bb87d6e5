"""The command: ``python -m tests.fuzz --help``."""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click

from tests.fuzz import check
from tests.fuzz.check import LIMIT, Verdict, judge
from tests.fuzz.mutate import mutant
from tests.fuzz.shrink import PATIENCE, shrunk

DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "sdksmith-fuzz"
MEMORY = 4 << 30
"""Bytes of address space for all of it."""
IMPORT_EVERY = 40
"""Every which description has its package imported as well."""
GRACE = check.PATIENCE * LIMIT + PATIENCE + 10.0
"""Seconds after the limit until a process that does not come back is ended: it may be making a failure smaller."""


@click.command()
@click.option("--count", type=int, default=20_000, show_default=True, help="Descriptions.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which ones.")
@click.option("--resume", is_flag=True, help="Go on where the last run of the seed ended.")
@click.option("--only", type=int, metavar="NUMBER", help="One of them; its finding in full.")
@click.option("--out", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
def main(count: int, seed: int, resume: bool, only: int | None, out: Path) -> None:
    """Damage descriptions and generate clients of them; failures are kept, smaller, in a folder."""
    folder = out / f"seed-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    if only is not None:
        name, data = mutant(seed, only)
        (folder / name).write_bytes(data)
        verdict = _one(folder, name, data, imported=True)
        click.echo(f"{folder / name}: {verdict.outcome}\n{verdict.finding}".rstrip())
        sys.exit(verdict.outcome == "failed")
    journal = folder / "records.jsonl"
    records = _read(journal) if resume else []
    with journal.open("a" if resume else "w", encoding="utf-8") as file:
        for record in _run(seed, len(records), count, folder):
            file.write(f"{json.dumps(record)}\n")
            file.flush()
            records.append(record)
            _progress(len(records), count, records)
    click.echo(_report(records))
    sys.exit(any(record["outcome"] == "failed" for record in records))


def _read(journal: Path) -> list[dict[str, Any]]:
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_text("utf-8").splitlines()]


def _run(seed: int, start: int, count: int, folder: Path) -> Iterator[dict[str, Any]]:
    """The records in order. The work is done by another process, which is replaced when it hangs or dies."""
    while start < count:
        here, there = multiprocessing.Pipe()
        worker = multiprocessing.Process(target=_work, args=(there, seed, start, count, folder))
        worker.start()
        there.close()
        try:
            while start < count and here.poll(LIMIT + GRACE):
                yield here.recv()
                start += 1
        except EOFError:
            pass
        if start < count:
            kind = "hangs beyond any interruption" if worker.is_alive() else "ends the process"
            _keep(seed, start, Verdict("failed", kind), folder, small=False)
            yield {"number": start, "outcome": "failed", "finding": kind, "seconds": LIMIT}
            start += 1
        worker.kill()
        worker.join()


def _work(pipe: Connection, seed: int, start: int, count: int, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seen: Counter[str] = Counter()
    for number in range(start, count):
        name, data = mutant(seed, number)
        started = time.perf_counter()
        verdict = _one(folder, name, data, imported=number % IMPORT_EVERY == 0)
        seconds = round(time.perf_counter() - started, 3)
        kind = verdict.finding.partition("\n")[0]
        seen[kind] += 1
        if kind and seen[kind] <= 3:
            _keep(seed, number, verdict, folder, small=seen[kind] == 1)
        pipe.send(
            {"number": number, "outcome": verdict.outcome, "finding": kind, "seconds": seconds}
        )


def _one(folder: Path, name: str, data: bytes, *, imported: bool) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="work-", dir=folder) as place:
        path = Path(place) / name
        path.write_bytes(data)
        return judge(path, imported=imported)


def _keep(seed: int, number: int, verdict: Verdict, folder: Path, *, small: bool) -> None:
    """Writes a failing description, smaller if that is wanted, and its finding."""
    name, data = mutant(seed, number)
    kind = verdict.finding.partition("\n")[0]
    imported = "import" in kind

    def fails(name: str, data: bytes) -> bool:
        return _one(folder, name, data, imported=imported).finding.partition("\n")[0] == kind

    if small:
        name, data = shrunk(name, data, fails)
    (folder / f"{number}-{name}").write_bytes(data)
    replay = f"python -m tests.fuzz --seed {seed} --only {number}"
    (folder / f"{number}.txt").write_text(f"{replay}\n{verdict.finding}\n", "utf-8", "replace")


def _progress(done: int, count: int, records: list[dict[str, Any]]) -> None:
    if done % 100 == 0 and sys.stderr.isatty():
        failed = sum(record["outcome"] == "failed" for record in records)
        sys.stderr.write(f"\r{done:,} of {count:,}, {failed} failed")


def _report(records: list[dict[str, Any]]) -> str:
    outcomes = Counter(record["outcome"] for record in records)
    seconds = sorted(record["seconds"] for record in records) or [0.0]
    found = Counter(record["finding"] for record in records if record["finding"])
    first = {record["finding"]: record["number"] for record in reversed(records)}
    lines = [
        f"{len(records):,} descriptions: " + ", ".join(f"{n:,} {k}" for k, n in outcomes.items())
    ]
    median, last = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    spread = f"median {median:.3f}, 99 % below {last:.3f}, most {seconds[-1]:.3f}"
    lines.append(f"seconds each: {spread}; all together {sum(seconds):.0f}")
    lines += [f"{number:6,}  {kind} (first: {first[kind]})" for kind, number in found.most_common()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
