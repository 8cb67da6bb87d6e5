"""The words of OpenAPI 3.0, 3.1 and 3.2, of Swagger 2.0 and of JSON Schema, and values of every kind."""

from __future__ import annotations

from typing import Any

KEYWORDS = tuple("""
    openapi swagger info title summary description version termsOfService contact license name url email identifier
    servers variables default enum jsonSchemaDialect paths webhooks components security tags externalDocs $self
    schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems mediaTypes
    get put post delete options head patch trace query additionalOperations operationId deprecated requestBody in
    required allowEmptyValue style explode allowReserved schema example content encoding contentType itemSchema
    prefixEncoding itemEncoding 200 201 204 404 2XX default expression operationRef server value externalValue
    dataValue serializedValue $ref $id $schema $anchor $dynamicRef $dynamicAnchor $defs $comment $vocabulary
    definitions type format const allOf anyOf oneOf not if then else dependentSchemas dependentRequired
    dependencies prefixItems items additionalItems contains minContains maxContains properties patternProperties
    additionalProperties propertyNames unevaluatedItems unevaluatedProperties multipleOf maximum exclusiveMaximum
    minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties
    contentEncoding contentMediaType contentSchema readOnly writeOnly nullable discriminator propertyName mapping
    defaultMapping xml namespace prefix attribute wrapped nodeType scheme bearerFormat flows openIdConnectUrl
    oauth2MetadataUrl implicit password clientCredentials authorizationCode deviceAuthorization authorizationUrl
    tokenUrl refreshUrl scopes basePath host schemes consumes produces securityDefinitions collectionFormat
    parent kind x-enum-varnames x-enumNames x-enum-descriptions x-errata x-errors x-pagination x-idempotency
    x-ms-discriminator-value x-nullable x- __proto__ constructor
    """.split())

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**30, -(10**30), 2**63, 1e308, -1e-308, 0.1, -0.0),
    *(
        "",
        " ",
        "\n",
        "x",
        "#",
        "string",
        "object",
        "array",
        "integer",
        "null",
        "date-time",
        "binary",
        "0",
        "-1",
        "true",
    ),
    *(
        "3.1.0",
        "3.0.3",
        "3.2.0",
        "2.0",
        "query",
        "path",
        "application/json",
        "*/*",
        "/",
        "/{}",
        "/{a}/{a}",
        "{",
    ),
    *(
        "https://{x}.example.com",
        "//example.com",
        "javascript:alert(1)",
        "(",
        "^(a+)+$",
        "\\",
        "x" * 5000,
    ),
    *(
        [],
        {},
        [[]],
        [{}],
        {"": {}},
        [None],
        {"type": []},
        {"type": "object"},
        {"type": ["string", "null"]},
    ),
    *(
        [""],
        ["string"],
        ["a", "a"],
        [1, "1", True, None],
        [{"name": "a", "in": "query"}],
        {"a": "b"},
        {"a": []},
    ),
    *(
        {"$ref": "#"},
        {"$ref": None},
        {"$ref": 1},
        {"const": None},
        {"const": {}},
        {"enum": []},
        {"enum": [None]},
    ),
    *(
        {"enum": [1, 1.0, True]},
        {"oneOf": []},
        {"allOf": [{}]},
        {"not": {}},
        {"items": []},
        {"properties": []},
    ),
    *(
        {"required": "x"},
        {"discriminator": {}},
        {"discriminator": {"propertyName": "x", "mapping": []}},
    ),
    *(
        {"type": "array"},
        {"type": "array", "items": True},
        {"additionalProperties": False},
        {"pattern": "["},
    ),
    *(
        {"minimum": "1"},
        {"maximum": 10**40},
        {"multipleOf": 0},
        {"maxLength": -1},
        {"default": float(2**70)},
    ),
)
"""None of them fits everywhere, each of them somewhere."""
