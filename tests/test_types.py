"""mypy --strict and pyright (strict) find nothing, in what we write and in what we generate.

Each checker runs once over everything; a test looks at one part of the findings. What is generated for the cases
shares one runtime: a stub per module stands for the copy that each of these packages would carry.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.catalog import CASES, Case
from tests.published.collect import dialogues, distinct

ROOT = Path(__file__).parents[1]
RUNTIME = ROOT / "templates/package/_runtime"
GENERATED = ROOT / "generated"
PACKAGE = GENERATED / "appwrite_messaging"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything to be checked, as paths; made files are below ``folder``."""

    folder: Path

    @property
    def parts(self) -> Mapping[str, Path]:
        return {
            "generator": ROOT / "generator",
            "runtime": RUNTIME,
            "generated": PACKAGE,
            "tests": ROOT / "tests",
            "examples": self.folder / "examples",
            "cases": self.folder / "cases",
            "uses": self.folder / "uses",
        }

    @property
    def roots(self) -> list[Path]:
        return [ROOT, RUNTIME.parent, GENERATED, self.folder / "examples", self.folder / "cases"]

    def part_of(self, file: Path) -> str:
        return next(name for name, path in self.parts.items() if file.is_relative_to(path))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("types").resolve()
    (folder / "examples").mkdir()
    for name, code in examples().items():
        (folder / "examples" / f"{name}.py").write_text(code, encoding="utf-8")
    for case in (case for case in CASES if case.expected.exists()):
        _unpack(case, folder / "cases")
    (folder / "uses").mkdir()
    (folder / "uses" / "deprecated_arguments.py").write_text(USES, encoding="utf-8")
    return Workspace(folder)


def examples() -> dict[str, str]:
    """Every program and dialogue that is published, by the name of a module for it."""
    published = {**distinct("program"), **dialogues()}
    return {re.sub(r"\W", "_", place): code for place, code in published.items()}


def _unpack(case: Case, folder: Path) -> None:
    package = folder / case.package
    files = {folder / name: text for name, text in case.expected_package().items()}
    for module in sorted(RUNTIME.parent.glob("*.py")):
        files[package / module.name] = module.read_text(encoding="utf-8")
    for module in sorted(RUNTIME.rglob("*.py")):
        dotted = ".".join(module.relative_to(RUNTIME.parent).with_suffix("").parts)
        stub = (package / module.relative_to(RUNTIME.parent)).with_suffix(".pyi")
        files[stub] = f"from {dotted.removesuffix('.__init__')} import *\n"
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def mypy_findings(workspace: Workspace) -> dict[str, list[str]]:
    paths = [path for path in workspace.parts.values() if path.exists()]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml"),
            *(
                "--explicit-package-bases",
                "--namespace-packages",
                "--cache-dir",
                workspace.folder / "cache",
            ),
            *("--enable-error-code", "deprecated"),
            *("--no-error-summary", "--show-absolute-path", "--hide-error-context", "--no-pretty"),
            *paths,
        ],
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, workspace.roots))},
        cwd=workspace.folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    findings: dict[str, list[str]] = {part: [] for part in workspace.parts}
    for line in done.stdout.splitlines():
        findings[workspace.part_of(Path(line.split(":")[0]))].append(line)
    return findings


@pytest.fixture(scope="module")
def pyright_findings(workspace: Workspace) -> dict[str, list[str]]:
    checked = [path for part, path in workspace.parts.items() if part != "tests" and path.exists()]
    project = workspace.folder / "pyrightconfig.json"
    settings = {
        "include": [str(path) for path in checked],
        "extraPaths": [str(path) for path in workspace.roots],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "reportDeprecated": "error",
        "reportMissingModuleSource": False,  # the stubs stand in for a source
    }
    project.write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pyright", "--outputjson"),
            *("--project", project, "--pythonpath", sys.executable),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > len(CASES)
    findings: dict[str, list[str]] = {part: [] for part in workspace.parts}
    for found in report["generalDiagnostics"]:
        start = found["range"]["start"]
        line = f"{found['file']}:{start['line'] + 1}: {found['message']} [{found.get('rule', '')}]"
        findings[workspace.part_of(Path(found["file"]))].append(line)
    return findings


USES = """\
from case_deprecated import UNSET, AsyncClient, Client, Unset


def fine(client: Client, text: str) -> None:
    client.books.create_book(title=text, language="en")
    client.books.overload_(book_id=text)
    client.raw(client.books.create_book, title=text)
    for book in client.books.iter_books(page=2, max_items=5):
        print(book.title)
    with client.books.watch_book(book_id=text) as changes:
        for change in changes:
            print(change.upper())


async def fine_too(client: AsyncClient, text: str) -> None:
    print((await client.books.create_book(title=text)).title)
    async for book in client.books.iter_books():
        print(book.title)


def reported(client: Client, text: str, pages: int | Unset = UNSET) -> None:
    client.books.create_book(title=text, author=text)  # deprecated
    client.books.create_book(title=text, pages=pages)  # deprecated
    client.books.overload_(book_id=text, x_edition=1)  # deprecated
    print(client.books.list_books(sort=text).books)  # deprecated
    for book in client.books.iter_books(sort=text):  # deprecated
        print(book.title)
    client.books.watch_book(book_id=text, since=1).close()  # deprecated
    client.books.replace_book(book_id=text)  # deprecated
    client.books.search(q=text)  # deprecated
    client.raw(client.books.create_book, title=text, author=text)  # accepted; checkers do not see through


async def reported_too(client: AsyncClient, text: str) -> None:
    print((await client.books.create_book(title=text, author=text, pages=3)).title)  # deprecated
    async for book in client.books.iter_books(sort=text):  # deprecated
        print(book.title)
"""


def _misses(findings: list[str]) -> tuple[set[int], list[str]]:
    """The lines of ``USES`` where a finding is due and missing, and the findings that are not due."""
    due = {n for n, line in enumerate(USES.splitlines(), 1) if line.endswith("# deprecated")}
    found = [(int(line.split(":")[1]), line) for line in findings]
    odd = [line for n, line in found if n not in due or " deprecated" not in line]
    return due - {n for n, _ in found}, odd


def test_mypy_reports_deprecated_arguments(mypy_findings: dict[str, list[str]]) -> None:
    assert _misses(mypy_findings["uses"]) == (set(), [])


def test_pyright_reports_deprecated_arguments(pyright_findings: dict[str, list[str]]) -> None:
    assert _misses(pyright_findings["uses"]) == (set(), [])


PARTS = ("generator", "runtime", "generated", "tests", "examples", "cases")


@pytest.mark.parametrize("part", PARTS)
def test_mypy(part: str, mypy_findings: dict[str, list[str]]) -> None:
    assert not mypy_findings[part], "\n".join(mypy_findings[part])


@pytest.mark.parametrize("part", [part for part in PARTS if part != "tests"])
def test_pyright(part: str, pyright_findings: dict[str, list[str]]) -> None:
    assert not pyright_findings[part], "\n".join(pyright_findings[part])
