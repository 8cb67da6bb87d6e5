"""Schemas become types: references, enums, objects, names."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import ir
from tests.lowering import lowered, with_schemas

# --- references ------------------------------------------------------------------------------------------------------


def test_a_schema_may_contain_itself(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Node:
          properties:
            next: {$ref: "#/components/schemas/Node"}
            children: {type: array, items: {$ref: "#/components/schemas/Node"}}
        """,
    )
    assert result.fields("Node") == {"next?": "Node", "children?": "[Node]"}


def test_a_long_chain_of_references_needs_no_deep_stack(tmp_path: Path) -> None:
    chain = "\n".join(
        f'S{n}: {{type: object, properties: {{next: {{$ref: "#/components/schemas/S{n + 1}"}}}}}}'
        for n in range(3000)
    )
    result = with_schemas(tmp_path, f"{chain}\nS3000: {{type: string}}", valid=False)
    assert result.fields("S2998") == {"next?": "S2999"}


def test_a_long_chain_of_conjunctions_needs_no_deep_stack(tmp_path: Path) -> None:
    chain = ", ".join(
        f'S{n}: {{allOf: [{{$ref: "#/components/schemas/A/$defs/S{n + 1}"}}], properties: {{a{n}: {{}}}}}}'
        for n in range(1500)
    )
    result = with_schemas(
        tmp_path,
        f"""
        A:
          allOf: [{{$ref: "#/components/schemas/A/$defs/S0"}}, {{properties: {{own: {{}}}}}}]
          $defs: {{{chain}, S1500: {{type: object}}}}
        """,
        valid=False,
    )
    assert len(result.model("A").fields) == 1501


def test_a_component_that_refers_to_another_is_an_alias(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Copy: {$ref: "#/components/schemas/Thing"}
        Thing: {type: object, properties: {copy: {$ref: "#/components/schemas/Copy"}}}
        """,
    )
    assert result.fields("Thing") == {"copy?": "Thing"}
    copy = result.declared("Copy")
    assert isinstance(copy, ir.Alias)
    assert result.text(copy.type) == "Thing"


def test_a_component_lends_its_name_to_a_schema_of_another_file(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        components:
          schemas:
            Message: {$ref: "other.yaml#/letter"}
        """,
        files={
            "other.yaml": """
                letter: {type: object, properties: {stamp: {$ref: "#/stamp"}, self: {$ref: "#/letter"}}}
                stamp: {type: object, properties: {price: {$ref: price.yaml}}}
                """,
            "price.yaml": "{type: object, properties: {amount: {type: integer}}}",
        },
    )
    assert result.names == ["Message", "Stamp", "Price"]
    assert result.declared("Message").key == "other.yaml#/letter"


def test_one_reference_with_annotations_is_that_reference(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {type: object, description: An A., properties: {a: {type: string}}}
        B:
          properties:
            plain: {$ref: "#/components/schemas/A"}
            told: {$ref: "#/components/schemas/A", description: Another., deprecated: true}
            wrapped: {description: Wrapped., allOf: [{$ref: "#/components/schemas/A"}]}
            typed: {type: object, allOf: [{$ref: "#/components/schemas/A"}]}
            nullable: {type: [object, "null"], allOf: [{$ref: "#/components/schemas/A"}]}
        """,
    )
    assert result.fields("B") == {
        "plain?": "A",
        "told?": "A",
        "wrapped?": "A",
        "typed?": "A",
        "nullable?": "A?",
    }
    described = {field.name: field.description for field in result.model("B").fields}
    assert described["plain"] == ""
    assert (described["told"], described["wrapped"]) == ("Another.", "Wrapped.")
    assert [field.name for field in result.model("B").fields if field.deprecated] == ["told"]


def test_a_component_of_one_value_is_written_out_where_it_is_used(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Id: {type: string, maxLength: 36, description: An id., examples: [abc], default: x}
        A: {properties: {id: {$ref: "#/components/schemas/Id"}}}
        """,
    )
    (field,) = result.model("A").fields
    assert field.type == ir.Scalar("string", None, ir.Constraints(max_length=36))
    assert (field.description, field.examples, field.default) == (
        "An id.",
        ("abc",),
        ir.Default("x"),
    )
    assert result.names == ["A"]


