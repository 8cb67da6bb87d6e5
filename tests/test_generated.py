"""``generated/`` is what the description says, and it is light, whole and readable."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import fences
from tests.pipeline import build

ROOT = Path(__file__).parents[1]
GENERATED = ROOT / "generated"
PACKAGE = GENERATED / "appwrite_messaging"
MODULES = sorted(
    ".".join(path.relative_to(GENERATED).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)

HEAVY = (
    *("msgspec", "httpx2", "pyreqwest", "pydantic"),
    *("asyncio", "datetime", "email", "http", "json", "logging", "ssl", "urllib"),
)
"""What neither the import nor the making of a client may load."""


def test_generated_is_what_the_description_says() -> None:
    """``make generate`` brings it up to date."""
    built = build(ROOT / "spec/sdk.toml")
    assert built.listing == ""
    on_disk = {
        path.relative_to(GENERATED).as_posix(): path.read_bytes()
        for path in GENERATED.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(on_disk.keys() ^ built.files.keys()) == []
    assert [name for name in built.files if built.files[name] != on_disk[name]] == []


@pytest.mark.parametrize("name", MODULES)
def test_every_module_imports(name: str) -> None:
    importlib.import_module(name)


def test_every_exported_name_is_there() -> None:
    package = importlib.import_module("appwrite_messaging")
    missing = [name for name in package.__all__ if not hasattr(package, name)]
    assert missing == []
    assert len(set(package.__all__)) == len(package.__all__)


def modules_loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after the code, beyond those it starts with."""
    program = (
        f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(GENERATED)!r})\n{program}",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import appwrite_messaging",
        "from appwrite_messaging import Client; Client(project='p', key='k').messaging",
        "from appwrite_messaging import AsyncClient; AsyncClient(project='p', key='k').messaging",
    ],
    ids=["import", "client", "async-client"],
)
def test_nothing_heavy_is_loaded_before_the_first_call(code: str) -> None:
    loaded = {name.split(".")[0] for name in modules_loaded_by(code)}
    assert "appwrite_messaging" in loaded
    assert loaded & set(HEAVY) == set()


def test_every_method_has_an_example() -> None:
    tree = ast.parse((PACKAGE / "services/messaging.py").read_text(encoding="utf-8"))
    methods = [
        method
        for service in tree.body
        if isinstance(service, ast.ClassDef)
        for method in service.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not method.name.startswith("_")
    ]
    assert len(methods) >= 2 * 46
    bare = [method.name for method in methods if not fences(ast.get_docstring(method) or "")]
    assert bare == []
