"""What runs load and touch, counted: the speed that was won stays won, without a clock."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator import generate
from generator.config import load_config
from generator.document import Context, Document, Node, load

ROOT = Path(__file__).parents[1]
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /items:
    get:
      operationId: listItems
      responses: {"204": {description: Nothing yet.}}
"""
SETTINGS = """\
[sdk]
spec = "openapi.yaml"
out = "../generated"
package = "shop"
custom = "custom"
"""
MAIN = "import sys; from generator.cli import main\ntry: main()\nfinally: print(*sys.modules)"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose files nobody has touched for years."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    write("spec/openapi.yaml", SPEC)
    write("spec/sdk.toml", SETTINGS)
    write("spec/custom/extra.py", '"""Nothing."""\n')
    return tmp_path


def write(path: str, text: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (1, 1))


def loaded(*arguments: str) -> set[str]:
    """The modules a run of the command has loaded at its end, in a process of its own."""
    command = [sys.executable, "-c", MAIN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def spared(*arguments: str) -> bool:
    """Whether a run of ``generate`` saw that it has nothing to do before it read a description."""
    return "generator.document" not in loaded("generate", *arguments)


def said(*arguments: str) -> str:
    """What a run tells, without its time."""
    command = [sys.executable, "-m", "generator", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return re.sub(r" in \d+\.\d+ s", "", done.stderr)


def state(folder: Path) -> Mapping[str, tuple[int, int]]:
    """Every file by its inode and the time it was last written to."""
    found = {str(path): path.stat() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def test_a_run_loads_neither_black_nor_the_validator_nor_an_http_client() -> None:
    """The templates write black's form, and of openapi-spec-validator only the schemas are read."""
    heavy = {"black", "openapi_spec_validator", "pydantic", "requests", "urllib3", "asyncio"}
    assert loaded("generate") & heavy == set()


def test_a_run_with_nothing_to_do_loads_next_to_nothing() -> None:
    loaded("generate")
    own = {name for name in loaded("generate") if name.split(".")[0] == "generator"}
    needed = ("cli", "frozen", "output", "previous")
    assert own == {"generator", *(f"generator.{name}" for name in needed)}


def test_a_run_with_nothing_to_do_writes_no_byte(project: Path) -> None:
    loaded("generate")
    before = state(project)
    assert spared()
    assert state(project) == before


def test_a_run_that_makes_the_same_again_writes_nothing_into_the_tree(project: Path) -> None:
    loaded("generate")
    before = state(project / "generated")
    assert not spared("--force")
    assert state(project / "generated") == before


@pytest.mark.parametrize(
    "path",
    ["spec/openapi.yaml", "spec/sdk.toml", "spec/custom/extra.py", "spec/custom/another.py"],
)
def test_whatever_a_run_reads_makes_it_run_again(path: str) -> None:
    loaded("generate")
    assert spared()
    file = Path(path)
    write(path, f"{file.read_text() if file.exists() else ''}\n# changed\n")
    assert not spared()


@pytest.mark.parametrize("path", ["shop/client.py", "shop/foreign.py", "sdksmith.lock"])
def test_whatever_was_done_to_the_tree_makes_it_run_again(project: Path, path: str) -> None:
    loaded("generate")
    with (project / "generated" / path).open("a") as file:
        file.write("\n")
    assert not spared()


def test_a_file_of_the_tree_that_was_removed_comes_back(project: Path) -> None:
    loaded("generate")
    (project / "generated/shop/client.py").unlink()
    assert not spared()
    assert (project / "generated/shop/client.py").exists()


def test_what_changes_while_a_run_reads_it_is_read_again() -> None:
    Path("spec/openapi.yaml").write_text(SPEC)
    future = 2**32
    os.utime("spec/openapi.yaml", (future, future))
    loaded("generate")
    assert not spared()


def test_findings_are_said_every_time() -> None:
    """By a run that is spared too, unless it shall be quiet."""
    unused = "parameters: [{name: x, in: path, required: true, schema: {}}]\n      "
    write("spec/openapi.yaml", SPEC.replace("operationId", f"{unused}operationId"))
    first, second = said("generate"), said("generate")
    assert "warning[unused-path-parameter]" in first
    assert second.replace("0 changed", "") == re.sub(r"\d+ changed", "", first)
    assert spared()
    assert said("generate", "--quiet") == said("generate", "--quiet") == ""
    assert spared("--quiet")


def test_a_damaged_note_is_no_note(project: Path) -> None:
    loaded("generate")
    (note,) = (project / "cache").rglob("*.json")
    note.write_text(json.dumps({"inputs": 3}))
    assert not spared()


def test_a_run_finds_the_references_of_a_description_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loader has to walk the whole description for them, and every stage after it asks for them."""
    walks: list[Document] = []
    walk = Document.walk

    def counted(document: Document) -> Iterator[tuple[Node, Context]]:
        walks.append(document)
        return walk(document)

    monkeypatch.setattr(Document, "walk", counted)
    config = load_config(ROOT / "spec/sdk.toml")
    assert generate(load(config.spec), config).files
    assert len(walks) == 1
