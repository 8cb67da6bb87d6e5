"""Alternatives become unions, and what tells their members apart is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import ir
from tests.lowering import with_schemas


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ('{oneOf: [{type: string}, {type: "null"}]}', "string?"),
        ('{anyOf: [{type: "null"}]}', "null"),
        ("{anyOf: [{type: string}]}", "string"),
        ("{anyOf: [{type: string}, {type: integer}]}", "string | integer"),
        ("{type: [string, integer]}", "string | integer"),
        ('{type: [string, "null"]}', "string?"),
        ("{type: string, oneOf: [{format: date}, {format: date}]}", "date"),
        ("{anyOf: [{type: string, maxLength: 1}, {type: string, pattern: a}]}", "string"),
        (
            "{anyOf: [{anyOf: [{type: string}, {type: integer}]}, {type: boolean}]}",
            "string | integer | boolean",
        ),
        ("{anyOf: [{const: a}, {const: b}]}", "AX"),
        ("{anyOf: [{const: a}, {const: 1}]}", "'a' | 1"),
        ("{anyOf: [{enum: [a, null]}, {enum: [b]}]}", "AX?"),
        ("{type: [object, string], properties: {y: {}}}", "AX | string"),
        ("{anyOf: [{type: object, properties: {y: {}}}, {type: string}]}", "AX | string"),
    ],
)
def test_alternatives_that_need_no_name_of_their_own(
    tmp_path: Path, schema: str, type: str
) -> None:
    result = with_schemas(tmp_path, f"A: {{properties: {{x: {schema}}}}}")
    assert result.fields("A") == {"x?": type}


def test_a_union_that_json_does_not_tell_apart_has_a_name(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        "A: {properties: {x: {anyOf: [{type: string, format: date-time}, {type: string}]}}}",
    )
    assert result.fields("A") == {"x?": "AX"}
    assert result.text(result.union("AX")) == "datetime | string"


@pytest.mark.parametrize(
    "schema",
    [
        "{oneOf: [{type: string}, {$ref: '#/components/schemas/Lists'}]}",
        "{oneOf: [{type: string}, {oneOf: [{$ref: '#/components/schemas/Lists'}]}]}",
        "{oneOf: [{type: string}, {oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]}]}",
        "{oneOf: [{type: integer}, {$ref: '#/components/schemas/Simple'}]}",
        "{oneOf: [{type: string}, {$ref: '#/components/schemas/Base'}]}",
    ],
)
def test_a_union_that_holds_one_with_a_name_has_a_name(tmp_path: Path, schema: str) -> None:
    result = with_schemas(
        tmp_path,
        f"""
        A: {{properties: {{x: {schema}}}}}
        Lists: {{oneOf: [{{type: array, items: {{type: string}}}}, {{type: array, items: {{type: array}}}}]}}
        Simple: {{oneOf: [{{type: string}}, {{type: boolean}}]}}
        Base: {{discriminator: {{propertyName: k}}, required: [k], properties: {{k: {{type: string}}}}}}
        Child: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{c: {{}}}}}}]}}
        """,
    )
    assert result.fields("A") == {"x?": "AX"}


_OBJECTS = """
        Cat: {type: object, required: [kind, claws], properties: {kind: {type: string}, claws: {type: integer}}}
        Dog: {type: object, required: [kind, tail], properties: {kind: {type: string}, tail: {type: integer}}}
        """


def test_a_declared_discriminator(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        _OBJECTS + """
        Pet:
          oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
          discriminator:
            propertyName: kind
            mapping: {cat: Cat, lion: "#/components/schemas/Cat"}
        """,
    )
    assert result.tag("Pet") == ("kind", {"cat": "Cat", "lion": "Cat", "Dog": "Dog"})
    assert result.codes == []


def test_a_discriminator_that_maps_to_something_else(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        _OBJECTS + """
        Fish: {type: object, properties: {fins: {type: integer}}}
        Pet:
          oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
          discriminator: {propertyName: kind, mapping: {fish: Fish, cat: Cat, dog: Dog}}
        """,
    )
    assert result.tag("Pet") == ("kind", {"cat": "Cat", "dog": "Dog"})
    assert result.found("unusable-discriminator").pointer.endswith("/mapping/fish")


def test_a_discriminator_of_alternatives_that_are_no_objects(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        _OBJECTS + """
        Pet:
          oneOf: [{$ref: "#/components/schemas/Cat"}, {type: string}]
          discriminator: {propertyName: kind}
        """,
    )
    assert result.codes == ["unusable-discriminator"]
    assert result.tag("Pet") is None


def test_a_discriminator_is_inferred_from_constants(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {required: [v, type], properties: {v: {const: 1}, type: {const: a}}}
        B: {required: [v, type], properties: {v: {const: 1}, type: {enum: [b, c]}}}
        C: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
        """,
    )
    assert result.tag("C") == ("type", {"a": "A", "b": "B", "c": "B"})


