"""The generated tree on disk: compared with what a run makes, and brought up to date.

The lock file lists what the last run wrote, with a digest of each file. By it, a file that somebody edited is told
from one that is merely out of date: the first is never overwritten or removed unless that is forced.

Nothing is touched before everything is known. Each file is replaced by rename, so a run that is killed leaves every
file old or new. From the first change to the last a journal lists what may be found on the way: by it the next run,
whatever it makes, takes what a killed one left for its own.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from generator.frozen import frozen

LOCK = "sdksmith.lock"

Files: TypeAlias = Mapping[str, bytes]
"""Contents by path below the output folder, with ``/`` between the parts."""

Kind: TypeAlias = Literal["missing", "stale", "edited", "foreign"]
"""How a file on disk differs from what a run makes: it is not there; an earlier run made it; an earlier run made it and
somebody changed it; no run made it."""

Drift: TypeAlias = list[tuple[str, Kind]]

_JOURNAL = "sdksmith.lock.journal"
_TEMPORARY = ".sdksmith-new"
_IGNORED_NAMES = frozenset({"__pycache__", "build", "dist", "node_modules"})
_IGNORED_ENDINGS = (".pyc", ".egg-info", "~", _TEMPORARY)


class OutputError(Exception):
    """The tree cannot be written; nothing was touched. ``conflicts`` names the files that stand in the way."""

    def __init__(self, message: str, conflicts: Sequence[tuple[str, Kind]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.conflicts = conflicts


@frozen()
class Written:
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def lock(files: Files, facts: Mapping[str, str | int]) -> bytes:
    """The content of the lock file: what is known about the run, and the SHA-256 of every file."""
    content = {**facts, "files": {path: _digest(files[path]) for path in sorted(files)}}
    return (json.dumps(content, indent=2) + "\n").encode()


def check(files: Files, root: Path) -> Drift:
    """What differs between the tree and the files of a run, sorted by path; what was edited is stale too."""
    return [(path, "stale" if kind == "edited" else kind) for path, kind in _drift(files, root)]


def intact(root: Path) -> bool:
    """Whether the tree is just what the last run left: every file as the lock has it, and no other."""
    known = _listed(root / LOCK)
    return (
        not (root / _JOURNAL).exists()
        and {*_present(known, root)} <= known.keys()
        and all(_digest(_read(root / path) or b"") in known[path] for path in known)
    )


def diff(files: Files, root: Path) -> str:
    """What a run would change in the tree, as unified diffs."""
    known = _known(root)
    texts: list[str] = []
    for path in sorted({*files, *known}):
        old, new = _read(root / path), files.get(path)
        if old != new and (old is not None or new is not None):
            texts += _unified(path, old, new)
    return "".join(texts)


def write(files: Files, root: Path, force: bool = False) -> Written:
    """Brings the tree up to date with files and their lock.

    Raises OutputError when that is impossible or would destroy somebody's work. With ``force``, files are overwritten
    and removed whoever wrote them; a file no run made stays in any case unless a new one takes its place.
    """
    _check_paths(files, root)
    drift = _drift(files, root)
    in_the_way: Drift = [
        (path, kind)
        for path, kind in drift
        if kind == "edited" or (kind == "foreign" and path in files)
    ]
    if in_the_way and not force:
        raise OutputError("these files were changed by hand, or are not from sdksmith", in_the_way)
    changed = [path for path, _ in drift if path in files]
    outdated = [path for path, kind in drift if path not in files and kind != "foreign"]
    try:
        _apply(files, root, changed, outdated)
    except OSError as error:
        raise OutputError(f"cannot write '{error.filename}': {error.strerror}") from None
    return Written(tuple(changed), tuple(outdated))


# --- what is there ---------------------------------------------------------------------------------------------------


def _drift(files: Files, root: Path) -> Drift:
    known = _known(root)
    drift: Drift = []
    for path, content in files.items():
        if (current := _read(root / path)) != content:
            drift.append((path, _kind(path, current, known)))
    for path in {*known, *_present(files, root)} - files.keys():
        if (current := _read(root / path)) is not None:
            drift.append((path, _kind(path, current, known)))
    return sorted(drift)


def _known(root: Path) -> dict[str, frozenset[str]]:
    """The digests earlier runs left for each path: those of the lock, and those in the journal of a killed run."""
    known: dict[str, frozenset[str]] = {}
    for name in (LOCK, _JOURNAL):
        for path, digests in _listed(root / name).items():
            known[path] = known.get(path, frozenset()) | digests
    return known


def _listed(path: Path) -> dict[str, frozenset[str]]:
    """The digests in a lock or journal; none if it is missing or damaged."""
    try:
        return _digests(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digests(content: bytes) -> dict[str, frozenset[str]]:
    return {
        name: frozenset([digests] if isinstance(digests, str) else map(str, digests))
        for name, digests in json.loads(content)["files"].items()
        if _is_inside(name)
    }


def _kind(path: str, current: bytes | None, known: Mapping[str, frozenset[str]]) -> Kind:
    if current is None:
        return "missing"
    if path == LOCK:
        return "stale"
    if path not in known:
        return "foreign"
    return "stale" if _digest(current) in known[path] else "edited"


def _present(files: Iterable[str], root: Path) -> Iterator[str]:
    """The files in the folders a run owns: those below the output folder that it puts files into."""
    for folder in sorted({path.split("/")[0] for path in files if "/" in path}):
        for parent, folders, names in os.walk(root / folder):
            folders[:] = [name for name in folders if not _is_ignored(name)]
            for name in names:
                if not _is_ignored(name):
                    yield (Path(parent) / name).relative_to(root).as_posix()


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name in _IGNORED_NAMES or name.endswith(_IGNORED_ENDINGS)


def _read(path: Path) -> bytes | None:
    """The content of a file; None if there is none. Raises OutputError."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise OutputError(f"cannot read '{path}': {error.strerror}") from None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _unified(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    names = (
        "/dev/null" if old is None else f"a/{path}",
        "/dev/null" if new is None else f"b/{path}",
    )
    try:
        before, after = (
            (content or b"").decode().splitlines(keepends=True) for content in (old, new)
        )
    except UnicodeDecodeError:
        yield f"Binary files {names[0]} and {names[1]} differ\n"
        return
    for line in difflib.unified_diff(before, after, *names):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


