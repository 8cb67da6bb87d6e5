"""Thousands of operations: names stay what they are, a service is loaded when it is asked for, nothing goes in circles."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import generate, ir
from generator.config import Config
from generator.document import load
from tests.lowering import lowered

TAGS = 100


def description(count: int, *more: tuple[str, Mapping[str, Any]]) -> str:
    """So many operations, each with a body and a response of its own, evenly over the tags; ``more`` come first."""
    paths = dict(more) | {
        f"/groups/{n % TAGS}/things/{n}/{{id}}": {"post": _operation(n)} for n in range(count)
    }
    return f"paths: {json.dumps(paths)}\ncomponents: {json.dumps({'schemas': {'Thing': _THING}})}"


_THING = {"type": "object", "properties": {"name": {"type": "string"}}}


def _operation(n: int) -> dict[str, Any]:
    item = {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "n": {"const": n}}}
    return {
        "tags": [f"group {n % TAGS}"],
        **({"operationId": f"change_thing_{n}"} if n % 3 else {}),
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "requestBody": {"content": {"application/json": {"schema": item}}},
        "responses": {
            "200": {"description": "", "content": {"application/json": {"schema": item}}}
        },
    }


_NEW = {
    "tags": ["group 1"],
    "operationId": "changeThing",
    "requestBody": {
        "content": {
            "application/json": {"schema": {"properties": {"kind": {"enum": ["a", "b"]}}}},
            "text/plain": {"schema": {"type": "string"}},
        }
    },
    "responses": {"200": {"description": "", "content": {"application/json": {"schema": _THING}}}},
}


def _names(api: ir.Api) -> dict[str, str]:
    """What everything is called, by its place in the description."""
    declared = {declaration.key: declaration.name for declaration in api.types}
    called = {
        operation.pointer: f"{service.name}.{operation.name}({', '.join(a.name for a in operation.arguments)})"
        for service in api.services
        for operation in service.operations
    }
    return declared | called


def test_an_operation_more_renames_no_other(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    known = _names(lowered(before, description(600)).api)
    now = _names(lowered(after, description(600, ("/new", {"post": _NEW}))).api)
    assert len(now) > len(known) > 1200
    assert {place: now[place] for place in known} == known


@pytest.mark.slow
def test_ten_thousand_operations(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    head = 'openapi: 3.1.0\ninfo: {title: Many, version: "1"}'
    spec.write_text(f"{head}\n{description(10_000)}", "utf-8")
    document = load(spec)
    output = generate(document, Config.for_document(document, tmp_path, "many"))
    assert output.api is not None
    modules = {
        name: content.decode() for name, content in output.files.items() if name.startswith("many/")
    }
    services = [name for name in modules if name.startswith("many/services/group_")]
    assert len(services) == TAGS
    for name, text in modules.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    for (
        name
    ) in services:  # a service knows the runtime and, for type checkers alone, types and clients
        tree = ast.parse(modules[name])
        imports = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert all(
            module == "__future__" or module.startswith("_runtime") for module in imports if module
        )
    program = """
import sys, many
client = many.Client("https://example.com")
assert not [name for name in sys.modules if name.startswith("many.services.")], "services are loaded early"
assert "many.models" not in sys.modules, "models are loaded early"
client.group_7
assert [name for name in sys.modules if name.startswith("many.services.")] == ["many.services.group_7"]
"""
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