def test_an_optional_constant_is_no_tag(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {properties: {type: {const: a}}}
        B: {properties: {type: {const: b}}}
        C: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
        """,
    )
    assert result.tag("C") is None
    assert result.codes == []


def test_cases_of_a_union_inside_a_union_are_found(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {required: [type], properties: {type: {const: a}}}
        B: {required: [type], properties: {type: {const: b}}}
        C: {required: [type], properties: {type: {const: c}}}
        Inner: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
        Outer: {oneOf: [{$ref: "#/components/schemas/Inner"}, {$ref: "#/components/schemas/C"}]}
        """,
    )
    assert result.tag("Outer") == ("type", {"a": "A", "b": "B", "c": "C"})


@pytest.mark.parametrize(
    ("members", "order", "codes"),
    [
        (
            ["{required: [a], properties: {a: {}}}", "{properties: {b: {}}}"],
            "XVariant1 | XVariant2",
            [],
        ),
        (
            ["{properties: {b: {}}}", "{required: [a], properties: {a: {}}}"],
            "XVariant2 | XVariant1",
            [],
        ),
        (
            [
                "{required: [a], properties: {a: {}}}",
                "{required: [a, b], properties: {a: {}, b: {}}}",
            ],
            "XVariant2 | XVariant1",
            [],
        ),
        (
            [
                "{required: [a], properties: {a: {type: string}}}",
                "{properties: {a: {type: integer}}}",
            ],
            "XVariant1 | XVariant2",
            [],
        ),
        (
            ["{required: [a], properties: {a: {}}}", "{type: object}", "{type: array}"],
            "XVariant1 | {any} | [any]",
            [],
        ),
        (["{properties: {a: {}}}", "{type: object}"], "XVariant1 | {any}", []),
        (["{type: object}", "{required: [a], properties: {a: {}}}"], "XVariant2 | {any}", []),
        (
            ["{properties: {a: {}}}", "{properties: {b: {}}}"],
            "XVariant1 | XVariant2",
            [],
        ),
        (
            ["{properties: {a: {}, c: {}}}", "{properties: {b: {}, c: {}}}"],
            "XVariant1 | XVariant2",
            ["ambiguous-union"],
        ),
        (
            [
                "{required: [a], properties: {a: {required: [x], properties: {x: {}}}}}",
                "{required: [a], properties: {a: {required: [y], properties: {y: {}}}}}",
            ],
            "XVariant1 | XVariant2",
            [],
        ),
        (
            [
                "{required: [a], properties: {a: {properties: {x: {}}}}}",
                "{required: [a], properties: {a: {properties: {y: {}}}}}",
            ],
            "XVariant1 | XVariant2",
            ["ambiguous-union"],
        ),
        (
            ["{required: [a], properties: {a: {}}}", "{properties: {a: {}, b: {}}}"],
            "XVariant1 | XVariant2",
            ["ambiguous-union"],
        ),
    ],
)
def test_objects_are_tried_in_an_order_that_tells_them_apart(
    tmp_path: Path, members: list[str], order: str, codes: list[str]
) -> None:
    result = with_schemas(tmp_path, f"X: {{anyOf: [{', '.join(members)}]}}")
    assert result.text(result.union("X")) == order
    assert result.codes == codes