# --- how it is changed -----------------------------------------------------------------------------------------------


def _check_paths(files: Iterable[str], root: Path) -> None:
    """Every path has to lie below the root, also after links are followed, and to be a file's own."""
    real = Path(os.path.realpath(root))
    seen: dict[str, str] = {}
    for path in files:
        above = [root / part for part in PurePosixPath(path).parents]
        if not _is_inside(path):
            raise OutputError(f"'{path}' leads out of the output folder")
        if not Path(os.path.realpath(above[0])).is_relative_to(real):
            raise OutputError(f"'{path}' leads out of the output folder through a link")
        if (other := seen.setdefault(path.casefold(), path)) != path:
            raise OutputError(f"'{path}' and '{other}' are one file where case does not matter")
        if (root / path).is_dir():
            raise OutputError(f"'{root / path}' has to be a file, but is a folder")
        for folder in above:
            if folder.exists() and not folder.is_dir():
                raise OutputError(f"'{folder}' has to be a folder, but is a file")


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and not set(path) & {"\\", ":"}


def _apply(files: Files, root: Path, changed: list[str], outdated: list[str]) -> None:
    """Makes the changes, the lock last. Raises OSError."""
    known = _known(root)
    _remove_temporary(root, {*files, *known})
    if changed or outdated:
        new = _digests(files[LOCK])
        either = {path: known.get(path, frozenset()) | found for path, found in new.items()}
        listed = {path: sorted(found) for path, found in (known | either).items()}
        _replace(root / _JOURNAL, json.dumps({"files": listed}).encode())
    for path in changed:
        if path != LOCK:
            _replace(root / path, files[path])
    for path in outdated:
        _remove(root, path)
    if LOCK in changed:
        _replace(root / LOCK, files[LOCK])
    (root / _JOURNAL).unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + _TEMPORARY)
    temporary.write_bytes(content)
    temporary.replace(path)


def _remove(root: Path, path: str) -> None:
    """Removes a file, and the folders that are empty without it."""
    (root / path).unlink()
    for folder in PurePosixPath(path).parents[:-1]:
        try:
            (root / folder).rmdir()
        except OSError:  # something else lives there
            return


def _remove_temporary(root: Path, paths: Iterable[str]) -> None:
    """Removes what a killed run was about to rename."""
    for folder in {(root / path).parent for path in paths}:
        for path in folder.glob(f"*{_TEMPORARY}"):
            path.unlink()
