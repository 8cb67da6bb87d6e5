"""One document: generate, import, call, decode, check types."""

from __future__ import annotations

import gc
import importlib
import json
import re
import resource
import subprocess
import sys
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from generator import Output, generate
from generator.config import Config
from generator.diagnostics import Diagnostic
from generator.document import DocumentError, load
from tests.corpus.calls import Caller, Calls
from tests.corpus.library import Entry
from tests.corpus.reading import Expected, Identity, Reading, identity
from tests.corpus.records import Record

MEMORY = 10 << 30
"""Bytes of address space a document may take."""

PACKAGE = "corpus_client"
"""The same for every document, so that mypy's cache of the runtime serves all of them."""

_SHOWN = 4
"""Findings of each code that a record keeps."""

_LEAST = (
    '{"openapi": "3.1.0", "info": {"title": "Least", "version": "1"}, "paths": {"/": {"get": {}}}}'
)


def warm_up(out: Path) -> None:
    """Imports whatever a document needs, by making a client of the least one there is."""
    description = out / "warm-up.json"
    description.write_text(_LEAST, "utf-8")
    document = load(description)
    generate(document, Config.for_document(document, out, PACKAGE))
    importlib.import_module("black")
    gc.freeze()


def record_of(entry: Entry, folder: Path, *, types: bool) -> Record:
    """What is known of a document after its run; its package is written to the folder. Limits this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    record = Record(entry.name, entry.size)
    try:
        probe(record, entry.path, folder, types=types)
    except Exception:  # noqa: BLE001  # a traceback is the worst finding there is
        record.outcome = "crashed"
        record.note("traceback", [traceback.format_exc(limit=-5)])
    return record


def probe(record: Record, path: Path, folder: Path, *, types: bool) -> None:
    """Fills the record of a document; the package is written to the folder."""
    started = time.perf_counter()
    try:
        document = load(path)
    except DocumentError as error:
        record.outcome = "refused"
        _count(record, error.diagnostics)
        return
    output = generate(document, Config.for_document(document, folder, PACKAGE))
    record.seconds = round(time.perf_counter() - started, 2)
    both = (
        resource.RUSAGE_SELF,
        resource.RUSAGE_CHILDREN,
    )  # they share what there was when the copy was made
    record.peak = sum(resource.getrusage(each).ru_maxrss for each in both) >> 10
    record.outcome = "generated" if output.api else "refused"
    _count(record, output.diagnostics)
    found = Reading(_parsed(path)).operations()
    expected = {identity(operation.pointer, operation.path): operation for operation in found}
    _account(record, output, expected)
    if output.api is None:
        return
    _write(output.files, folder)
    _import(record, folder)
    if not record.counts["imports"]:
        calls = Caller(output.api, PACKAGE, expected).run()
        _note_calls(record, calls)
    record.checked = round(time.perf_counter() - started, 2)
    if types:
        record.note("mypy", _mypy_findings(folder))


def _parsed(path: Path) -> Any:
    """The document as another reader sees it."""
    text = path.read_text("utf-8-sig")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)


def _count(record: Record, diagnostics: tuple[Diagnostic, ...]) -> None:
    record.diagnostics = dict(Counter(map(_kind, diagnostics)))
    for found in sorted(diagnostics, key=lambda found: found.severity):
        shown = record.shown.setdefault(found.code, [])
        if len(shown) < _SHOWN:
            shown.append(f"{found.pointer}: {found.message}")
    errors = [found for found in diagnostics if found.severity == "error"]
    record.errors = [f"{found.code} {found.pointer}: {found.message}" for found in errors[:20]]


def _kind(found: Diagnostic) -> str:
    """What a finding is counted as: its code, and which construct it is that is not carried."""
    kind = f"{found.severity} {found.code}"
    if found.code != "not-carried":
        return kind
    text = re.sub(r"^[\w.+-]+/\S*xml.* is passed", "XML is passed", found.message)
    text = re.sub(r"^\S+/.* is passed", "another media type is passed", text)
    text = re.sub(r"stand for '.*';", "stand for a name;", text)
    return f"{kind}: {text}"


def _account(record: Record, output: Output, expected: dict[Identity, Expected]) -> None:
    """Every operation of the document is a method, or an error says why not."""
    services = output.api.services if output.api else ()
    made = {
        identity(operation.pointer.partition("#")[2], operation.path)
        for service in services
        for operation in service.operations
    }
    record.operations = len(expected)
    record.generated = len(made)
    refused = output.api is None
    lost = [key for key in expected if key not in made and not refused]
    record.lost = [f"{path} at {pointer}" for pointer, path in lost]


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        if name.startswith(f"{PACKAGE}/"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _import(record: Record, folder: Path) -> None:
    sys.path.insert(0, str(folder))
    found: list[str] = []
    for path in sorted((folder / PACKAGE).rglob("*.py")):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        if "_runtime" in module:
            continue
        record.modules += 1
        try:
            importlib.import_module(module.removesuffix(".__init__"))
        except Exception as error:  # noqa: BLE001 - raising is a finding
            found.append(f"{module}: {type(error).__name__}: {error}")
    record.note("imports", found)


def _note_calls(record: Record, calls: Calls) -> None:
    record.calls = calls.made
    record.examples = calls.examples
    record.counts["examples that contradict their schema"] = calls.mismatched
    for check, found in (
        ("calls", calls.failed),
        ("calls with every argument", calls.failed_whole),
        ("decoding", calls.undecoded),
    ):
        record.note(check, [f"{id}: {text}" for id, text in found])


def _mypy_findings(folder: Path) -> list[str]:
    cache = folder.parent / "mypy"
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--no-pretty"]
    command += ["--cache-dir", str(cache), "--config-file=", "-p", PACKAGE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if not re.search(r": note: ", line)]
    return lines + (done.stderr.splitlines()[-3:] if done.returncode not in (0, 1) else [])
