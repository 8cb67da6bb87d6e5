"""The description, as the generator understands it, against the table of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import ir
from tests.facts import COMMON_ERRORS, ERROR_STATUS, FACTS, Fact, Parameter
from tests.pipeline import api_of

SPEC = Path(__file__).parents[1] / "spec"


@pytest.fixture(scope="module")
def api() -> ir.Api:
    return api_of(SPEC / "sdk.toml")


@pytest.fixture(scope="module")
def operations(api: ir.Api) -> Mapping[str, ir.Operation]:
    (service,) = api.services
    assert service.name == "messaging"
    assert service.class_name == "Messaging"
    return {operation.id: operation for operation in service.operations}


@pytest.fixture(scope="module")
def types(api: ir.Api) -> Mapping[ir.Key, ir.Declaration]:
    return {declaration.key: declaration for declaration in api.types}


each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


def plain(kind: ir.Type, types: Mapping[ir.Key, ir.Declaration]) -> str:
    """A type in the words of the table. Null is left aside: the table says what a value is when there is one."""
    match kind:
        case ir.Nullable(of=of):
            return plain(of, types)
        case ir.Scalar(kind=scalar):
            return {"string": "str", "integer": "int", "boolean": "bool"}.get(scalar, scalar)
        case ir.Array(items=items):
            return f"list[{plain(items, types)}]"
        case ir.Map(values=values):
            return f"dict[str, {plain(values, types)}]"
        case ir.Ref(key=key):
            declaration = types[key]
            if isinstance(declaration, ir.Alias) and not isinstance(declaration.type, ir.Union):
                return plain(declaration.type, types)
            return declaration.name
        case ir.AnyType():
            return "Any"
        case ir.LiteralType() | ir.Union() | ir.Tuple():
            return "?"


def resolved(kind: ir.Type, types: Mapping[ir.Key, ir.Declaration]) -> ir.Type:
    match kind:
        case ir.Nullable(of=of):
            return resolved(of, types)
        case ir.Ref(key=key) if isinstance(alias := types[key], ir.Alias):
            return resolved(alias.type, types)
    return kind


def allows(kind: ir.Type, value: Any, types: Mapping[ir.Key, ir.Declaration]) -> bool:
    """Whether the constraints of the description let the value pass."""
    match resolved(kind, types):
        case ir.Array(items=items, constraints=limits):
            fits = limits.max_items is None or len(value) <= limits.max_items
            return fits and all(allows(items, item, types) for item in value)
        case ir.Scalar(kind="string", constraints=limits):
            return (
                (limits.min_length is None or len(value) >= limits.min_length)
                and (limits.max_length is None or len(value) <= limits.max_length)
                and (limits.pattern is None or re.search(limits.pattern, value) is not None)
            )
        case ir.Scalar(kind="integer", constraints=limits):
            return (limits.minimum is None or value >= limits.minimum) and (
                limits.maximum is None or value <= limits.maximum
            )
    return True


CHANNELS = ("Email", "Push", "Sms", "Other")
SERVICES = (
    *("Apns", "Fcm", "Mailgun", "Msg91", "Sendgrid", "Smtp", "Telesign", "Textmagic", "Twilio"),
    *("Vonage", "Other"),
)
MESSAGES = [f"{channel}Message" for channel in CHANNELS]
PROVIDERS = [f"{service}Provider" for service in SERVICES]
KINDS = dict.fromkeys(MESSAGES, "Message") | dict.fromkeys(PROVIDERS, "Provider")
"""The page knows one message and one provider; ours says of which kind it is."""


def test_the_same_operations_in_the_same_order(operations: Mapping[str, ir.Operation]) -> None:
    assert [*operations] == [fact.id for fact in FACTS]
    assert len(FACTS) == 46


@each_fact
def test_request_and_result(
    fact: Fact, operations: Mapping[str, ir.Operation], types: Mapping[ir.Key, ir.Declaration]
) -> None:
    operation = operations[fact.id]
    assert (operation.name, operation.method, operation.path) == (fact.name, fact.method, fact.path)
    success = [
        int(response.status) for response in operation.responses if response.status.startswith("2")
    ]
    assert success == [fact.status]
    result = operation.result and plain(operation.result, types)
    assert KINDS.get(result or "", result) == fact.result
    carries_body = any(argument.location == "field" for argument in operation.arguments)
    assert carries_body == (fact.method in {"POST", "PATCH"})


@each_fact
def test_parameters(
    fact: Fact, operations: Mapping[str, ir.Operation], types: Mapping[ir.Key, ir.Declaration]
) -> None:
    found = [
        (argument.wire, argument.name, plain(argument.type, types), argument.required)
        for argument in operations[fact.id].arguments
    ]
    assert found == [(p.wire, p.name, p.rule.type, p.required) for p in fact.parameters]


@each_fact
def test_where_parameters_travel(fact: Fact, operations: Mapping[str, ir.Operation]) -> None:
    for argument in operations[fact.id].arguments:
        if f"{{{argument.wire}}}" in fact.path:
            assert argument.location == "path"
        else:
            assert argument.location == (
                "query" if fact.method == "GET" else "field"
            ), argument.wire


@each_fact
def test_constraints(
    fact: Fact, operations: Mapping[str, ir.Operation], types: Mapping[ir.Key, ir.Declaration]
) -> None:
    wrong = [
        f"{parameter.wire}: {verdict} {value!r:.60}"
        for argument, parameter in zip(operations[fact.id].arguments, fact.parameters, strict=True)
        for verdict, value in verdicts(argument, parameter, types)
    ]
    assert wrong == []


def verdicts(
    argument: ir.Argument, parameter: Parameter, types: Mapping[ir.Key, ir.Declaration]
) -> list[tuple[str, Any]]:
    refused = [
        ("refuses", v) for v in parameter.rule.accepts if not allows(argument.type, v, types)
    ]
    accepted = [("accepts", v) for v in parameter.rule.refuses if allows(argument.type, v, types)]
    return [*refused, *accepted]


@each_fact
def test_formats_and_defaults(
    fact: Fact, operations: Mapping[str, ir.Operation], types: Mapping[ir.Key, ir.Declaration]
) -> None:
    for argument, parameter in zip(operations[fact.id].arguments, fact.parameters, strict=True):
        kind = resolved(argument.type, types)
        if parameter.rule.format is not None:
            assert isinstance(kind, ir.Scalar), parameter.wire
            assert kind.format == parameter.rule.format, parameter.wire
        default = argument.default.value if argument.default else None
        assert default == parameter.default, parameter.wire


@each_fact
def test_security(fact: Fact, operations: Mapping[str, ir.Operation]) -> None:
    alternatives = operations[fact.id].security
    assert tuple(tuple(use.scheme for use in needed) for needed in alternatives) == fact.security
    scopes = {scope for needed in alternatives for use in needed for scope in use.scopes}
    assert scopes == {fact.scope}


@each_fact
def test_errors(fact: Fact, operations: Mapping[str, ir.Operation]) -> None:
    described = operations[fact.id].errors
    assert sorted(described) == sorted({*COMMON_ERRORS, *fact.errors})


@each_fact
def test_error_statuses_are_responses(
    fact: Fact, operations: Mapping[str, ir.Operation], api: ir.Api
) -> None:
    """A reader of the plain description sees every status that one of the errors travels under."""
    status = {error.wire: error.status for error in api.errors}
    documented = {response.status for response in operations[fact.id].responses}
    needed = {str(status[wire]) for wire in (*COMMON_ERRORS, *fact.errors)}
    assert needed <= documented


def test_error_statuses(api: ir.Api) -> None:
    described = {error.wire: error.status for error in api.errors}
    assert ERROR_STATUS.items() <= described.items()


def test_credentials(api: ir.Api) -> None:
    assert {(scheme.argument, scheme.location, scheme.wire) for scheme in api.schemes} == {
        ("project", "header", "X-Appwrite-Project"),
        ("key", "header", "X-Appwrite-Key"),
        ("jwt", "header", "X-Appwrite-JWT"),
        ("session", "header", "X-Appwrite-Session"),
    }


def test_servers(api: ir.Api) -> None:
    assert api.servers[0].default_url == "https://cloud.appwrite.io/v1"
    assert any(server.variables for server in api.servers), "self-hosted use"


ENUMS = {
    "SmtpEncryption": ["none", "ssl", "tls"],
    "MessageStatus": ["draft", "processing", "scheduled", "sent", "failed"],
    "MessagingProviderType": ["email", "sms", "push"],
    "ProviderName": [
        "mailgun",
        "sendgrid",
        "smtp",
        "msg91",
        "telesign",
        "textmagic",
        "twilio",
        "vonage",
        "fcm",
        "apns",
    ],
    "LogMode": ["default", "admin"],
}


@pytest.mark.parametrize("name", ENUMS)
def test_enums(name: str, api: ir.Api) -> None:
    (enum,) = (declaration for declaration in api.types if declaration.name == name)
    assert isinstance(enum, ir.Enum)
    assert sorted(str(member.value) for member in enum.members) == sorted(ENUMS[name])


MODELS = {
    **dict.fromkeys(
        MESSAGES,
        "$id $createdAt $updatedAt providerType topics users targets scheduledAt? deliveredAt? deliveryErrors "
        "deliveredTotal data status",
    ),
    **dict.fromkeys(
        PROVIDERS, "$id $createdAt $updatedAt name provider enabled type credentials options"
    ),
    "Topic": "$id $createdAt $updatedAt name emailTotal smsTotal pushTotal subscribe",
    "Subscriber": "$id $createdAt $updatedAt targetId target userId userName topicId providerType",
    "Target": "$id $createdAt $updatedAt name userId providerId? providerType identifier",
    "Log": (
        "event userId userEmail userName mode ip time osCode osName osVersion clientType clientCode clientName "
        "clientVersion clientEngine clientEngineVersion deviceName deviceBrand deviceModel countryCode countryName"
    ),
    "MessageList": "total messages",
    "ProviderList": "total providers",
    "TopicList": "total topics",
    "SubscriberList": "total subscribers",
    "TargetList": "total targets",
    "LogList": "total logs",
}
"""Members in the order of the JSON; ``?`` marks those that can be null. All of them are always there."""


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str, api: ir.Api) -> None:
    (model,) = (declaration for declaration in api.types if declaration.name == name)
    assert isinstance(model, ir.Model)
    members = [f"{field.wire}{'?' * isinstance(field.type, ir.Nullable)}" for field in model.fields]
    assert members == MODELS[name].split()
    assert [field.wire for field in model.fields if not field.required] == []