def test_what_stands_beside_alternatives_belongs_to_each(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Wire: {type: object, required: [account], properties: {account: {type: string}}}
        Payment:
          required: [id]
          properties: {id: {type: string}}
          oneOf: [{$ref: "#/components/schemas/Wire"}, {required: [card], properties: {card: {type: string}}}]
        """,
    )
    assert result.text(result.union("Payment")) == "PaymentWire | PaymentVariant2"
    assert result.fields("PaymentWire") == {"id": "string", "account": "string"}
    assert result.fields("PaymentVariant2") == {"id": "string", "card": "string"}
    assert result.fields("Wire") == {"account": "string"}


def test_an_alternative_that_cannot_hold_is_none(tmp_path: Path) -> None:
    result = with_schemas(tmp_path, "A: {type: string, anyOf: [{type: integer}, {format: date}]}")
    assert (result.names, result.codes) == (["A"], [])


def test_alternatives_that_only_demand_members_are_documented(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        "A: {properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
    )
    assert result.fields("A") == {"a?": "string", "b?": "string"}
    assert result.codes == ["not-carried"]
    assert "anyOf" in result.model("A").description


def test_too_many_combinations_are_not_written_out(tmp_path: Path) -> None:
    choices = ", ".join(
        "{oneOf: [" + ", ".join(f"{{properties: {{p{n}{m}: {{}}}}}}" for m in range(4)) + "]}"
        for n in range(12)
    )
    result = with_schemas(tmp_path, f"A: {{allOf: [{choices}]}}")
    assert len(result.names) < 100
    assert "not-carried" in result.codes


# --- inheritance -----------------------------------------------------------------------------------------------------


def test_a_base_with_a_discriminator_stands_for_what_inherits_from_it(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {cat: "#/components/schemas/Cat"}}
        Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {properties: {claws: {type: integer}}}]}
        Dog: {allOf: [{$ref: "#/components/schemas/Pet"}]}
        Owner: {properties: {pets: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
        """,
    )
    assert result.fields("Owner") == {"pets?": "[Pet]"}
    assert result.tag("Pet") == ("kind", {"cat": "Cat", "Dog": "Dog", "Pet": "PetBase"})
    assert result.fields("Cat") == {"kind": "string", "claws?": "integer"}


def test_a_base_may_list_what_inherits_from_it(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Pet:
          required: [kind]
          properties: {kind: {type: string}}
          oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
        Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {required: [claws], properties: {claws: {type: integer}}}]}
        Dog: {allOf: [{$ref: "#/components/schemas/Pet"}, {required: [tail], properties: {tail: {type: integer}}}]}
        """,
    )
    assert result.text(result.union("Pet")) == "Cat | Dog"
    assert result.names == ["Pet", "Cat", "Dog"]
    assert result.codes == []


@pytest.mark.parametrize(
    ("schemas", "type"),
    [
        ('A: {oneOf: [{$ref: "#/components/schemas/A"}, {type: string}]}', "string"),
        (
            'A: {oneOf: [{$ref: "#/components/schemas/A"}, {type: string}, {type: integer}]}',
            "integer | string",
        ),
        (
            """
            A: {anyOf: [{$ref: "#/components/schemas/B"}, {type: string}]}
            B: {anyOf: [{$ref: "#/components/schemas/A"}, {type: integer}, {type: "null"}]}
            """,
            "integer | string",
        ),
        (
            'A: {oneOf: [{type: array, items: {$ref: "#/components/schemas/A"}}, {type: string}]}',
            "[A] | string",
        ),
    ],
)
def test_a_union_that_contains_itself_is_written_out(
    tmp_path: Path, schemas: str, type: str
) -> None:
    result = with_schemas(tmp_path, schemas)
    alias = result.declared("A")
    assert isinstance(alias, ir.Alias)
    assert set(result.text(alias.type).split(" | ")) == set(type.split(" | "))
    assert result.codes == []


def test_a_schema_that_is_nothing_but_itself_is_any_value(tmp_path: Path) -> None:
    result = with_schemas(tmp_path, 'A: {oneOf: [{$ref: "#/components/schemas/A"}]}')
    alias = result.declared("A")
    assert isinstance(alias, ir.Alias)
    assert alias.type == ir.AnyType()
    assert result.codes == ["circular-union"]
