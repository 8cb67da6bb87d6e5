"""What is wrong with a description; whole listings are in ``tests/cases/errors-*``."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator, validate_url

from generator.diagnostics import Diagnostics
from generator.document import DocumentError, load
from generator.validate import validate
from generator.validate.structure import bundle

ROOT = Path(__file__).parents[1]

PARAMETER = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
SOUND: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Sound", "version": "1"},
    "paths": {
        "/users/{id}": {
            "get": {
                "operationId": "getUser",
                "parameters": [PARAMETER],
                "responses": {"200": {"description": "A user."}},
            }
        }
    },
}


def findings(folder: Path, description: object, strict: bool = False) -> list[tuple[str, str, str]]:
    """Severity and code, pointer, and message of everything that is found."""
    (folder / "spec.json").write_text(json.dumps(description))
    document = load(folder / "spec.json")
    diagnostics = Diagnostics(strict)
    validate(document, diagnostics)
    return [
        (f"{found.severity}[{found.code}]", found.pointer.partition("#")[2], found.message)
        for found in diagnostics.items
    ]


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The sound description with one value replaced or added."""
    description = deepcopy(SOUND)
    value: Any = description
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = to
    return description


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1"])
def test_a_sound_description_has_no_findings(tmp_path: Path, version: str) -> None:
    assert findings(tmp_path, changed("openapi", to=version), strict=True) == []


def test_our_own_description_has_no_findings() -> None:
    diagnostics = Diagnostics(strict=True)
    validate(load(ROOT / "spec/openapi.yaml"), diagnostics)
    assert diagnostics.items == []


@pytest.mark.parametrize(
    ("description", "pointer", "message", "hint"),
    [
        ({"swagger": "3.1.0"}, "/swagger", "'swagger' holds the version 2.0", ""),
        ({"swagger": "2.0"}, "/swagger", "OpenAPI 2.0 is not supported", "swagger2openapi"),
        ({"openapi": "3.2.0"}, "/openapi", "OpenAPI 3.2.0 is not supported", "openapi: 3.1.1"),
        ({"openapi": "4.0"}, "/openapi", "OpenAPI 4.0 is not supported", ""),
        ({"openapi": "3"}, "/openapi", "OpenAPI 3 is not supported", ""),
        ({"openapi": 3.1}, "/openapi", "the version 3.1 is a number", "openapi: 3.1.0"),
        ({"openapi": None}, "/openapi", "OpenAPI None is not supported", ""),
        ({"openapi": ["3.1.0"]}, "/openapi", "OpenAPI ['3.1.0'] is not supported", ""),
        ({"info": {}}, "", "this is not an OpenAPI description", ""),
    ],
)
def test_other_versions_are_named_and_nothing_else_is_said(
    tmp_path: Path, description: dict[str, object], pointer: str, message: str, hint: str
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(description))
    diagnostics = Diagnostics()
    validate(load(tmp_path / "spec.json"), diagnostics)
    [found] = diagnostics.items
    assert (found.severity, found.code) == ("error", "unsupported-version")
    assert found.pointer == f"spec.json#{pointer}"
    assert found.message.startswith(message)
    assert hint in found.hint


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#/components/schemas/No", "dangling-reference"),
        ("#/paths/0", "dangling-reference"),
        ("#anchor", "dangling-reference"),
        ("#/x-self", "circular-reference"),
        ("#/x-one", "circular-reference"),
        ("", None),
        ("#/x-sound", None),
        ("#/x%2dsound", None),
        ("spec.json#/x-sound", None),
        ("./spec.json#/x-sound", None),
        ("#/x-list/1", None),
        ("#/x-list/2", "dangling-reference"),
    ],
)
def test_references_lead_to_a_value(tmp_path: Path, reference: str, code: str | None) -> None:
    description = changed(
        "components", to={"schemas": {"A": {"properties": {"b": {"$ref": reference}}}}}
    )
    description |= {
        "x-self": {"$ref": "#/x-self"},
        "x-one": {"$ref": "#/x-two"},
        "x-two": {"$ref": "#/x-one"},
        "x-sound": {"type": "string"},
        "x-list": [{}, {}],
    }
    found = [code for code, _, _ in findings(tmp_path, description) if "reference" in code]
    assert found == ([f"warning[{code}]"] if code else [])


