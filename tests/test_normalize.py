"""OpenAPI 3.0 becomes 3.1, and what can be said in two ways is said in one."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics
from generator.document import Document, load
from generator.normalize import normalize

REF = "#/components/schemas/A"


def normalized(
    folder: Path, description: object, name: str = "spec.json"
) -> tuple[Document, Diagnostics]:
    """The result; what was read is checked to be as it was."""
    (folder / name).write_text(json.dumps(description))
    document = load(folder / name)
    before = deepcopy(document.files)
    diagnostics = Diagnostics()
    result = normalize(document, diagnostics)
    assert document.files == before
    return result, diagnostics


def with_schema(schema: object, version: str = "3.0.3") -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "x", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": {"type": "object"}, "S": schema}},
    }


@pytest.mark.parametrize(
    ("schema", "result"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "nullable": "yes"}, {"type": "string"}),
        ({"type": ["string"], "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "enum": ["a", None], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        ({"nullable": True}, {}),
        ({"properties": {}, "nullable": True}, {"properties": {}, "type": ["object", "null"]}),
        ({"items": {}, "nullable": True}, {"items": {}, "type": ["array", "null"]}),
        (
            {"$ref": REF, "nullable": True, "description": "d"},
            {"description": "d", "anyOf": [{"$ref": REF}, {"type": "null"}]},
        ),
        (
            {"allOf": [{"$ref": REF}], "nullable": True, "default": None},
            {"default": None, "anyOf": [{"allOf": [{"$ref": REF}]}, {"type": "null"}]},
        ),
        (
            {"oneOf": [{"$ref": REF}], "nullable": True},
            {"oneOf": [{"$ref": REF}, {"type": "null"}]},
        ),
        (
            {"type": "object", "anyOf": [{"$ref": REF}], "nullable": True},
            {"type": ["object", "null"], "anyOf": [{"$ref": REF}, {"type": "null"}]},
        ),
        (
            {"type": "object", "properties": {"nullable": {"type": "string", "nullable": True}}},
            {"type": "object", "properties": {"nullable": {"type": ["string", "null"]}}},
        ),
        (
            {"items": {"allOf": [{"type": "string", "nullable": True}]}},
            {"items": {"allOf": [{"type": ["string", "null"]}]}},
        ),
        ({"default": {"nullable": True}}, {"default": {"nullable": True}}),
        ({"example": {"nullable": True}}, {"example": {"nullable": True}}),
        ({"x-any": {"nullable": True}}, {"x-any": {"nullable": True}}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"exclusiveMaximum": 3}, {"exclusiveMaximum": 3}),
        (True, True),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_schema_is_said_in_the_terms_of_3_1(
    tmp_path: Path, schema: Any, result: Any, version: str
) -> None:
    document, diagnostics = normalized(tmp_path, with_schema(schema, version))
    assert (document.node / "components" / "schemas" / "S").value == result
    outdated = version == "3.1.0" and schema != result and "xclusive" not in str(schema)
    assert [found.code for found in diagnostics.items] == (
        ["outdated-nullable"] if outdated else []
    )


def test_beside_a_reference_only_annotations_count_in_3_0(tmp_path: Path) -> None:
    schema = {"$ref": REF, "description": "d", "type": "object", "x-a": 1, "maxItems": 2}
    document, diagnostics = normalized(tmp_path, with_schema(schema))
    result = (document.node / "components" / "schemas" / "S").value
    assert result == {"$ref": REF, "description": "d", "x-a": 1}
    assert [(found.severity, found.code, found.pointer) for found in diagnostics.items] == [
        ("warning", "ignored-sibling", "spec.json#/components/schemas/S/maxItems"),
    ]
    _, diagnostics = normalized(tmp_path, with_schema({**schema, "type": "array"}))
    assert [found.pointer.rpartition("/")[2] for found in diagnostics.items] == ["type", "maxItems"]
    document, diagnostics = normalized(tmp_path, with_schema(schema, "3.1.0"))
    assert (document.node / "components" / "schemas" / "S").value == schema
    assert diagnostics.items == []


def test_what_plainly_narrows_a_reference_counts_in_3_0_too(tmp_path: Path) -> None:
    schema = {"$ref": REF, "required": ["a"], "properties": {"a": {"nullable": True}}, "enum": 1}
    document, diagnostics = normalized(tmp_path, with_schema(schema))
    result = (document.node / "components" / "schemas" / "S").value
    assert result.keys() == {"$ref", "required", "properties"}
    assert [(found.code, found.pointer.rpartition("/")[2]) for found in diagnostics.items] == [
        ("unexpected-sibling", "required"),
        ("unexpected-sibling", "properties"),
        ("ignored-sibling", "enum"),
    ]


def test_a_document_without_need_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(with_schema({"type": "string"}, "3.1.0")))
    document = load(tmp_path / "spec.json")
    assert normalize(document, Diagnostics()).node.value is document.node.value


# --- path items ------------------------------------------------------------------------------------------------------

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
TRACE = {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
OWN_TRACE = {"name": "x-trace", "in": "header", "schema": {"type": "integer"}}


def with_paths(paths: object, **more: object) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths, **more}


def parameters(operation: Any) -> list[tuple[str, Any]]:
    """Pointer and value of every parameter an operation has in the end."""
    resolved = [element.resolve() for element in (operation / "parameters").elements()]
    return [(node.pointer.partition("#")[2], node.value) for node in resolved]


def test_operations_get_what_their_path_item_shares(tmp_path: Path) -> None:
    item = {
        "parameters": [ID, {"$ref": "#/components/parameters/Trace"}],
        "servers": [{"url": "https://shared.example.com"}],
        "get": {"parameters": [OWN_TRACE]},
        "put": {"servers": [{"url": "https://own.example.com"}]},
    }
    components = {"parameters": {"Trace": TRACE}}
    document, _ = normalized(tmp_path, with_paths({"/a~b/{id}": item}, components=components))
    path = "/paths/~1a~0b~1{id}"
    node = document.node / "paths" / "/a~b/{id}"
    assert parameters(node / "get") == [
        (f"{path}/get/parameters/0", OWN_TRACE),
        (f"{path}/parameters/0", ID),
    ]
    assert parameters(node / "put") == [
        (f"{path}/parameters/0", ID),
        ("/components/parameters/Trace", TRACE),
    ]
    assert [(node / "get").get("servers"), (node / "put").get("servers")] == [
        [{"url": "https://shared.example.com"}],
        [{"url": "https://own.example.com"}],
    ]


def test_what_is_shared_is_given_once_to_an_item_that_a_reference_leads_to_again(
    tmp_path: Path,
) -> None:
    item = {"parameters": [ID], "get": {}}
    document, _ = normalized(tmp_path, with_paths({"/a/{id}": item, "/all": {"$ref": "#"}}))
    operation = document.node / "paths" / "/a/{id}" / "get"
    assert parameters(operation) == [("/paths/~1a~1{id}/parameters/0", ID)]


def test_a_variable_nobody_declares_becomes_a_text(tmp_path: Path) -> None:
    paths = {"/{a}/{id}/{a}": {"parameters": [ID], "get": {}}}
    document, _ = normalized(tmp_path, with_paths(paths))
    operation = document.node / "paths" / "/{a}/{id}/{a}" / "get"
    assert [(value["name"], value["in"]) for _, value in parameters(operation)] == [
        ("id", "path"),
        ("a", "path"),
    ]
    assert operation.get("parameters")[1] == {**ID, "name": "a"}


def test_other_files_are_normalized_where_they_are_reached(tmp_path: Path) -> None:
    user = {"type": "object", "nullable": True, "properties": {"age": {"$ref": "#/Age"}}}
    files: dict[str, Any] = {
        "item.json": {
            "parameters": [ID],
            "get": {"responses": {"200": {"$ref": "#/ok"}}},
            "ok": {},
        },
        "schemas.json": {"User": user, "Age": {"minimum": 0, "exclusiveMinimum": True}},
    }
    schema = {"$ref": "schemas.json#/User"}
    files["item.json"]["ok"] = {"content": {"application/json": {"schema": schema}}}
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value))
    spec = with_paths({"/users/{id}": {"$ref": "item.json"}}) | {"openapi": "3.0.4"}
    document, _ = normalized(tmp_path, spec)
    operation = (document.node / "paths" / "/users/{id}").resolve() / "get"
    assert operation.pointer == "item.json#/get"
    [parameter] = (operation / "parameters").elements()
    assert parameter.resolve().pointer == "item.json#/parameters/0"
    assert document.at("schemas.json", ("User", "type")).value == ["object", "null"]
    assert document.at("schemas.json", ("Age",)).value == {"exclusiveMinimum": 0}


def test_pointers_are_those_of_the_source(tmp_path: Path) -> None:
    schema = {"type": "object", "nullable": True, "properties": {"b": {"type": "string"}}}
    document, _ = normalized(tmp_path, with_schema(schema))
    node = document.node / "components" / "schemas" / "S" / "properties" / "b"
    text = (tmp_path / "spec.json").read_text()
    position = document.locate(node.pointer)
    assert text[position.column - 1 :].startswith('"b": {"type": "string"}')
    gone = document.locate("spec.json#/components/schemas/S/anyOf/0/x")
    assert text[gone.column - 1 :].startswith('"S": ')
