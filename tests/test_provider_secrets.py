"""What providers sign in with is given as arguments, and shows neither in a traceback with locals nor in a log."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest

from appwrite_messaging import ApiError
from tests.runtime.server import Reply, Server, answers, closes, silent, truncates
from tests.test_wire import async_client_of, client_of
from tests.wire import Call, providers

SECRET = "s3cr3t-value"
SECRET_ARGUMENTS = (
    "api_key",
    "api_secret",
    "auth_key",
    "auth_token",
    "password",
    "service_account_json",
)
CALLS = [call for call in providers.CALLS if not call.arguments.keys().isdisjoint(SECRET_ARGUMENTS)]
FAULTS: dict[str, Reply] = {
    "refused": answers(400, b'{"message":"no","type":"general_argument_invalid","code":400}'),
    "failed": answers(500, b"oops"),
    "lost": closes(),
    "silent": silent(),
    "truncated": truncates(),
    "no JSON": answers(201, b"<html>"),
    "half an object": answers(201, f'{{"credentials":{{"apiKey":"{SECRET}"'.encode()),
}


def options(fault: str) -> dict[str, Any]:
    """Settings of a client that meets a fault; it waits only where nothing will come."""
    return {"timeout": 0.2 if fault == "silent" else 30, "retries": 0}


def arguments_of(call: Call) -> dict[str, Any]:
    secrets: dict[str, Any] = {
        name: {"private_key": SECRET} if name == "service_account_json" else SECRET
        for name in SECRET_ARGUMENTS
        if name in call.arguments
    }
    return {**call.arguments, **secrets}


def shown(error: BaseException) -> str:
    """What a tool that shows locals prints of the frames of the package and of the libraries under it."""
    stack = traceback.TracebackException.from_exception(error, capture_locals=True).stack
    return "\n".join(str(f.locals) for f in stack if not f.filename.startswith(__file__))


def test_every_provider_with_credentials_is_among_the_calls() -> None:
    assert len(CALLS) == 20


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_a_failed_call_shows_no_secret(
    call: Call, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with (
        Server(FAULTS[fault]) as server,
        client_of(server, **call.credentials, **options(fault)) as client,
        pytest.raises(ApiError) as caught,
    ):
        getattr(client.messaging, call.operation)(**arguments_of(call))
    check(caught.value, server, caplog)


@pytest.mark.parametrize("form", ["raw", "stream"])
def test_the_other_forms_of_a_call_show_no_secret(
    form: str, caplog: pytest.LogCaptureFixture
) -> None:
    call = CALLS[0]
    with (
        Server(closes()) as server,
        client_of(server, **call.credentials, **options("lost")) as client,
        pytest.raises(ApiError) as caught,
    ):
        getattr(client, form)(getattr(client.messaging, call.operation), **arguments_of(call))
    check(caught.value, server, caplog)


@pytest.mark.parametrize("form", ["raw", "stream"])
def test_the_other_forms_of_an_asynchronous_call_show_no_secret(
    form: str, caplog: pytest.LogCaptureFixture
) -> None:
    call = CALLS[0]

    async def run(server: Server) -> None:
        async with async_client_of(server, **call.credentials, **options("lost")) as client:
            method = getattr(client.messaging, call.operation)
            if form == "raw":
                await client.raw(method, **arguments_of(call))
            async with client.stream(method, **arguments_of(call)):
                pass

    with Server(closes()) as server, pytest.raises(ApiError) as caught:
        asyncio.run(run(server))
    check(caught.value, server, caplog)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_a_failed_asynchronous_call_shows_no_secret(
    call: Call, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)

    async def run(server: Server) -> None:
        async with async_client_of(server, **call.credentials, **options(fault)) as client:
            await getattr(client.messaging, call.operation)(**arguments_of(call))

    with Server(FAULTS[fault]) as server, pytest.raises(ApiError) as caught:
        asyncio.run(run(server))
    check(caught.value, server, caplog)


def check(error: ApiError, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    assert SECRET.encode() in server.requests[0].body
    assert "provider_id" in shown(error)
    assert SECRET not in shown(error)
    assert SECRET not in caplog.text
    assert SECRET not in repr(error) + str(error)
    assert SECRET not in str({name: value for name, value in vars(error).items() if name != "body"})
