"""The extensions of our own: error types, pagination, idempotency."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import ir
from tests.lowering import Lowered, lowered, paths, response, with_operation

# --- x-errors --------------------------------------------------------------------------------------------------------

_ERRORS = """
    x-errors:
      type: kind
      message: text
      common: [denied]
      types:
        not_found: {status: 404, description: " Not there. "}
        denied: {status: 403}
        not_found_error: {status: 404}
    """


def test_error_types(tmp_path: Path) -> None:
    result = with_operation(tmp_path, "x-errors: [not_found]", _ERRORS)
    assert result.api.error_body == ir.ErrorBody(type="kind", message="text")
    assert [(e.wire, e.name, e.status, e.description) for e in result.api.errors] == [
        ("not_found", "NotFoundFailure", 404, "Not there."),
        ("denied", "DeniedError", 403, ""),
        ("not_found_error", "NotFoundFailure2", 404, ""),
    ]
    assert result.operation("act").errors == ("not_found", "denied")


@pytest.mark.parametrize(
    ("errors", "code", "hint"),
    [
        ("[not_fond]", "unknown-error-type", "did you mean 'not_found'?"),
        ("not_found", "invalid-extension", ""),
        ("[1]", "invalid-extension", ""),
    ],
)
def test_error_types_that_do_not_exist(tmp_path: Path, errors: str, code: str, hint: str) -> None:
    found = with_operation(tmp_path, f"x-errors: {errors}", _ERRORS).found(code)
    assert (found.severity, found.hint) == ("warning", hint)


@pytest.mark.parametrize(
    "errors",
    [
        "[]",
        "{typ: a}",
        "{type: 1}",
        "{common: [a]}",
        "{common: a}",
        "{types: {a: {}}}",
        "{types: {a: {status: 200}}}",
        "{types: {a: {status: 404, text: b}}}",
        "{types: {a: {status: true}}}",
        "{types: {a: 404}}",
    ],
)
def test_error_types_have_a_fixed_form(tmp_path: Path, errors: str) -> None:
    result = lowered(tmp_path, f"x-errors: {errors}\ncomponents: {{}}")
    assert {found.severity for found in result.diagnostics} == {"warning"}


# --- x-pagination and x-idempotency ----------------------------------------------------------------------------------

_CURSOR = (
    "{kind: cursor, items: things, total: total, parameter: 'queries[]', size: 50, "
    "templates: {size: 'limit({value})', next: 'after({value})'}, cursor: $id, restart: ['offset(0)']}"
)
_OFFSET = "{kind: offset, items: things, parameter: offset, size: 10}"


def page(folder: Path, pagination: str) -> Lowered:
    return with_operation(
        folder,
        f"""
        parameters:
          - {{name: "queries[]", in: query, schema: {{type: array, items: {{type: string}}}}}}
          - {{name: offset, in: query, schema: {{type: integer}}}}
          - {{name: max_items, in: query, schema: {{type: integer}}}}
        x-pagination: {pagination}
        responses: {{"200": {{$ref: "#/components/responses/Page"}}}}
        """,
        """
        components:
          responses:
            Page: {description: A page., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}
          schemas:
            Thing: {properties: {$id: {type: string}}}
            Page:
              properties:
                total: {type: integer}
                things: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        """,
    )


def test_pagination_by_cursor(tmp_path: Path) -> None:
    result = page(tmp_path, _CURSOR)
    operation = result.operation("act")
    assert operation.pagination == ir.Pagination(
        kind="cursor",
        items="things",
        item_type=ir.Ref("spec.yaml#/components/schemas/Thing"),
        total="total",
        parameter="queries[]",
        argument="queries",
        size=50,
        size_template="limit({value})",
        next_template="after({value})",
        cursor="$id",
        restart=("offset(0)",),
    )
    assert [argument.name for argument in operation.arguments] == [
        "queries",
        "offset",
        "max_items_",
    ]


def test_pagination_by_offset(tmp_path: Path) -> None:
    pagination = page(tmp_path, _OFFSET).operation("act").pagination
    assert pagination is not None
    assert (pagination.kind, pagination.argument, pagination.size_template) == (
        "offset",
        "offset",
        "",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: cursor", "kind: cursors"),
        ("items: things", "items: thing"),
        ("items: things", "items: total"),
        ("items: things, ", ""),
        ("total: total", "total: sum"),
        ("parameter: 'queries[]'", "parameter: queries"),
        ("parameter: 'queries[]'", "parameter: offset"),
        ("size: 50", "size: 0"),
        ("size: 50", "size: '50'"),
        ("size: 50, ", ""),
        ("limit({value})", "limit()"),
        ("cursor: $id", "cursor: id"),
        (", cursor: $id", ""),
        ("restart: ['offset(0)']", "restart: offset"),
        ("kind: cursor", "kind: offset"),
        ("kind: cursor", "kind: cursor, pages: 3"),
    ],
)
def test_pagination_is_checked(tmp_path: Path, old: str, new: str) -> None:
    assert old in _CURSOR
    found = page(tmp_path, _CURSOR.replace(old, new)).found("invalid-extension")
    assert found.severity == "warning"
    assert "/x-pagination" in found.pointer


def test_only_objects_are_paginated(tmp_path: Path) -> None:
    operation = f"x-pagination: {_OFFSET}\nresponses: {{'200': {response(schema='type: array')}}}"
    assert with_operation(tmp_path, operation).codes == ["invalid-extension"]


def test_the_iterating_method_has_a_name_of_its_own(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "get /a operationId: iterThings, tags: [x]",
        f"get /b operationId: listThings, tags: [x], x-pagination: {_OFFSET}",
    )
    assert result.codes == ["invalid-extension"]
    assert [o.name for o in result.api.services[0].operations] == [
        "iter_things",
        "list_things_",
    ]
    result = paths(
        tmp_path,
        f"get /b operationId: listThings, tags: [x], x-pagination: {_OFFSET}",
        "get /a operationId: iterThings, tags: [x]",
    )
    assert [o.name for o in result.api.services[0].operations] == [
        "list_things",
        "iter_things_",
    ]


def create(folder: Path, idempotency: str) -> Lowered:
    return with_operation(
        folder,
        f"""
        requestBody: {{content: {{application/json: {{schema: {{properties: {{thingId: {{type: string}}}}}}}}}}}}
        x-idempotency: {idempotency}
        """,
    )


def test_idempotency(tmp_path: Path) -> None:
    result = create(tmp_path, "{key: thingId, conflict: 409, fetch: act, unless: [unique()]}")
    assert result.operation("act").idempotency == ir.Idempotency(
        key="thingId", conflict=409, fetch="act", unless=("unique()",)
    )


@pytest.mark.parametrize(
    "idempotency",
    [
        "[]",
        "{key: id, conflict: 409, fetch: act}",
        "{key: thingId, conflict: 200, fetch: act}",
        "{key: thingId, conflict: 409, fetch: get}",
        "{key: thingId, conflict: 409}",
        "{key: thingId, conflict: 409, fetch: act, unless: x}",
        "{key: thingId, conflict: 409, fetch: act, until: [x]}",
    ],
)
def test_idempotency_is_checked(tmp_path: Path, idempotency: str) -> None:
    assert create(tmp_path, idempotency).codes == ["invalid-extension"]


def test_what_is_fetched_is_in_the_same_service(tmp_path: Path) -> None:
    """Each service is a module of its own, and the create names the other operation's constant."""
    result = paths(
        tmp_path,
        "post /a operationId: make, tags: [one], x-idempotency: {key: id, conflict: 409, fetch: find}, "
        "parameters: [{name: id, in: query, schema: {}}]",
        "get /a/{id} operationId: find, tags: [two], "
        "parameters: [{name: id, in: path, required: true, schema: {}}]",
    )
    assert "same tag" in result.found("invalid-extension").message


def test_what_is_fetched_needs_nothing_that_is_not_there(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "post /a operationId: make, x-idempotency: {key: id, conflict: 409, fetch: find}, "
        "parameters: [{name: id, in: query, schema: {}}]",
        "get /{other}/{id} operationId: find",
    )
    found = result.found("invalid-extension")
    assert "'other'" in found.message
