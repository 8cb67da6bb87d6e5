"""Whether a run would only repeat the one before: then there is nothing to do, and nothing heavy to load.

After a run a note is left in the cache folder of the user: what the run read, as one digest of all those files, the
digest of the lock it wrote, and the findings it told. A run with the same request is spared while both still hold and
every file the lock lists is as it was written, so that edits by hand are found as ever; it tells the findings again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from generator.frozen import frozen
from generator.output import LOCK, OutputError, intact

_OWN = Path(__file__).parent
_LEEWAY = 0.1
"""Seconds: file systems keep the time of a change less exactly than the clock."""


@frozen()
class Note:
    """What is kept about a request: ``request`` is all that tells it from others, ``started`` when it came.

    The time is in seconds since the epoch.
    """

    request: tuple[object, ...]
    started: float

    def spared(self) -> tuple[dict[str, Any], str] | None:
        """The content of the lock, and the findings as they were told, if a run would repeat the last one."""
        try:
            kept = json.loads(self._path.read_bytes())
            lock = Path(kept["out"], LOCK).read_bytes()
            same = kept["lock"] == sha256(lock).hexdigest() and kept["read"] == _digest(
                map(Path, kept["inputs"])
            )
            if same and intact(Path(kept["out"])):
                return json.loads(lock), str(kept["findings"])
            return None
        except (OSError, OutputError, ValueError, KeyError, TypeError):
            return None

    def keep(self, inputs: Iterable[Path], out: Path, findings: str) -> None:
        """Notes that the files made of some inputs, files and folders, now stand in ``out``, and what was told."""
        paths = [path.absolute() for path in inputs]
        with suppress(OSError):
            if any(file.stat().st_mtime > self.started - _LEEWAY for file in _read(paths)):
                return  # it may have changed after it was read
            content = {
                "inputs": list(map(str, paths)),
                "read": _digest(paths),
                "out": str(out.absolute()),
                "lock": sha256((out / LOCK).read_bytes()).hexdigest(),
                "findings": findings,
            }
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(content), "utf-8")

    @property
    def _path(self) -> Path:
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        if not os.path.isabs(cache):
            raise FileNotFoundError("this user has no home folder")
        name = sha256(repr((os.getcwd(), sys.version, self.request)).encode()).hexdigest()
        return Path(cache, "sdksmith", f"{name}.json")


def _digest(inputs: Iterable[Path]) -> str:
    """One digest of files, of the generator itself, and of the versions of all that is installed beside it."""
    digest = sha256()
    for file in _read(inputs):
        digest.update(f"{file}\0{sha256(file.read_bytes()).hexdigest()}\n".encode())
    for folder in sys.path:
        if os.path.isdir(folder):
            installed = sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))
            digest.update("\n".join(installed).encode())
    return digest.hexdigest()


def _read(inputs: Iterable[Path]) -> Iterator[Path]:
    """The files of a run: its inputs, the generator's modules and templates."""
    templates = (_OWN / "_templates", _OWN.parent / "templates")
    return _files([*inputs, _OWN, *filter(Path.is_dir, templates)])


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files at some paths, those of folders in the order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(set(folders) - {"__pycache__"})
            yield from (Path(folder, name) for name in sorted(names))