def test_null_is_said_where_a_nullable_component_is_used(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Maybe: {type: [object, "null"], properties: {a: {type: string}}}
        Any: {anyOf: [{$ref: "#/components/schemas/Maybe"}, {type: array, items: {}}]}
        A:
          properties:
            one: {$ref: "#/components/schemas/Maybe"}
            many: {type: array, items: {$ref: "#/components/schemas/Maybe"}}
            any: {$ref: "#/components/schemas/Any"}
            nothing: {type: "null"}
        """,
    )
    assert result.fields("A") == {
        "one?": "Maybe?",
        "many?": "[Maybe?]",
        "any?": "AnyModel?",
        "nothing?": "null",
    }
    assert result.text(result.union("AnyModel")) == "Maybe | [any]"


# --- enums -----------------------------------------------------------------------------------------------------------


def test_members_of_enums(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Text: {type: string, enum: [a-b, "", "1", A-B, None, "*"]}
        Number: {type: integer, enum: [-1, 0, 1]}
        Named: {type: integer, enum: [1, 2], x-enum-varnames: [low, high], x-enum-descriptions: [Low., High.]}
        """,
    )
    assert [m.name for m in result.enum("Text").members] == [
        "A_B",
        "EMPTY",
        "VALUE_1",
        "A_B_2",
        "NONE",
        "STAR",
    ]
    assert [m.name for m in result.enum("Number").members] == ["MINUS_1", "VALUE_0", "VALUE_1"]
    assert [(m.name, m.value, m.description) for m in result.enum("Named").members] == [
        ("LOW", 1, "Low."),
        ("HIGH", 2, "High."),
    ]


@pytest.mark.parametrize(
    ("schema", "type", "codes"),
    [
        ("{const: a}", "'a'", []),
        ("{enum: [a]}", "'a'", []),
        ("{enum: [a, 1]}", "'a' | 1", []),
        ("{type: boolean, enum: [true, false]}", "boolean", []),
        ("{type: boolean, enum: [true]}", "True", []),
        ('{type: [string, "null"], enum: [a, b, null]}', "AX?", []),
        ("{type: string, enum: [a, b, a]}", "AX", []),
        ("{type: string, enum: [1, 2]}", "AX", ["enum-type-mismatch"]),
        ('{type: integer, enum: ["1", "2"]}', "AX", ["enum-type-mismatch"]),
        ("{type: number, enum: [0.5, 1.5]}", "number", ["not-carried"]),
        ("{enum: [{a: 1}]}", "{any}", ["not-carried"]),
        ("{type: string, enum: [null]}", "null", []),
    ],
)
def test_fixed_values(tmp_path: Path, schema: str, type: str, codes: list[str]) -> None:
    result = with_schemas(tmp_path, f"A: {{properties: {{x: {schema}}}}}", valid=False)
    assert result.fields("A") == {"x?": type}
    assert result.codes == codes


def test_a_component_is_an_enum_even_with_one_value(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        'A: {type: string, enum: [a]}\nB: {properties: {a: {$ref: "#/components/schemas/A"}}}',
    )
    assert result.fields("B") == {"a?": "A"}


def test_names_beside_an_enum_that_are_too_few_are_left_out(tmp_path: Path) -> None:
    result = with_schemas(tmp_path, "A: {type: integer, enum: [1, 2], x-enum-varnames: [one]}")
    assert [m.name for m in result.enum("A").members] == ["VALUE_1", "VALUE_2"]
    assert result.codes == ["invalid-extension"]


