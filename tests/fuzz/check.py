"""What must hold for any description, however damaged: it ends in files or in located errors."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import sys
import time
import tomllib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Literal

from generator import Output, generate
from generator.config import Config
from generator.diagnostics import Diagnostic, listing
from generator.document import Document, DocumentError, load
from tests.corpus.reading import Reading, identity

LIMIT = 10.0
"""Seconds a description may take."""

PATIENCE = 5
"""How many times as many it may take while it does not have the processor."""

PACKAGE = "fuzzed"

Outcome = Literal["generated", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``finding`` says what does not hold; its first line is the same for the same cause."""

    outcome: Outcome
    finding: str = ""


class TooSlow(BaseException):
    """Time is up; nothing that is tested catches it."""


def judge(path: Path, *, imported: bool = False) -> Verdict:
    """Runs the generator on a file; with ``imported`` the package is written beside it and imported."""
    try:
        with _limited(LIMIT):
            return _judge(path, imported)
    except TooSlow as error:
        return Verdict("failed", f"more than {LIMIT:g} s{_where(error)}")
    except MemoryError as error:
        return Verdict("failed", f"out of memory{_where(error)}")
    except Exception as error:  # noqa: BLE001 - any of them is what is looked for
        text = f"{type(error).__name__}{_where(error)}\n{error}"
        return Verdict("failed", f"{text[:2000]}\n{traceback.format_exc(limit=-12)}")


def _judge(path: Path, imported: bool) -> Verdict:
    try:
        document = load(path)
    except DocumentError as error:
        listing(error.diagnostics)
        unplaced = [found for found in error.diagnostics if not _is_in(path, found)]
        return _verdict("refused", [f"no such place: {found.code}" for found in unplaced])
    output = generate(document, Config.for_document(document, path.parent, PACKAGE))
    listing(output.diagnostics, document.locate)
    faults = [*_unplaced(document, output.diagnostics)]
    if output.api is None:
        if not any(found.severity == "error" for found in output.diagnostics):
            faults.append("refused without an error")
        if output.files:
            faults.append("refused, and yet there are files")
        return _verdict("refused", faults)
    faults += [*_malformed(output.files), *_lost(document, output)]
    if imported and not faults:
        faults += _unimportable(output.files, path.parent)
    return _verdict("generated", faults)


def _verdict(outcome: Outcome, faults: list[str]) -> Verdict:
    return Verdict("failed", "\n".join(faults)) if faults else Verdict(outcome)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Ends what takes so long; on a machine that has other things to do, some times as long."""
    started = time.process_time()
    left = PATIENCE

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal left
        left -= 1
        if not left or time.process_time() - started > seconds / 2:
            raise TooSlow
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _where(error: BaseException) -> str:
    """The innermost place of the generator's own in a traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}generator{os.sep}" in frame.filename]
    return f" in {Path(own[-1].filename).stem}.{own[-1].name}" if own else ""


# --- places ----------------------------------------------------------------------------------------------------------


def _is_in(path: Path, found: Diagnostic) -> bool:
    """Whether a finding of the reader stands in its file."""
    place = found.position
    if place is None or path.with_name(place.file) != path:
        return False
    lines = re.split(
        "\r\n|[\n\r\x85\u2028\u2029]", path.read_bytes().decode("utf-8-sig", "replace")
    )
    return place.line <= len(lines) and place.column <= len(lines[place.line - 1]) + 3


def _unplaced(document: Document, diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    for found in diagnostics:
        file, _, fragment = found.pointer.partition("#")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:]]
        if _missing(document.files.get(file), steps) > 3:
            yield f"no such place: {found.code}\n{found.pointer}: {found.message}"


def _missing(value: object, steps: list[str]) -> int:
    """How many steps of a path lead nowhere: what a repair has put in is located by the object around it.

    What it has made a list of, or an alternative to null, is at its old place; what stands behind a reference is there.
    """
    for number, step in enumerate(steps):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and "$ref" in value:
            return 0
        elif step not in ("0", "anyOf"):
            return len(steps) - number
    return 0


# --- files -----------------------------------------------------------------------------------------------------------


def _malformed(files: dict[str, bytes]) -> Iterator[str]:
    lower = {name.casefold() for name in files}
    if len(lower) != len(files):
        yield "two files differ in case only"
    for name, content in files.items():
        if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*", name) or ".." in name or len(name) > 200:
            yield f"an odd file name\n{name!r}"
        if "/_runtime/" in name:
            continue
        try:
            if name.endswith(".py"):
                ast.parse(content)
            elif name.endswith(".toml"):
                tomllib.loads(content.decode())
            elif name.endswith((".json", ".lock")):
                json.loads(content)
        except (SyntaxError, ValueError) as error:
            line = content.decode().splitlines()[getattr(error, "lineno", 1) or 1 :][:1]
            yield f"{name.rpartition('/')[2]} does not parse: {type(error).__name__}\n{error}\n{line}"


def _lost(document: Document, output: Output) -> Iterator[str]:
    """Operations that neither became a method nor are named by a finding."""
    assert output.api is not None
    operations = [each for service in output.api.services for each in service.operations]
    made = {identity(each.pointer.partition("#")[2], each.path) for each in operations}
    named = [found.pointer.partition("#")[2] for found in output.diagnostics]
    for each in Reading(document.node.value).operations():
        key = identity(each.pointer, each.path)
        place = each.pointer
        if key not in made and not any(place.startswith(at) and at.count("/") > 1 for at in named):
            yield f"an operation is lost\n{each.method} {each.path} at {place}"


def _unimportable(files: dict[str, bytes], folder: Path) -> list[str]:
    """Imports the package in a process of its own."""
    for name, content in files.items():
        if name.endswith(".py"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    modules = [name for name in files if name.endswith(".py") and "/_runtime/" not in name]
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.close(reading)
        with os.fdopen(writing, "wb", 0) as pipe:
            pipe.write(_imports(folder, modules).encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return [found] if found else ["the import ends the process"] if status else []


def _imports(folder: Path, modules: list[str]) -> str:
    sys.path.insert(0, str(folder))
    for name in modules:
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        try:
            __import__(module)
        except BaseException as error:  # noqa: BLE001 - raising is the finding
            last = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__} on import of {Path(name).name}\n{error}\n{last.line}"
    return ""
