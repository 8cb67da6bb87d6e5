"""The documentation while it is being written: a server for the finished folder, and a watch over what it is made of."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

INTERVAL = 0.5
"""Seconds between two looks at the files."""

State: TypeAlias = dict[Path, tuple[int, int]]
"""Time of the last change in nanoseconds and size of every file."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves files that may change at any time, and says nothing about it."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path, port: int) -> Generator[str]:
    """Serves a folder to this machine alone; gives the address. Port 0 is any that is free. Raises OSError."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def state(roots: Iterable[Path]) -> State:
    """The state of all files below the folders, and of those that are files themselves."""
    found: State = {}
    for root in roots:
        for path in [root, *root.rglob("*")] if root.is_dir() else [root]:
            try:
                facts = path.stat()
            except OSError:  # gone in the meantime
                continue
            if path.is_file():
                found[path] = (facts.st_mtime_ns, facts.st_size)
    return found


def changes(roots: tuple[Path, ...]) -> Iterator[None]:
    """Gives something whenever a file below the folders has changed, come or gone; never ends."""
    known = state(roots)
    while True:
        time.sleep(INTERVAL)
        if (now := state(roots)) != known:
            known = now
            yield