OPERATION = ("paths", "/users/{id}", "get")
OTHER = {"responses": {"200": {"description": "Other."}}}


@pytest.mark.parametrize(
    ("description", "found"),
    [
        (
            changed("paths", "/users", to={"get": {**OTHER, "operationId": "getUser"}}),
            [("warning[duplicate-operation-id]", "/paths/~1users/get/operationId")],
        ),
        (changed("paths", "/users", to={"get": OTHER, "put": OTHER}), []),
        (
            changed(*OPERATION, "parameters", to=[]),
            [("warning[undeclared-path-parameter]", "/paths/~1users~1{id}/get")],
        ),
        (
            changed(*OPERATION, "parameters", 0, "name", to="ID"),
            [
                ("warning[undeclared-path-parameter]", "/paths/~1users~1{id}/get"),
                ("warning[unused-path-parameter]", "/paths/~1users~1{id}/get/parameters/0"),
            ],
        ),
        (changed("paths", "/users/{id}", "parameters", to=[PARAMETER]), []),
        (
            changed(
                *OPERATION, "parameters", to=[PARAMETER, PARAMETER | {"description": "Again."}]
            ),
            [("warning[duplicate-parameter]", "/paths/~1users~1{id}/get/parameters/1")],
        ),
        (
            changed(
                *OPERATION,
                "parameters",
                to=[PARAMETER, {"name": "id", "in": "query", "schema": {"type": "string"}}],
            ),
            [],
        ),
    ],
)
def test_operations_agree_with_themselves(
    tmp_path: Path, description: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert [(code, pointer) for code, pointer, _ in findings(tmp_path, description)] == found


SCHEMA = (*OPERATION, "parameters", 0, "schema")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("path", "value", "pointer", "message"),
    [
        (("info",), {"title": "x"}, "/info", "'version' is missing"),
        (("info", "version"), 1, "/info/version", "1 is not text"),
        (("paths",), [], "/paths", "a list is not a mapping"),
        ((*OPERATION, "summry"), "x", "/paths/~1users~1{id}/get/summry", "'summry' is not allowed"),
        ((*SCHEMA, "minLength"), -1, "/schema/minLength", "-1 has to be at least 0"),
        ((*SCHEMA, "type"), "text", "/schema/type", "'text' is none of: array, boolean, integer"),
        ((*SCHEMA, "properties"), {"a": 1}, "/schema/properties/a", "1 is not a"),
        ((*SCHEMA, "pattern"), 12, "/schema/pattern", "12 is not text"),
        ((*OPERATION, "parameters", 0, "in"), "body", "/0/in", "'body' is none of:"),
        ((*OPERATION, "parameters", 0, "style"), "form", "/0/style", "'form' is none of: "),
        ((*OPERATION, "parameters", 0, "required"), False, "/0/required", "false is n"),
        ((*OPERATION, "responses", "200"), {}, "/responses/200", "'description' is missing"),
        ((*OPERATION, "tags"), ["a", 1], "/tags/1", "1 is not text"),
    ],
)
def test_a_violation_has_its_place_and_plain_words(
    tmp_path: Path,
    version: str,
    path: tuple[str | int, ...],
    value: object,
    pointer: str,
    message: str,
) -> None:
    description = changed(*path, to=value) | {"openapi": version}
    structural = [found for found in findings(tmp_path, description) if "structure" in found[0]]
    [(severity, found_pointer, found_message)] = structural
    assert severity in ("error[invalid-structure]", "warning[invalid-structure]")
    assert found_pointer.endswith(pointer)
    assert found_message.startswith(message)


