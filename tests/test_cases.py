"""Small descriptions and what must come of them; ``tests/catalog.py`` says what a case is made of."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog import CASES, TEMPLATES, Case
from tests.golden import Golden
from tests.pipeline import Built, build

LOCK = "sdksmith.lock"

cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def generated(case: Case, spec: Path) -> Built:
    return build(case.config if case.config.exists() else None, spec=spec, package=case.package)


def written(built: Built) -> dict[str, str]:
    """The files that are made for a description; those copied as they stand are the same everywhere."""
    copies = {
        path.read_bytes()
        for path in TEMPLATES.rglob("*")
        if path.is_file() and path.suffix != ".j2"
    }
    return {
        name: content.decode()
        for name, content in built.files.items()
        if name != LOCK and content not in copies
    }


@cases
def test_case(case: Case, golden: Golden) -> None:
    built = generated(case, case.spec)
    if case.fails or (not built.files and golden.update):
        assert not built.files, "this description must be refused"
        assert not built.files
    else:
        assert built.files, built.listing
        golden.tree(case.expected, written(built))
    if built.listing or case.diagnostics.exists():
        golden.text(case.diagnostics, built.listing)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.twin.exists()], ids=lambda case: case.name
)
def test_the_3_0_twin_gives_the_same_files(case: Case) -> None:
    built, twin = generated(case, case.spec), generated(case, case.twin)
    assert twin.files, twin.listing
    assert twin.files.keys() == built.files.keys()
    assert [
        name for name in built.files if name != LOCK and twin.files[name] != built.files[name]
    ] == []


@pytest.fixture
def importable(case: Case, tmp_path: Path) -> Iterator[list[str]]:
    """The modules of the expected package, on the path with the runtime beside them."""
    for name, text in case.expected_package().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / case.package / "_runtime").symlink_to(TEMPLATES / "package/_runtime")
    sys.path.insert(0, str(tmp_path))
    yield [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in case.expected_package()
    ]
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == case.package]:
        del sys.modules[name]


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.fails], ids=lambda case: case.name
)
def test_every_module_imports(case: Case, importable: list[str]) -> None:
    assert case.package in importable
    for name in importable:
        importlib.import_module(name)
    package = importlib.import_module(case.package)
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
