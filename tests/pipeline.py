"""The generator as tests call it: from files to files, with the findings as text."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator import generate, ir, understand
from generator.config import Config, load_config
from generator.diagnostics import Diagnostics, listing
from generator.document import DocumentError, load


@dataclass(frozen=True, slots=True)
class Built:
    """What a run made; no files if the description was refused, and ``listing`` says why."""

    files: dict[str, bytes]
    listing: str


def build(
    config: Path | None = None, *, spec: Path | None = None, package: str | None = None
) -> Built:
    """A run with an ``sdk.toml``, with a description alone, or with both and another name for the package."""
    settings = load_config(config) if config else None
    path = spec or (settings.spec if settings else None)
    assert path is not None
    try:
        document = load(path)
    except DocumentError as error:
        return Built({}, listing(error.diagnostics))
    settings = settings or Config.for_document(document, Path("out"), package)
    output = generate(document, replace(settings, package=package or settings.package))
    return Built(output.files, listing(output.diagnostics, document.locate))


@contextmanager
def imported(files: Mapping[str, bytes], package: str, folder: Path) -> Iterator[Any]:
    """A generated package, written into a folder and imported; nothing of it stays imported."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]


def api_of(config: Path) -> ir.Api:
    """What a description without a fault says."""
    settings = load_config(config)
    diagnostics = Diagnostics()
    api = understand(load(settings.spec), settings, diagnostics)
    assert diagnostics.items == []
    assert api is not None
    return api
