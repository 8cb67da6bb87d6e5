"""Small descriptions and what must come of them; ``tests/catalog.py`` says what a case is made of."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog import CASES, TEMPLATES, Case
from tests.golden import Golden
from tests.pipeline import Built, build, imported

cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def generated(case: Case, spec: Path) -> Built:
    return build(case.config if case.config.exists() else None, spec=spec, package=case.package)


def written(case: Case, built: Built) -> dict[str, str]:
    """The modules that are made for a description, without those that are the same for every one."""
    copies = {path.read_bytes() for path in (TEMPLATES / "package").rglob("*.py")}
    return {
        name: content.decode()
        for name, content in built.files.items()
        if name.startswith(f"{case.package}/") and name.endswith(".py") and content not in copies
    }


@cases
def test_case(case: Case, golden: Golden) -> None:
    built = generated(case, case.spec)
    if built.files:
        golden.tree(case.expected, written(case, built))
    else:
        assert not case.expected.exists(), built.listing
    if built.listing or case.diagnostics.exists():
        golden.text(case.diagnostics, built.listing)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.twin.exists()], ids=lambda case: case.name
)
def test_the_3_0_twin_gives_the_same_modules(case: Case, tmp_path: Path) -> None:
    shutil.copytree(case.folder, tmp_path / "twin")
    spec = tmp_path / "twin" / case.spec.name
    shutil.copy(case.twin, spec)
    expected, twin = written(case, generated(case, case.spec)), generated(case, spec)
    assert twin.files, twin.listing
    made = written(case, twin)
    assert made.keys() == expected.keys()
    assert [name for name in made if made[name] != expected[name]] == []


@pytest.fixture
def importable(case: Case, tmp_path: Path) -> Iterator[list[str]]:
    """The modules of the expected package, on the path, with those that are copied beside them."""
    (tmp_path / case.package).mkdir()
    for copied in (TEMPLATES / "package/_runtime", *(TEMPLATES / "package").glob("*.py")):
        (tmp_path / case.package / copied.name).symlink_to(copied)
    expected = case.expected_package()
    files = {name: text.encode() for name, text in expected.items()}
    with imported(files, case.package, tmp_path):
        yield [
            name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            for name in expected
        ]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.expected.exists()], ids=lambda case: case.name
)
def test_every_module_imports(case: Case, importable: list[str]) -> None:
    assert case.package in importable
    for name in importable:
        importlib.import_module(name)
    package = importlib.import_module(case.package)
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
