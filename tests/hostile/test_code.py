"""Texts of a description in Python: only what is expected is defined, and nothing runs."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.carry import PACKAGE, TEXTS, Carried, alike, carried, client
from tests.hostile.payloads import EXACT, TAGGED
from tests.hostile.places import behind
from tests.hostile.shape import file_shape, shape

PLAIN = behind(" plain-word")
IMPORTS = Path(__file__).parent / "imports.py"

payloads = pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())


def modules(found: Carried, form: Callable[[str], str] = str) -> dict[str, bytes]:
    """The modules that are made for a description, by the form of their names."""
    return {
        form(name): content
        for name, content in found.files.items()
        if name.endswith(".py") and "/_runtime/" not in name
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.mark.parametrize(
    "payload",
    # A name as long as this one is cut before what tells it apart.
    [value for name, value in TAGGED.items() if name != "long"],
    ids=[name for name in TAGGED if name != "long"],
)
def test_only_what_is_expected_is_defined(tmp_path: Path, payload: str) -> None:
    found, expected = alike(tmp_path, client(payload), behind(payload), PLAIN, listed=payload)
    assert len(found.taken) > 0.8 * len(TEXTS)
    made, plain = modules(found, file_shape), modules(expected, file_shape)
    assert made.keys() == plain.keys()
    for name in made:
        assert shape(made[name]) == shape(plain[name]), name


@payloads
def test_nothing_runs_when_a_client_is_used(tmp_path: Path, payload: str) -> None:
    found = client(payload)
    assert len(found.taken) > 0.99 * len(TEXTS)
    use(tmp_path, found)


@pytest.mark.parametrize("shift", range(0, len(EXACT), 9))
def test_names_that_something_has_already(tmp_path: Path, shift: int) -> None:
    found = carried(tmp_path, lambda number, _: EXACT[(number + shift) % len(EXACT)])
    assert len(found.taken) > 0.8 * len(TEXTS)
    use(tmp_path, found)


def use(folder: Path, found: Carried) -> None:
    """Compiles and imports everything; whatever ran would leave something in the working folder."""
    for name, content in modules(found).items():
        ast.parse(content, name)
    package = write(folder / "package", found.files)
    work = folder / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", str(IMPORTS), str(package), PACKAGE],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(work.iterdir()) == []


@payloads
def test_the_project_file_holds_only_what_is_expected(payload: str) -> None:
    made = tomllib.loads(client(payload).files["pyproject.toml"].decode())
    plain = tomllib.loads(client(" plain-word").files["pyproject.toml"].decode())
    assert keys(made) == keys(plain)
    assert made["build-system"] == plain["build-system"]


def keys(value: object) -> object:
    if isinstance(value, dict):
        return {name: keys(child) for name, child in value.items()}
    return [keys(child) for child in value] if isinstance(value, list) else type(value)