# --- objects, arrays, scalars ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ("{}", "any"),
        ("true", "any"),
        ("{type: object}", "{any}"),
        ("{type: object, additionalProperties: false}", "{any}"),
        ("{additionalProperties: {type: integer}}", "{integer}"),
        ("{patternProperties: {^a: {type: integer}}}", "{integer}"),
        ("{type: array}", "[any]"),
        ("{items: {type: string}}", "[string]"),
        ("{type: array, items: {type: array, items: {type: string}}}", "[[string]]"),
        ("{type: string, format: date-time}", "datetime"),
        ("{type: string, format: date}", "date"),
        ("{type: string, format: time}", "time"),
        ("{type: string, format: duration}", "duration"),
        ("{type: string, format: uuid}", "uuid"),
        ("{type: string, format: byte}", "bytes"),
        ("{type: string, contentEncoding: base64}", "bytes"),
        ("{type: string, format: binary}", "binary"),
        ("{type: string, contentMediaType: image/png}", "binary"),
        ("{type: string, contentMediaType: application/json}", "string"),
        ("{type: string, format: email}", "string"),
        ("{type: integer, format: int64}", "integer"),
        ("{type: number, format: double}", "number"),
        ("{format: int32}", "integer"),
        ("{format: date}", "date"),
        ("{pattern: a}", "string"),
        ("{minimum: 1}", "number"),
        ("{uniqueItems: true}", "[any]"),
    ],
)
def test_types_of_values(tmp_path: Path, schema: str, type: str) -> None:
    result = with_schemas(tmp_path, f"A: {{properties: {{x: {schema}}}}}")
    assert result.fields("A") == {"x?": type}
    assert result.codes == []


def test_members_without_a_name(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Typed: {properties: {a: {}}, additionalProperties: {type: integer}}
        Open: {properties: {a: {}}, additionalProperties: true}
        Closed: {properties: {a: {}}, additionalProperties: false}
        Silent: {properties: {a: {}}}
        """,
    )
    extra = {name: result.model(name).extra for name in result.names}
    assert extra == {
        "Typed": ir.Scalar("integer"),
        "Open": ir.AnyType(),
        "Closed": None,
        "Silent": None,
    }


def test_a_map_of_several_patterns_is_a_map_of_any_of_them(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        "A: {properties: {x: {patternProperties: {^a: {type: integer}, ^b: {type: string}}}}}",
    )
    assert result.fields("A") == {"x?": "{integer | string}"}
    assert result.codes == ["not-carried"]
    assert "`patternProperties: " in result.model("A").fields[0].description


def test_an_array_of_mixed_positions_is_an_array_of_any_of_them(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        "A: {properties: {x: {type: array, prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}}}",
    )
    assert result.fields("A") == {"x?": "[string | integer | boolean]"}
    assert result.codes == ["not-carried"]
    assert "`prefixItems: " in result.model("A").fields[0].description


PAIR = "prefixItems: [{type: string}, {type: [integer, 'null']}]"


@pytest.mark.parametrize(
    ("schema", "type", "codes"),
    [
        (f"{PAIR}, items: false, minItems: 2", "(string, integer?)", []),
        (f"{PAIR}, minItems: 2, maxItems: 2", "(string, integer?)", []),
        (f"{PAIR}, items: false", "(string, integer?)", ["open-tuple"]),
        (f"{PAIR}, minItems: 1, maxItems: 1", "(string)", []),
        (
            f"{PAIR}, items: {{type: boolean}}, minItems: 3, maxItems: 3",
            "(string, integer?, boolean)",
            [],
        ),
        (f"{PAIR}, minItems: 3, maxItems: 3", "(string, integer?, any)", []),
        (f"{PAIR}, items: false, minItems: 1", "[string | integer]?", ["not-carried"]),
        (f"{PAIR}, minItems: 2", "[string | integer]?", ["not-carried"]),
        (f"{PAIR}, minItems: 900, maxItems: 900", "[string | integer]?", ["not-carried"]),
        (
            f"minItems: 2, allOf: [{{{PAIR}, items: false}}, {{prefixItems: [{{maxLength: 3}}]}}]",
            "(string, integer?)",
            [],
        ),
        (
            "items: [{type: string}, {type: integer}], additionalItems: false, minItems: 2",
            "(string, integer)",
            [],
        ),
    ],
)
def test_an_array_of_fixed_length_is_a_tuple(
    tmp_path: Path, schema: str, type: str, codes: list[str]
) -> None:
    result = with_schemas(
        tmp_path, f"A: {{properties: {{x: {{type: array, {schema}}}}}}}", valid=False
    )
    assert result.fields("A") == {"x?": type.replace("]?", "?]")}
    assert result.codes == codes


@pytest.mark.parametrize(
    "keyword",
    ["not: {const: a}", "minProperties: 1", "dependentRequired: {a: [b]}", "if: {const: a}"],
)
def test_rules_no_type_can_say_are_documented_with_a_warning(tmp_path: Path, keyword: str) -> None:
    result = with_schemas(
        tmp_path, f"A: {{description: An A., properties: {{a: {{}}}}, {keyword}}}"
    )
    name = keyword.partition(":")[0]
    assert result.found("not-carried").pointer.endswith(f"/A/{name}")
    assert f"`{name}: " in result.model("A").description


def test_what_a_property_says_about_itself(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A:
          required: [x]
          properties:
            x:
              type: string
              description: " An x. "
              default: null
              examples: [a, b]
              deprecated: true
              readOnly: true
              externalDocs: {url: "https://example.com", description: More}
              x-errata: [{page: P, truth: T, reason: R}]
            y: {type: string, writeOnly: true}
        """,
    )
    x, y = result.model("A").fields
    assert (x.required, x.deprecated, x.read_only, x.write_only) == (True, True, True, False)
    assert x.description == "An x.\n\n[More](https://example.com)"
    assert (x.default, x.examples) == (ir.Default(None), ("a", "b"))
    assert x.errata == (ir.Erratum(page="P", truth="T", reason="R"),)
    assert (y.required, y.write_only, y.default) == (False, True, None)


