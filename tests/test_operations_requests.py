"""What an operation is given: parameters and bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import ir
from tests.lowering import Lowered, lowered, with_operation

# --- parameters ------------------------------------------------------------------------------------------------------


def test_parameters_of_the_path_come_first_unless_overridden(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        paths:
          /a/{id}:
            parameters:
              - {name: page, in: query, schema: {type: integer}}
              - {name: id, in: path, required: true, schema: {type: string}}
            get:
              operationId: act
              parameters:
                - {name: other, in: query, schema: {type: string}}
                - {name: page, in: query, schema: {type: string}}
              responses: {"204": {description: Done.}}
        """,
    )
    assert list(result.arguments("act").items()) == [
        ("id", "path string"),
        ("other?", "query string"),
        ("page?", "query string"),
    ]


def test_arguments_have_names_of_their_own(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        """
        parameters:
          - {name: $id, in: query, schema: {type: string}}
          - {name: id, in: query, schema: {type: string}}
          - {name: id, in: header, schema: {type: string}}
          - {name: self, in: query, schema: {type: string}}
          - {name: from, in: query, schema: {type: string}}
        requestBody:
          content: {application/json: {schema: {properties: {id: {}, options: {}, from: {}}}}}
        """,
    )
    assert [(a.location, a.wire, a.name) for a in result.operation("act").arguments] == [
        ("query", "$id", "query_id"),
        ("query", "id", "id"),
        ("header", "id", "header_id"),
        ("query", "self", "self_"),
        ("query", "from", "from_"),
        ("field", "id", "body_id"),
        ("field", "options", "options_"),
        ("field", "from", "body_from_"),
    ]


@pytest.mark.parametrize(
    ("parameter", "style", "explode"),
    [
        ("in: query", "form", True),
        ("in: query, explode: false", "form", False),
        ("in: query, style: spaceDelimited", "spaceDelimited", False),
        ("in: query, style: pipeDelimited, explode: true", "pipeDelimited", True),
        ("in: query, style: deepObject", "deepObject", True),
        ("in: header", "simple", False),
        ("in: header, explode: true", "simple", True),
        ("in: cookie", "form", True),
    ],
)
def test_style_and_explode_are_explicit(
    tmp_path: Path, parameter: str, style: str, explode: bool
) -> None:
    result = with_operation(tmp_path, f"parameters: [{{name: a, {parameter}, schema: {{}}}}]")
    (argument,) = result.operation("act").arguments
    assert (argument.style, argument.explode) == (style, explode)


