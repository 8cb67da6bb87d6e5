"""The generator as tests call it: from files to files, with the findings as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

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


def api_of(config: Path) -> ir.Api:
    """What a description without a fault says."""
    settings = load_config(config)
    diagnostics = Diagnostics()
    api = understand(load(settings.spec), settings, diagnostics)
    assert diagnostics.items == []
    assert api is not None
    return api