@pytest.mark.parametrize(
    "errata", ["text", "[text]", "[{page: P, truth: T}]", "[{page: P, truth: T, reason: 1}]"]
)
def test_errata_have_a_fixed_form(tmp_path: Path, errata: str) -> None:
    result = with_schemas(
        tmp_path, f"A: {{properties: {{x: {{type: string, x-errata: {errata}}}}}}}"
    )
    assert result.found("invalid-extension").severity == "warning"


# --- names -----------------------------------------------------------------------------------------------------------


def test_inline_schemas_are_called_after_their_place(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A:
          properties:
            x: {properties: {y: {properties: {z: {enum: [a, b]}}}}}
            list: {type: array, items: {properties: {a: {}}}}
            map: {additionalProperties: {properties: {a: {}}}}
            titled: {title: Good Name, properties: {a: {}}}
            status: {title: Status, enum: [a, b]}
        """,
    )
    assert result.names == [
        "A",
        "AX",
        "AListItem",
        "AMapValue",
        "GoodName",
        "AStatus",
        "AXY",
        "AXYZ",
    ]


def test_components_come_before_anything_else(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A: {properties: {x: {properties: {y: {}}}}}
        AX: {type: object, properties: {own: {}}}
        """,
    )
    assert result.fields("AX") == {"own?": "any"}
    assert result.fields("A") == {"x?": "AXModel"}


def test_a_component_keeps_its_name_when_another_has_to_give_way(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        Client: {type: object, properties: {a: {}}}
        ClientModel: {type: object, properties: {b: {}}}
        client: {type: object, properties: {c: {}}}
        """,
    )
    assert {name: list(result.fields(name)) for name in result.names} == {
        "ClientObject": ["a?"],
        "ClientModel": ["b?"],
        "ClientObject2": ["c?"],
    }


def test_fields_are_called_after_their_json_names(tmp_path: Path) -> None:
    result = with_schemas(
        tmp_path,
        """
        A:
          properties:
            $id: {}
            id: {}
            ID: {}
            from: {}
            "queries[]": {}
            autoTLS: {}
            parse_warnings: {}
            "1": {}
            "": {}
        """,
    )
    assert {field.wire: field.name for field in result.model("A").fields} == {
        "$id": "id_",
        "id": "id",
        "ID": "id_2",
        "from": "from_",
        "queries[]": "queries",
        "autoTLS": "auto_tls",
        "parse_warnings": "parse_warnings_",
        "1": "field_1",
        "": "field",
    }


def test_exported_names_are_reserved(tmp_path: Path) -> None:
    description = """
        components:
          schemas:
            Query: {type: object, properties: {a: {}}}
        """
    assert lowered(tmp_path, description, exports=("Query",)).names == ["QueryModel"]
    assert lowered(tmp_path, description).names == ["Query"]
