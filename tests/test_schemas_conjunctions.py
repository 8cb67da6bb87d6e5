"""Schemas that hold together become one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import ir
from tests.lowering import with_schemas


def test_all_of_becomes_one_object(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Base: {type: object, required: [id], properties: {id: {type: string}, kind: {type: string}}}
        A:
          allOf:
            - {$ref: "#/components/schemas/Base"}
            - {properties: {size: {type: integer}}, required: [kind]}
          properties: {own: {type: boolean}}
        """,
    )
    assert result.fields("A") == {
        "id": "string",
        "kind": "string",
        "size?": "integer",
        "own?": "boolean",
    }


@pytest.mark.parametrize(
    ("first", "second", "type"),
    [
        ("{type: string}", "{type: string, maxLength: 3}", "string"),
        ("{type: number}", "{type: integer}", "integer"),
        ("{type: [string, integer]}", "{type: integer}", "integer"),
        ("{type: string}", "{format: date}", "date"),
        ("{type: string}", "{const: a}", "'a'"),
        ("{type: string, enum: [a, b]}", "{enum: [b]}", "'b'"),
        ("{}", "{type: boolean}", "boolean"),
        ("{type: array, items: {type: string}}", "{items: {format: date}}", "[date]"),
        ('{$ref: "#/components/schemas/C"}', "{description: Own.}", "C"),
        ('{$ref: "#/components/schemas/C"}', '{$ref: "#/components/schemas/C"}', "C"),
        ("{anyOf: [{type: integer}, {type: string}]}", "{type: string}", "string"),
    ],
)
def test_a_property_that_is_there_twice_is_narrowed(
    tmp_path: Path, first: str, second: str, type: str
) -> None:
    schemas = f"""
        C: {{type: object, properties: {{c: {{type: string}}}}}}
        A: {{properties: {{x: {first}}}}}
        B: {{allOf: [{{$ref: "#/components/schemas/A"}}], properties: {{x: {second}}}}}
        """
    result = with_schemas(tmp_path, schemas)
    assert result.fields("B") == {"x?": type}
    assert result.codes == []


def test_tighter_limits_win(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A:
          properties:
            x:
              allOf:
                - {type: integer, minimum: 1, maximum: 9}
                - {minimum: 3, maximum: 20, multipleOf: 2}
        """,
    )
    (field,) = result.model("A").fields
    assert field.type == ir.Scalar(
        "integer", None, ir.Constraints(minimum=3, maximum=9, multiple_of=2)
    )


@pytest.mark.parametrize(
    ("first", "second", "type"),
    [
        ("{type: string}", "{type: integer}", "integer"),
        ("{enum: [a]}", "{enum: [b]}", "'b'"),
        ("{const: 1}", "{const: true}", "True"),
    ],
)
def test_of_what_cannot_both_hold_the_later_counts(
    tmp_path: Path, first: str, second: str, type: str
) -> None:
    result = with_schemas(
        tmp_path,
        f"""
        A: {{properties: {{x: {first}}}}}
        B: {{allOf: [{{$ref: "#/components/schemas/A"}}], properties: {{x: {second}}}}}
        """,
    )
    found = result.found("conflicting-schemas")
    assert found.severity == "warning"
    assert result.fields("B") == {"x?": type}
    assert "/B/properties/x/" in found.pointer
    assert "/A/properties/x/" in str(found.related[0][0])


def test_a_schema_made_of_itself_is_reported(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {properties: {a: {}}, allOf: [{$ref: "#/components/schemas/B"}]}
        B: {properties: {b: {}}, allOf: [{$ref: "#/components/schemas/A"}]}
        """,
    )
    assert result.codes == ["cyclic-all-of"]


def test_a_joint_that_holds_itself_is_one_type(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Base: {type: object, properties: {size: {type: object, properties: {unit: {type: string}}}}}
        Thing:
          allOf:
            - {$ref: "#/components/schemas/Base"}
            - {type: object, properties: {size: {$ref: "#/components/schemas/Thing"}}}
        """,
    )
    assert result.fields("Thing") == {"size?": "ThingSize"}
    assert result.fields("ThingSize") == {"unit?": "string", "size?": "ThingSize"}
