"""All 46 operations over a real socket, sync and async: the request as it travels, the result as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from appwrite_messaging import (
    ApiError,
    AsyncClient,
    AsyncMessaging,
    Client,
    ConfigurationError,
    MessageNotFoundError,
    Messaging,
    StatusError,
)
from tests.facts import FACTS, Fact
from tests.runtime.server import Received, Reply, Server, answers, json
from tests.wire import Call, messages, providers, samples, topics

CALLS = {call.operation: call for call in (*messages.CALLS, *providers.CALLS, *topics.CALLS)}
FACT = {fact.name: fact for fact in FACTS}
CREDENTIAL_HEADERS = {
    "x-appwrite-key": "key",
    "x-appwrite-jwt": "jwt",
    "x-appwrite-session": "session",
}


def endpoint(server: Server) -> str:
    return f"{server.url}/v1"


def client_of(server: Server, **arguments: Any) -> Client:
    return Client(endpoint(server), project="shop", **arguments)


def async_client_of(server: Server, **arguments: Any) -> AsyncClient:
    return AsyncClient(endpoint(server), project="shop", **arguments)


def run(call: Call, server: Server) -> Any:
    with client_of(server, locale="de", **call.credentials) as client:
        return getattr(client.messaging, call.operation)(**call.arguments)


async def run_async(call: Call, server: Server) -> Any:
    async with async_client_of(server, locale="de", **call.credentials) as client:
        return await getattr(client.messaging, call.operation)(**call.arguments)


def reply_to(call: Call) -> Reply:
    status = FACT[call.operation].status
    return answers(status) if call.answer is None else json(call.answer.json, status)


def check_request(request: Received, call: Call, fact: Fact) -> None:
    assert request.method == fact.method
    assert request.path == "/v1" + call.path
    assert parse_qsl(request.query, keep_blank_values=True) == list(call.query)
    assert request.headers["x-appwrite-project"] == "shop"
    assert request.headers["x-appwrite-locale"] == "de"
    assert request.headers["x-appwrite-response-format"] == "1.6.0"
    sent = {name: request.headers.get(header) for header, name in CREDENTIAL_HEADERS.items()}
    assert {name: value for name, value in sent.items() if value is not None} == call.credentials
    if call.body is None:
        assert request.body == b""
        assert "content-type" not in request.headers
    else:
        body = request.json()
        assert body == call.body
        assert isinstance(body, dict)
        assert list(body) == list(call.body), "members travel in the order of the signature"
        assert request.headers["content-type"] == "application/json"


def check_object(value: object, expected: object, place: str) -> None:
    """A decoded value against the attributes written down for it; types count, so that ``1`` is not ``True``."""
    if isinstance(expected, Mapping) and not isinstance(value, dict):
        for name, member in expected.items():
            check_object(getattr(value, name), member, f"{place}.{name}")
    elif isinstance(expected, list):
        assert isinstance(value, list), place
        assert len(value) == len(expected), place
        for index, (item, wanted) in enumerate(zip(value, expected, strict=True)):
            check_object(item, wanted, f"{place}[{index}]")
    else:
        assert value == expected, place
        assert isinstance(value, type(expected)), place


def check_result(result: object, call: Call) -> None:
    if call.answer is None:
        assert result is None
        return
    assert type(result).__name__ == call.answer.type
    check_object(result, call.answer.attributes, call.answer.type)


def test_every_operation_of_the_table_is_called() -> None:
    assert sorted(CALLS) == sorted(FACT)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_every_parameter_of_the_table_is_passed(fact: Fact) -> None:
    """So that no parameter is left out of what the socket tests look at."""
    assert set(CALLS[fact.name].arguments) == {parameter.name for parameter in fact.parameters}


@pytest.mark.parametrize("name", CALLS)
def test_sync(name: str) -> None:
    call = CALLS[name]
    with Server(reply_to(call)) as server:
        result = run(call, server)
    (request,) = server.requests
    check_request(request, call, FACT[name])
    check_result(result, call)


@pytest.mark.parametrize("name", CALLS)
def test_async(name: str) -> None:
    call = CALLS[name]
    with Server(reply_to(call)) as server:
        result = asyncio.run(run_async(call, server))
    (request,) = server.requests
    check_request(request, call, FACT[name])
    check_result(result, call)


@pytest.mark.parametrize("name", CALLS)
def test_required_arguments_alone(name: str) -> None:
    """What is not passed is not sent: no null, no default, no empty list."""
    call = CALLS[name]
    required = {
        parameter.name: parameter.wire for parameter in FACT[name].parameters if parameter.required
    }
    with Server(reply_to(call)) as server, client_of(server, **call.credentials) as client:
        getattr(client.messaging, name)(**{key: call.arguments[key] for key in required})
    (request,) = server.requests
    assert request.query == ""
    assert "x-appwrite-locale" not in request.headers
    if call.body is not None:
        assert request.json() == {
            wire: call.body[wire] for wire in required.values() if wire in call.body
        }


def test_the_form_of_the_reference_page() -> None:
    with Server(json(samples.TOPIC.json)) as server, client_of(server, key="k") as client:
        result = Messaging(client).get_topic(topic_id="orders")
    check_object(result, samples.TOPIC.attributes, "Topic")


def test_the_form_of_the_reference_page_async() -> None:
    async def get(server: Server) -> object:
        async with async_client_of(server, key="k") as client:
            return await AsyncMessaging(client).get_topic(topic_id="orders")

    with Server(json(samples.TOPIC.json)) as server:
        result = asyncio.run(get(server))
    check_object(result, samples.TOPIC.attributes, "Topic")


def test_an_empty_list() -> None:
    with Server(json(samples.NO_MESSAGES.json)) as server, client_of(server, key="k") as client:
        page = client.messaging.list_messages()
    assert (page.total, page.messages) == (0, [])


NOT_FOUND = {
    "message": "Message with the requested ID could not be found.",
    "code": 404,
    "type": "message_not_found",
    "version": "1.6.0",
}


def check_not_found(error: MessageNotFoundError) -> None:
    assert error.status == 404
    assert error.type == "message_not_found"
    assert error.message == "Message with the requested ID could not be found."
    assert isinstance(error, ApiError)


def test_a_refusal_is_a_typed_error() -> None:
    with (
        Server(json(NOT_FOUND, 404)) as server,
        client_of(server, key="k") as client,
        pytest.raises(MessageNotFoundError) as caught,
    ):
        client.messaging.get_message(message_id="nobody")
    check_not_found(caught.value)


def test_a_refusal_is_a_typed_error_async() -> None:
    async def get(server: Server) -> None:
        async with async_client_of(server, key="k") as client:
            await client.messaging.get_message(message_id="nobody")

    with Server(json(NOT_FOUND, 404)) as server, pytest.raises(MessageNotFoundError) as caught:
        asyncio.run(get(server))
    check_not_found(caught.value)


def test_an_error_type_nobody_documented() -> None:
    body = {"message": "New rule.", "code": 400, "type": "message_of_tomorrow", "version": "9"}
    with (
        Server(json(body, 400)) as server,
        client_of(server, key="k") as client,
        pytest.raises(StatusError) as caught,
    ):
        client.messaging.get_message(message_id="m")
    error = caught.value
    assert (error.status, error.type, error.message) == (400, "message_of_tomorrow", "New rule.")


def test_a_status_nobody_documented_decodes_with_a_warning() -> None:
    body = {**samples.SMS.json, "status": "recalled"}
    with (
        Server(json(body)) as server,
        client_of(server, key="k") as client,
        pytest.warns(UserWarning, match="recalled"),
    ):
        message = client.messaging.get_message(message_id="m")
    assert message.status == "recalled"
    assert isinstance(message.created_at, datetime)


def test_null_is_not_absent() -> None:
    nothing: dict[str, Any] = {"scheduled_at": None}
    with Server(json(samples.EMAIL.json)) as server, client_of(server, key="k") as client:
        client.messaging.update_email(message_id="m", **nothing)
        client.messaging.update_email(message_id="m")
    null, absent = server.requests
    assert null.json() == {"scheduledAt": None}
    assert absent.json() == {}


def test_credentials_are_asked_for_before_anything_is_sent() -> None:
    with (
        Server(json({})) as server,
        client_of(server) as client,
        pytest.raises(ConfigurationError, match="key"),
    ):
        client.messaging.list_messages()
    assert server.requests == []
