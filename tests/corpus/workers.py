"""A process for each document, forked from this one: everything is imported once, and nothing is shared.

A document can take all memory, hang, or end its process; the others never notice.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpus import probe
from tests.corpus.library import Entry
from tests.corpus.records import Record


@dataclass(frozen=True, slots=True)
class _Running:
    entry: Entry
    process: ForkProcess
    folder: TemporaryDirectory[str]
    deadline: float


def run(
    entries: Iterable[Entry], jobs: int, limit: float, out: Path, *, types: bool
) -> Iterator[Record]:
    """The record of each document as it comes in. ``limit`` is in seconds, for a document of one megabyte or less.

    Call it before this process has threads: they would not be there in the forked ones.
    """
    probe.warm_up(out)
    pending = iter(entries)
    running: dict[Connection, _Running] = {}
    while True:
        while len(running) < jobs and (entry := next(pending, None)):
            receiver, started = _start(entry, limit, out, types)
            running[receiver] = started
        if not running:
            return
        soonest = min(found.deadline for found in running.values())
        connection.wait(list(running), max(0.0, soonest - time.monotonic()))
        for receiver, found in list(running.items()):
            if receiver.poll() or time.monotonic() > found.deadline:
                del running[receiver]
                yield _finished(receiver, found)


def _start(entry: Entry, limit: float, out: Path, types: bool) -> tuple[Connection, _Running]:
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    folder = TemporaryDirectory(prefix="client-", dir=out)
    process = context.Process(target=_work, args=(entry, Path(folder.name), types, sender))
    process.start()
    sender.close()
    deadline = time.monotonic() + limit * max(1.0, entry.size / 1e6)
    return receiver, _Running(entry, process, folder, deadline)


def _work(entry: Entry, folder: Path, types: bool, sender: Connection) -> None:
    os.setsid()  # what it starts ends with it
    sender.send(probe.record_of(entry, folder, types=types))


def _finished(receiver: Connection, found: _Running) -> Record:
    record = Record(found.entry.name, found.entry.size, "timeout")
    if receiver.poll():
        try:
            record = receiver.recv()
        except EOFError:
            found.process.join()
            record.outcome = "crashed"
            record.note("traceback", [f"the process ended with {found.process.exitcode}"])
    else:
        os.killpg(found.process.pid or 0, signal.SIGKILL)
    found.process.join()
    receiver.close()
    found.folder.cleanup()
    return record