def test_what_stands_outside_the_usual_places_is_checked_where_it_is_used(tmp_path: Path) -> None:
    description = changed(*SCHEMA, to={"$ref": "#/x-parts/id", "anyOf": [{"$ref": "more.json#/a"}]})
    description["x-parts"] = {
        "id": {"type": "nope", "items": {"$ref": "more.json#/a"}, "not": {"$ref": "#/x-parts/id"}},
        "unused": {"type": "nope"},
    }
    (tmp_path / "more.json").write_text('{"a": {"minItems": -1}, "unused": {"type": "nope"}}')
    (tmp_path / "spec.json").write_text(json.dumps(description))
    document = load(tmp_path / "spec.json")
    diagnostics = Diagnostics()
    validate(document, diagnostics)
    assert sorted(found.pointer for found in diagnostics.items) == [
        "more.json#/a/minItems",
        "spec.json#/x-parts/id/type",
    ]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((*SCHEMA, "required"), ["a", "a"], "an element is repeated"),
        ((*OPERATION, "responses"), {}, "this may not be empty"),
        ((*OPERATION, "externalDocs"), {"url": ["x"]}, "a list is not text; it is left out"),
        ((*OPERATION, "operationId"), "x" * 500, ""),
    ],
)
def test_violations_of_lists_and_texts_are_said_plainly(
    tmp_path: Path, path: tuple[str | int, ...], value: object, message: str
) -> None:
    messages = [found[2] for found in findings(tmp_path, changed(*path, to=value))]
    assert (message in messages) if message else (messages == [])


CASES = sorted((ROOT / "tests/cases").glob("*/spec*.yaml"))


@pytest.mark.parametrize(
    "path", [*CASES, ROOT / "spec/openapi.yaml"], ids=lambda path: path.parent.name
)
def test_the_gate_opens_where_openapi_spec_validator_opens_it(path: Path) -> None:
    """The same verdict on the shape of a description as the validator's own run of its own schemas."""
    try:
        document = load(path)
    except DocumentError:
        pytest.skip("not a description")
    version = document.node.get("openapi")
    if not isinstance(version, str):
        pytest.skip("not a version for us")
    diagnostics = Diagnostics()
    validate(document, diagnostics)
    codes = ("invalid-structure", "unexpected-reference")
    ours = any(found.code in codes for found in diagnostics.items)
    validator = OpenAPIV30SpecValidator if version.startswith("3.0") else OpenAPIV31SpecValidator
    theirs = validator(bundle(document).value)
    assert ours == any(True for _ in theirs.schema_validator.iter_errors(theirs.schema))


def test_our_own_description_passes_the_whole_of_openapi_spec_validator() -> None:
    validate_url((ROOT / "spec/openapi.yaml").as_uri())


@pytest.mark.parametrize(
    ("path", "value", "repaired"),
    [
        ((*SCHEMA, "minLength"), "3", 3),
        ((*SCHEMA, "minLength"), "long", None),
        ((*SCHEMA, "pattern"), 12, "12"),
        ((*SCHEMA, "properties"), None, {}),
        ((*SCHEMA, "required"), "id", ["id"]),
        ((*SCHEMA, "required"), True, None),
        ((*SCHEMA, "required"), {"$ref": "#/x-list"}, ["id"]),
        ((*OPERATION, "deprecated"), "True", True),
        ((*OPERATION, "deprecated"), 0, False),
        ((*OPERATION, "tags"), None, []),
        ((*OPERATION, "summary"), ["x"], None),
        (OPERATION, None, None),
    ],
)
def test_a_value_of_the_wrong_type_is_read_as_what_is_meant(
    tmp_path: Path, path: tuple[str | int, ...], value: object, repaired: object
) -> None:
    description = {**changed(*path, to=value), "x-list": ["id"]}
    (tmp_path / "spec.json").write_text(json.dumps(description))
    diagnostics = Diagnostics()
    document = validate(load(tmp_path / "spec.json"), diagnostics)
    node = document.at("spec.json", path)
    assert (node.value if node.exists else None) == repaired
    assert {found.severity for found in diagnostics.items} == {"warning"}


