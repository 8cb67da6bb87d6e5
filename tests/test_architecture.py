"""Which room of the generator may use which, and how large rooms and their pieces may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator"
RUNTIME = ROOT / "templates/package/_runtime"
CUSTOM = ROOT / "spec/custom"

MAY_USE = {
    "beside": set[str](),
    "diagnostics": set[str](),
    "frozen": set[str](),
    "ir": set[str](),
    "naming": set[str](),
    "output": set[str](),
    "preview": set[str](),
    "dump": {"ir"},
    "config": {"diagnostics"},
    "document": {"diagnostics"},
    "validate": {"diagnostics", "document"},
    "normalize": {"diagnostics", "document"},
    "schemas": {"diagnostics", "document", "ir", "naming"},
    "operations": {"config", "diagnostics", "document", "ir", "naming", "schemas"},
    "python": {"config", "ir", "naming"},
    "docs": {"ir", "naming", "python"},
    "render": {"beside", "config", "docs", "ir", "naming", "python"},
}
"""A room is a module or a folder of ``generator/``. Those not listed put the others together and may use all."""

OF_ALL = {"frozen"}
"""What every room may use."""

ONLY_IN = {
    "black": "render",
    "click": "cli",
    "jinja2": "render",
    "jsonschema_rs": "validate",
    "markdown_it": "docs",
    "markupsafe": "docs",
    "openapi_spec_validator": "validate",
    "yaml": "document",
}
"""Third-party packages and the one room that knows them."""


def room_of(path: Path) -> str:
    return path.relative_to(GENERATOR).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of every import, wherever it stands; ``from a import b`` counts as ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


MODULES = sorted(GENERATOR.rglob("*.py"))
HAND_WRITTEN = sorted(
    [
        *MODULES,
        *RUNTIME.rglob("*.py"),
        *CUSTOM.rglob("*.py"),
        *(path for path in (ROOT / "tests").rglob("*.py") if "cases" not in path.parts),
    ]
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_table_names_rooms_that_exist() -> None:
    assert MAY_USE.keys() <= {room_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_follow_the_table(path: Path) -> None:
    room = room_of(path)
    used = {name.split(".")[1] for name in imported(parse(path)) if name.startswith("generator.")}
    allowed = MAY_USE.get(room, used) | {room} | OF_ALL
    assert used - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_third_party_packages_stay_in_their_room(path: Path) -> None:
    used = {name.split(".")[0] for name in imported(parse(path))}
    assert {name: room_of(path) for name in used & ONLY_IN.keys()}.items() <= ONLY_IN.items()


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=relative)
def test_modules_and_functions_fit_a_mind(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 500
    long = [
        f"line {node.lineno}: {node.name}"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= 60
    ]
    assert long == []


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=relative)
def test_annotations_are_lazy_everywhere(path: Path) -> None:
    module = parse(path)
    imports = [node for node in module.body if isinstance(node, ast.ImportFrom)]
    lazy = any(node.module == "__future__" for node in imports)
    assert lazy or all(isinstance(node, ast.Expr) for node in module.body)