def test_styles_of_a_path(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        paths:
          /{a}/{b}/{c}/{d}:
            get:
              operationId: act
              parameters:
                - {name: a, in: path, required: true, schema: {}}
                - {name: b, in: path, required: true, style: label, schema: {}}
                - {name: c, in: path, required: true, style: matrix, explode: true, schema: {}}
              responses: {"204": {description: Done.}}
        """,
    )
    arguments = result.operation("act").arguments
    assert [(a.wire, a.style, a.explode) for a in arguments] == [
        ("a", "simple", False),
        ("b", "label", False),
        ("c", "matrix", True),
        ("d", "simple", False),
    ]
    assert all(a.required for a in arguments)


def test_a_style_of_another_location_is_replaced(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path, "parameters: [{name: a, in: query, style: matrix, schema: {}}]", valid=False
    )
    (argument,) = result.operation("act").arguments
    assert (argument.style, argument.explode) == ("form", True)
    assert result.codes == ["unsupported-style"]


def test_a_parameter_may_be_described_by_content(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        "parameters: [{name: a, in: query, content: {application/json: {schema: {type: array}}}}]",
    )
    (argument,) = result.operation("act").arguments
    assert (argument.content_type, argument.style) == ("application/json", None)
    assert result.arguments("act") == {"a?": "query [any]"}


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_headers_the_client_sets_are_no_arguments(tmp_path: Path, name: str) -> None:
    result = with_operation(tmp_path, f"parameters: [{{name: {name}, in: header, schema: {{}}}}]")
    assert result.arguments("act") == {}
    assert result.codes == ["ignored-parameter"]
    assert result.found("ignored-parameter").severity == "note"


@pytest.mark.parametrize("reference", ["'#/components/parameters'", "'#/info'"])
def test_what_is_no_parameter_is_reported_where_it_is_referred_to(
    tmp_path: Path, reference: str
) -> None:
    result = with_operation(
        tmp_path,
        f"parameters: [{{$ref: {reference}}}]",
        "components: {parameters: {a: {name: a, in: query, schema: {}}}}",
        valid=False,
    )
    assert result.arguments("act") == {}
    assert result.found("ignored-parameter").pointer.endswith("/parameters/0")


def test_a_name_no_header_can_have_is_no_argument(tmp_path: Path) -> None:
    result = with_operation(tmp_path, "parameters: [{name: My Key, in: header, schema: {}}]")
    assert result.arguments("act") == {}
    assert result.codes == ["ignored-parameter"]


@pytest.mark.parametrize(
    ("schema", "style", "nested"),
    [
        ("{type: array, items: {type: string}}", "form", False),
        ("{type: array, items: {type: array}}", "form", True),
        ("{properties: {a: {type: string}}}", "form", False),
        ("{properties: {a: {type: string}, b: {type: object}}}", "form", True),
        ("{properties: {a: {type: string}, b: {type: object}}}", "deepObject", False),
        ("{additionalProperties: {type: array}}", "pipeDelimited", True),
    ],
)
def test_nested_values_have_no_form_in_most_styles(
    tmp_path: Path, schema: str, style: str, nested: bool
) -> None:
    result = with_operation(
        tmp_path, f"parameters: [{{name: a, in: query, style: {style}, schema: {schema}}}]"
    )
    assert result.codes == (["unsupported-style"] if nested else [])


def test_what_a_parameter_says_about_itself(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        """
        parameters:
          - name: a
            in: query
            description: Own.
            deprecated: true
            allowReserved: true
            example: x
            schema: {type: string, description: Other., default: d, examples: [y]}
            x-errata: [{page: P, truth: T, reason: R}]
          - name: b
            in: query
            required: true
            schema: {type: string, description: Other., examples: [y]}
        """,
    )
    a, b = result.operation("act").arguments
    assert (a.description, a.deprecated, a.allow_reserved, a.examples) == (
        "Own.",
        True,
        True,
        ("x",),
    )
    assert (a.default, a.required, len(a.errata)) == (ir.Default("d"), False, 1)
    assert (b.description, b.examples, b.required) == ("Other.", ("y",), True)


# --- bodies ----------------------------------------------------------------------------------------------------------


def body(folder: Path, content: str, *, required: str = "true", rest: str = "") -> Lowered:
    required = f"required: {required}, " if required else ""
    return with_operation(folder, f"requestBody: {{{required}content: {{{content}}}}}", rest)


def test_one_flat_object_becomes_arguments(tmp_path: Path) -> None:
    result = body(
        tmp_path,
        "application/json: {schema: {required: [a, v], properties: "
        "{a: {type: string}, b: {type: integer}, v: {const: 2}, w: {const: 3}, r: {readOnly: true}}}}",
    )
    assert result.arguments("act") == {"a": "field string", "b?": "field integer", "w?": "field 3"}
    sent = result.operation("act").body
    assert sent is not None
    assert (sent.flat, sent.codec, sent.constants) == (True, "json", (("v", 2),))


@pytest.mark.parametrize(
    ("schema", "argument"),
    [
        ("{type: array, items: {type: string}}", "body [string]"),
        ("{type: object}", "body {any}"),
        ("{type: string}", "body string"),
        ("{properties: {a: {}}, additionalProperties: {type: string}}", "body ActBody"),
        ("{properties: {a: {}}, additionalProperties: true}", "body ActBody"),
        ("{type: [object, 'null'], properties: {a: {}}}", "body ActBody?"),
        ("{anyOf: [{required: [a], properties: {a: {}}}, {properties: {b: {}}}]}", "body ActBody"),
    ],
)
def test_any_other_body_is_one_argument(tmp_path: Path, schema: str, argument: str) -> None:
    result = body(tmp_path, f"application/json: {{schema: {schema}}}")
    assert result.arguments("act") == {"body": argument}


@pytest.mark.parametrize(
    ("required", "arguments"),
    [("true", ["a", "b?"]), ("", ["a", "b?"]), ("false", ["a?", "b?"])],
)
def test_members_of_a_body_that_may_be_left_out(
    tmp_path: Path, required: str, arguments: list[str]
) -> None:
    schema = "{required: [a], properties: {a: {}, b: {}}}"
    result = body(tmp_path, f"application/json: {{schema: {schema}}}", required=required)
    assert list(result.arguments("act")) == arguments
    sent = result.operation("act").body
    assert sent is not None
    assert sent.required is (required == "true")


@pytest.mark.parametrize(
    ("media_type", "codec", "argument"),
    [
        ("application/json", "json", "ActBody"),
        ("application/merge-patch+json; charset=utf-8", "json", "ActBody"),
        ("application/x-www-form-urlencoded", "form", "ActBody"),
        ("multipart/form-data", "multipart", "ActBody"),
        ("text/plain", "text", "string"),
        ("application/xml", "text", "string"),
        ("application/octet-stream", "binary", "binary"),
        ("image/*", "json", "ActBody"),
        ("'*/*'", "json", "ActBody"),
    ],
)
def test_codecs_of_media_types(tmp_path: Path, media_type: str, codec: str, argument: str) -> None:
    schema = "{type: object, properties: {a: {}}, additionalProperties: {}}"
    result = body(tmp_path, f"{media_type}: {{schema: {schema}}}")
    sent = result.operation("act").body
    assert sent is not None
    assert sent.codec == codec
    assert result.arguments("act") == {"body": f"body {argument}"}


def test_what_is_sent_where_any_media_type_will_do(tmp_path: Path) -> None:
    result = body(tmp_path, "'*/*': {schema: {type: string, format: binary}}")
    sent = result.operation("act").body
    assert sent is not None
    assert (sent.media_type, sent.codec) == ("application/octet-stream", "binary")


def test_media_types_that_carry_the_same_are_one_choice(tmp_path: Path) -> None:
    schema = "{schema: {properties: {a: {type: string}}}}"
    result = body(
        tmp_path,
        f"multipart/form-data: {schema}, application/x-www-form-urlencoded: {schema}, "
        f"application/problem+json: {schema}, application/xml: {schema}",
    )
    sent = result.operation("act").body
    assert sent is not None
    assert (sent.media_type, sent.alternatives) == (
        "application/problem+json",
        ("application/x-www-form-urlencoded", "multipart/form-data", "application/xml"),
    )
    assert [o.name for service in result.api.services for o in service.operations] == ["act"]
    assert result.codes == []


@pytest.mark.parametrize("file", ["{type: array, items: {format: binary}}", "{format: binary}"])
def test_files_are_sent_as_multipart_where_that_is_offered(tmp_path: Path, file: str) -> None:
    schema = f"{{schema: {{properties: {{a: {file}}}}}}}"
    result = body(tmp_path, f"application/json: {schema}, multipart/form-data: {schema}")
    sent = result.operation("act").body
    assert sent is not None
    assert (sent.media_type, sent.alternatives) == ("multipart/form-data", ("application/json",))


def test_each_other_body_has_a_method_of_its_own(tmp_path: Path) -> None:
    result = body(
        tmp_path,
        "text/plain: {schema: {type: string}}, "
        "application/json: {schema: {properties: {a: {type: string}}}}, "
        "image/png: {schema: {format: binary}}, image/jpeg: {schema: {contentEncoding: base64}}",
    )
    (service,) = result.api.services
    assert [(o.id, o.name, o.body and o.body.media_type) for o in service.operations] == [
        ("act", "act", "application/json"),
        ("act_as_text", "act_as_text", "text/plain"),
        ("act_as_binary", "act_as_binary", "image/png"),
        ("act_as_jpeg", "act_as_jpeg", "image/jpeg"),
    ]
    assert result.arguments("act") == {"a?": "field string"}
    assert result.arguments("act_as_text") == {"body": "body string"}
    assert result.operation("act_as_text").description.endswith("sent as `text/plain`.")
    assert result.codes == []


@pytest.mark.parametrize(
    ("media_type", "schema"),
    [
        ("multipart/form-data", "{type: string}"),
        ("multipart/form-data", "{type: array, items: {format: binary}}"),
        ("application/x-www-form-urlencoded", "{type: array, items: {type: string}}"),
    ],
)
def test_a_form_without_names_takes_any(tmp_path: Path, media_type: str, schema: str) -> None:
    result = body(tmp_path, f"{media_type}: {{schema: {schema}}}")
    assert result.arguments("act") == {"body": "body {any}"}
    assert result.codes == ["not-carried"]


def parts_of(result: Lowered) -> tuple[ir.Part, ...]:
    body = result.operation("act").body
    assert body is not None
    return body.parts


def test_parts_of_a_multipart_body(tmp_path: Path) -> None:
    result = body(
        tmp_path,
        "multipart/form-data: {schema: {properties: {file: {type: string, format: binary}, about: {type: object}}}, "
        "encoding: {file: {contentType: 'image/png, image/jpeg', headers: {X: {schema: {}}}}, about: {contentType: application/json}}}",
    )
    assert result.arguments("act") == {"file?": "field binary", "about?": "field {any}"}
    parts = {part.wire: part.content_type for part in parts_of(result)}
    assert parts == {"file": "image/png, image/jpeg", "about": "application/json"}
    assert result.codes == []
    assert "headers of its own: `X`." in result.operation("act").arguments[0].description


def test_headers_of_parts(tmp_path: Path) -> None:
    headers = "{X-Kind: {schema: {const: 1}}, Content-Type: {schema: {}}, X-Tag: {schema: {}}}"
    result = body(
        tmp_path,
        "multipart/form-data: {schema: {properties: {a: {type: object}}}, "
        f"encoding: {{a: {{headers: {headers}}}}}}}",
    )
    (part,) = parts_of(result)
    assert part.headers == (("X-Kind", "1"),)
    assert result.codes == ["ignored-header", "not-carried"]


def test_styles_of_form_members(tmp_path: Path) -> None:
    result = body(
        tmp_path,
        "application/x-www-form-urlencoded: {schema: {properties: {a: {type: array}, b: {type: object}, c: {}}}, "
        "encoding: {a: {style: form, explode: false}, b: {style: deepObject, explode: true}}}",
    )
    styles = {part.wire: (part.style, part.explode) for part in parts_of(result)}
    assert styles == {"a": ("form", False), "b": ("deepObject", True)}


FORMS = """
A: {type: object, required: [a], properties: {a: {type: string}, pair: {type: array, prefixItems: [{type: string}, {}], items: false, minItems: 2}}}
B: {type: object, required: [b], properties: {b: {type: string, format: binary}}}
Rows: {type: array, items: {type: string}}
"""


def whole_form(folder: Path, schema: str, encoding: str) -> Lowered:
    content = f"multipart/form-data: {{schema: {schema}, encoding: {encoding}}}"
    return body(
        folder,
        content,
        rest=f"components: {{schemas: {{{', '.join(FORMS.split(chr(10))[1:-1])}}}}}",
    )


def test_encodings_of_a_form_that_is_passed_whole(tmp_path: Path) -> None:
    schema = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}"
    result = whole_form(
        tmp_path, schema, "{a: {contentType: text/csv}, b: {contentType: image/png}}"
    )
    assert {*parts_of(result)} == {
        ir.Part(wire="a", content_type="text/csv"),
        ir.Part(wire="pair", data=True),
        ir.Part(wire="b", content_type="image/png"),
    }
    assert "not-carried" not in result.codes


def test_a_form_has_no_alternative_without_names(tmp_path: Path) -> None:
    schema = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Rows'}]}"
    result = whole_form(tmp_path, schema, "{}")
    assert result.arguments("act") == {"body": "body A"}
    assert result.codes == ["not-carried"]


def test_a_component_that_is_only_a_flattened_body_has_no_class(tmp_path: Path) -> None:
    reference = "application/json: {schema: {$ref: '#/components/schemas/New'}}"
    schema = "{properties: {kind: {enum: [a, b]}, more: {properties: {x: {}}}}}"
    result = body(tmp_path, reference, rest=f"components: {{schemas: {{New: {schema}}}}}")
    assert result.names == ["NewKind", "NewMore"]
    other = "Other: {properties: {new: {$ref: '#/components/schemas/New'}}}"
    result = body(tmp_path, reference, rest=f"components: {{schemas: {{New: {schema}, {other}}}}}")
    assert result.names == ["New", "Other", "NewKind", "NewMore"]


def test_an_unused_component_is_kept(tmp_path: Path) -> None:
    result = lowered(
        tmp_path, "components: {schemas: {A: {properties: {x: {properties: {y: {}}}}}}}"
    )
    assert result.names == ["A", "AX"]


def test_what_only_the_server_gives_is_not_asked_for(tmp_path: Path) -> None:
    thing = "Thing: {required: [id, name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}"
    result = body(
        tmp_path,
        "application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}",
        rest=f"components: {{schemas: {{{thing}}}}}",
    )
    assert result.fields("Thing") == {"id?": "string", "name": "string"}
    result = lowered(tmp_path, f"components: {{schemas: {{{thing}}}}}")
    assert result.fields("Thing") == {"id": "string", "name": "string"}


def test_a_body_that_can_hold_nothing_is_none(tmp_path: Path) -> None:
    result = body(
        tmp_path,
        "application/json: {schema: {type: object, properties: {}, additionalProperties: false}}",
        required="",
    )
    assert (result.operation("act").body, result.codes) == (None, [])