NAMES = {"id": {"type": "string"}}


@pytest.mark.parametrize("target", ["#/x-names", "#/components/schemas/Whole"])
def test_a_map_that_is_a_reference_is_followed(tmp_path: Path, target: str) -> None:
    whole = {"type": "object", "properties": NAMES}
    description = changed("components", to={"schemas": {"Whole": whole, "A": {}}})
    description["x-names"] = NAMES
    description["components"]["schemas"]["A"] = {"properties": {"$ref": target, "own": {}}}
    [finding] = findings(tmp_path, description)
    assert finding[:2] == (
        "warning[unexpected-reference]",
        "/components/schemas/A/properties/$ref",
    )
    document = validate(load(tmp_path / "spec.json"), Diagnostics())
    node = document.at("spec.json", ("components", "schemas", "A", "properties"))
    assert {name: member.resolve().value for name, member in node.items()} == {**NAMES, "own": {}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("paths",), []),
        ((*OPERATION, "parameters", 0, "in"), "body"),
        ((*OPERATION, "parameters", 0), {"in": "query", "schema": {}}),
        ((*OPERATION, "requestBody"), {"$ref": "#/components/requestBodies/No"}),
        ((*OPERATION, "parameters", 0), {"$ref": "#/components/parameters/No"}),
    ],
)
def test_what_a_request_is_made_of_has_to_be_there(
    tmp_path: Path, path: tuple[str | int, ...], value: object
) -> None:
    found = findings(tmp_path, changed(*path, to=value))
    assert [code for code, _, _ in found if code.startswith("error")] != []


def test_a_path_without_a_slash_is_looked_into(tmp_path: Path) -> None:
    description = changed("paths", to={"users": {"get": {**OTHER, "deprecated": "no"}}})
    assert [(code, pointer) for code, pointer, _ in findings(tmp_path, description)] == [
        ("warning[path-without-slash]", "/paths/users"),
        ("warning[invalid-structure]", "/paths/users/get/deprecated"),
    ]


def test_what_is_wrong_below_an_empty_name_is_told_and_repaired_there(tmp_path: Path) -> None:
    description = changed("paths", "/users/{id}", "get", "requestBody", to={"content": {"": {}}})
    operation = description["paths"]["/users/{id}"]["get"]
    operation["requestBody"]["content"][""] = {"schema": "object"}
    [(_, pointer, _)] = findings(tmp_path, description)
    assert pointer == "/paths/~1users~1{id}/get/requestBody/content//schema"
    document = validate(load(tmp_path / "spec.json"), Diagnostics())
    assert document.at("spec.json", ("paths", "/users/{id}", "get")).value["requestBody"] == {
        "content": {"": {"schema": {}}}
    }


@pytest.mark.parametrize("target", ["#/servers", "#/servers/0", "#/servers/0/url"])
def test_a_reference_where_none_can_be_is_at_fault_itself(tmp_path: Path, target: str) -> None:
    description = changed("info", "title", to={"$ref": target})
    description["servers"] = [{"url": "https://example.com"}]
    [(_, pointer, message)] = findings(tmp_path, description)
    assert (pointer, message) == ("/info/title", "a mapping is not text; it is left out")


def test_a_component_without_a_proper_name_is_looked_into(tmp_path: Path) -> None:
    schemas = {"A user": {"type": "object", "minProperties": "2"}}
    description = {**changed("openapi", to="3.0.4"), "components": {"schemas": schemas}}
    [(_, pointer, message)] = findings(tmp_path, description)
    assert pointer == "/components/schemas/A user/minProperties"
    assert message == "'2' is not a whole number; it is read as 2"
