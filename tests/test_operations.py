"""Operations as a whole: services and methods, webhooks, what goes with the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.dump import to_json
from tests.lowering import Lowered, lowered, paths, with_operation

# --- services and methods --------------------------------------------------------------------------------------------


def methods(result: Lowered) -> dict[str, list[str]]:
    return {service.name: [o.name for o in service.operations] for service in result.api.services}


def test_operations_are_grouped_by_their_first_tag(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "get /a operationId: a, tags: [Users, Admin]",
        "get /b operationId: b",
        "get /c operationId: c, tags: [users]",
        "get /d operationId: d, tags: [Teams]",
        rest="tags: [{name: Teams, description: ' All teams. '}, {name: Nobody}]",
    )
    assert methods(result) == {"teams": ["d"], "users": ["a", "c"], "default": ["b"]}
    assert [service.class_name for service in result.api.services] == ["Teams", "Users", "Default"]
    assert result.api.services[0].description == "All teams."


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("createSms", "create_sms"),
        ("delete", "delete"),
        ("class", "class_"),
        ("things/list-for-user", "list_for_user"),
        ("Things_GetById", "get_by_id"),
        ("things.list", "list"),
        ("things_get_all", "things_get_all"),
        ("listThings", "list_things"),
    ],
)
def test_methods_are_called_after_the_operation_id(tmp_path: Path, id: str, name: str) -> None:
    result = paths(tmp_path, f"get /a operationId: {id}, tags: [things]")
    assert methods(result) == {"things": [name]}


def test_an_operation_without_an_id_is_called_after_method_and_path(tmp_path: Path) -> None:
    result = paths(
        tmp_path, "get /users/all summary: x", "get /users-all operationId: get_users_all"
    )
    assert [o.id for o in result.api.services[0].operations] == ["get_users_all_2", "get_users_all"]
    assert result.codes == ["missing-operation-id"]


def test_methods_of_a_service_differ(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "get /a operationId: list-all, tags: [x]",
        "get /b operationId: listAll, tags: [x]",
        "get /c operationId: LIST_ALL, tags: [y]",
    )
    assert methods(result) == {"x": ["list_all", "list_all_"], "y": ["list_all"]}


def test_services_give_way_to_schemas_and_to_the_client(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "get /a operationId: a, tags: [Pet]",
        "get /b operationId: b, tags: [close]",
        "get /c operationId: c, tags: [con]",
        rest="components: {schemas: {Pet: {type: object, properties: {a: {}}}, AsyncClose: {type: object}}}",
    )
    services = {service.name: service.class_name for service in result.api.services}
    assert services == {"pet": "PetService", "close_": "CloseService", "con_": "Con"}


def test_a_new_operation_renames_no_type_of_another(tmp_path: Path) -> None:
    first = "post /a operationId: act, requestBody: {content: {application/json: {schema: {type: array, items: {properties: {x: {}}}}}}}"
    other = first.replace("/a operationId: act", "/0 operationId: actBefore")
    before, after = paths(tmp_path, first), paths(tmp_path, other, first)
    assert set(before.names) < set(after.names)
    assert before.arguments("act") == after.arguments("act")


# --- webhooks, callbacks, links --------------------------------------------------------------------------------------


def test_webhooks_are_payloads(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        webhooks:
          thing-created:
            post:
              summary: A thing was made.
              requestBody: {content: {application/json: {schema: {properties: {a: {}}}}}}
              responses: {"204": {description: Done.}}
        """,
    )
    (webhook,) = result.api.webhooks
    assert (webhook.name, webhook.operation.summary) == ("thing_created", "A thing was made.")
    assert [result.text(a.type) for a in webhook.operation.arguments] == ["ThingCreatedPayload"]
    assert result.names == ["ThingCreatedPayload"]


def test_callbacks_are_calls_of_the_api(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        paths:
          /a:
            post: {operationId: a, callbacks: {ready: {$ref: "#/components/callbacks/ready"}}}
            put: {operationId: b, callbacks: {ready: {$ref: "#/components/callbacks/ready"}}}
        components:
          callbacks:
            ready:
              "{$url}":
                post: {requestBody: {content: {application/json: {schema: {properties: {id: {}}}}}}}
                delete: {}
        """,
    )
    found = [(w.name, w.operation.method, w.url, w.callers) for w in result.api.webhooks]
    assert found == [
        ("ready", "POST", "{$url}", ("a", "b")),
        ("ready_", "DELETE", "{$url}", ("a", "b")),
    ]
    assert [declared.name for declared in result.api.types] == ["ReadyPayload"]


def test_links_lead_to_operations(tmp_path: Path) -> None:
    result = with_operation(
        tmp_path,
        """
        responses:
          "200":
            description: Done.
            links:
              again: {operationId: act, parameters: {id: $response.body#/id, n: 1}, description: Once more.}
              other: {operationRef: "#/paths/~1/get"}
              lost: {operationId: nowhere}
        """,
    )
    (response,) = result.operation("act").responses
    assert [(k.name, k.operation.rpartition("#")[2], k.description) for k in response.links] == [
        ("again", "act", "Once more."),
        ("other", "/paths/~1/get", ""),
        ("lost", "nowhere", ""),
    ]
    assert response.links[0].parameters == (("id", "$response.body#/id"), ("n", 1))
    assert {f.pointer.rpartition("/")[2] for f in result.diagnostics} >= {"lost"}


# --- the whole -------------------------------------------------------------------------------------------------------


def test_what_the_description_says_about_itself(tmp_path: Path) -> None:
    result = lowered(
        tmp_path,
        """
        x-errata: [{page: P, truth: T, reason: R}]
        externalDocs: {url: "https://docs"}
        tags: []
        components: {}
        """,
    )
    api = result.api
    assert (api.title, api.version, api.errata[0].page) == ("Test", "1", "P")
    assert api.description == "[Further reading](https://docs)"


def test_the_representation_dumps_as_json(tmp_path: Path) -> None:
    dumped = to_json(paths(tmp_path, "get /a operationId: a").api)
    assert isinstance(dumped, dict)
    assert dumped["is"] == "Api"


def test_an_id_that_is_no_text_is_none(tmp_path: Path) -> None:
    result = paths(tmp_path, "get /a operationId: {$ref: '#/x-id'}", rest="x-id: [b]")
    assert [operation.id for operation in result.api.services[0].operations] == ["get_a"]


def test_nothing_is_called_like_what_the_code_around_it_uses(tmp_path: Path) -> None:
    result = paths(
        tmp_path,
        "get /a operationId: deprecated, tags: [property]",
        "get /b operationId: b, tags: [property], deprecated: true",
        rest="components: {securitySchemes: {super: {type: http, scheme: bearer}}}",
    )
    assert methods(result) == {"property_": ["deprecated_", "b"]}
    assert [scheme.argument for scheme in result.api.schemes] == ["super_"]
