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


PARTS = ("generator", "runtime", "generated", "tests", "examples", "cases")


@pytest.mark.parametrize("part", PARTS)
def test_mypy(part: str, mypy_findings: dict[str, list[str]]) -> None:
    assert not mypy_findings[part], "\n".join(mypy_findings[part])


@pytest.mark.parametrize("part", [part for part in PARTS if part != "tests"])
def test_pyright(part: str, pyright_findings: dict[str, list[str]]) -> None:
    assert not pyright_findings[part], "\n".join(pyright_findings[part])
