"""sdksmith: from an OpenAPI description to a typed Python client, its enums and its documentation.

The whole run is ``generate``, a pure function: it reads no disk beyond what ``document.load`` has read, and writes
none. ``output`` writes its files, compares them with a tree, or shows the difference.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.frozen import frozen

if TYPE_CHECKING:
    from generator import ir
    from generator.config import Config
    from generator.diagnostics import Diagnostic, Diagnostics
    from generator.document import Document

__version__ = "0.1.0"


@frozen()
class Output:
    """What a run makes. ``files`` is empty and ``api`` None when there are errors among the diagnostics."""

    files: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    api: ir.Api | None = None


@contextmanager
def _no_collection() -> Generator[None]:
    """No search for unreachable cycles: what a run makes lives to its end, and searching takes a fifth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_no_collection()
def generate(document: Document, config: Config, strict: bool = False) -> Output:
    """Every file of the client for a description; with ``strict`` no finding is a mere warning."""
    # What a run needs takes half a second to import; who asks for the version or for help should not wait for it.
    from generator.diagnostics import Diagnostics
    from generator.document.single import single
    from generator.output import LOCK, lock
    from generator.render import render

    diagnostics = Diagnostics(strict)
    try:
        api = understand(document, config, diagnostics)
        files = render(api, config, single(document)) if api else {}
    except RecursionError:
        message = "with its references followed this is nested too deep for a client"
        diagnostics.error("too-deep", document.node, message)
        api, files = None, {}
    if api is None:
        return Output({}, tuple(diagnostics.items))
    files[LOCK] = lock(files, _facts(document, api))
    return Output(files, tuple(diagnostics.items), api)


def understand(document: Document, config: Config, diagnostics: Diagnostics) -> ir.Api | None:
    """What a description says; None when there are errors."""
    from generator.normalize import normalize
    from generator.operations import lower
    from generator.validate import validate

    document = validate(document, diagnostics)
    valid = not diagnostics.has_errors
    api = lower(normalize(document, diagnostics), config, diagnostics) if valid else None
    return None if diagnostics.has_errors else api


def count(api: ir.Api) -> tuple[int, int]:
    """The number of operations and of models."""
    from generator.ir import Model

    operations = sum(len(service.operations) for service in api.services)
    return operations, sum(isinstance(declaration, Model) for declaration in api.types)


def _facts(document: Document, api: ir.Api) -> dict[str, str | int]:
    operations, models = count(api)
    return {
        "generator": __version__,
        "description": document.digest,
        "operations": operations,
        "models": models,
    }
