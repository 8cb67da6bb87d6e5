"""A client that is older than its server: for every model, an answer that contradicts it is returned, odd values and all."""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appwrite_messaging import Client, models
from appwrite_messaging._runtime.lenient import describe, members_of, options
from appwrite_messaging._runtime.models import UNSET, Model
from appwrite_messaging._runtime.operation import Operation
from appwrite_messaging.runtime import Request, Response, ResponseWarning

Path: TypeAlias = tuple[str | int, ...]

MODELS: list[type[Model]] = [
    kind
    for kind in vars(models).values()
    if isinstance(kind, type) and issubclass(kind, Model) and kind is not Model
]
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


class Answering:
    """A transport that gives one answer to everything."""

    def __init__(self, wire: object) -> None:
        self._body = json.dumps(wire).encode()

    def send(self, request: Request) -> Response:
        return Response(200, [("Content-Type", "application/json")], self._body)

    def close(self) -> None:
        pass


def answer(model: type[Model], wire: object) -> tuple[Any, list[str]]:
    """What a call returns, and the Python warnings it gives."""
    operation: Operation[Any] = Operation("read", "GET", "/", result=model.__name__)
    with (
        warnings.catch_warnings(record=True) as caught,
        Client("http://localhost", transport=Answering(wire)) as client,
    ):
        warnings.simplefilter("always")
        value = client.call(operation)
    assert {warning.category for warning in caught} <= {ResponseWarning}
    assert {warning.filename for warning in caught} <= {__file__}
    return value, [str(warning.message) for warning in caught]


def reports(value: Any) -> list[str]:
    return [warning.path for warning in value.parse_warnings]


def tag_of(model: type[Model]) -> dict[str, Any]:
    """The constant that tells a model from others, as it travels."""
    config = model.__struct_config__
    return {config.tag_field: config.tag} if config.tag_field else {}


# --- answers that keep to the description ------------------------------------------------------------------------------


def wire_of(kind: Any) -> Any:
    """A JSON value that fits a type; of a union its first member's."""
    kind = options(kind)[0]
    if kind is Any:
        return {"key": ["value"]}
    if hasattr(kind, "members"):
        return wire_of(kind.members()[0])
    if get_origin(kind) is list:
        return [wire_of(get_args(kind)[0]) for _ in range(2)]
    if get_origin(kind) is dict:
        return {"key": "value"}
    if issubclass(kind, Model):
        return tag_of(kind) | {wire: wire_of(member) for _, wire, member, _ in members_of(kind)}
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    scalars = {str: "text", int: 7, bool: True, datetime: "2026-05-04T08:30:00.000+00:00"}
    return scalars[kind]


@EACH
def test_the_examples_of_this_test_fit(model: type[Model]) -> None:
    value, said = answer(model, wire_of(model))
    assert isinstance(value, model)
    assert (value.parse_warnings, said) == ((), [])
    assert value.to_dict().keys() == wire_of(model).keys()


@EACH
def test_null_and_absence_are_kept_apart(model: type[Model]) -> None:
    for name, wire_name, kind, required in members_of(model):
        if NoneType in get_args(kind):
            value, said = answer(model, {**wire_of(model), wire_name: None})
            assert (getattr(value, name), said) == (None, [])
            assert value.to_dict()[wire_name] is None
        if not required:
            wire = wire_of(model)
            del wire[wire_name]
            value, said = answer(model, wire)
            assert (getattr(value, name), said) == (UNSET, [])
            assert wire_name not in value.to_dict()


def test_there_are_members_of_either_kind() -> None:
    members = [member for model in MODELS for member in members_of(model)]
    assert any(NoneType in get_args(kind) for _, _, kind, _ in members)
    assert any(not required for _, _, _, required in members)


# --- one contradiction, of every kind and in every place ---------------------------------------------------------------

ODD: dict[str, Any] = {
    "null": None,
    "a number": 3,
    "a number as a text": "3",
    "a malformed date": "2026-13-45T00:00:00Z",
    "a new value": "invented-later",
    "an object": {"invented": 1},
    "an array": [{"invented": 1}],
}


def fits(value: Any, kind: Any) -> bool:
    """Whether a value of ``ODD`` is one that the type allows."""
    if value is None and kind is not Any:
        return NoneType in get_args(kind)
    return any(fits_option(value, option) for option in options(kind))


def fits_option(value: Any, option: Any) -> bool:
    if option is Any:
        return True
    if get_origin(option) in (dict, list):
        return isinstance(value, get_origin(option)) and get_args(option)[-1] is Any
    if option in (str, int):
        return isinstance(value, option)
    return (
        isinstance(value, dict)
        and issubclass(option, Model)
        and not any(required for _, _, _, required in members_of(option))
    )


@pytest.mark.parametrize("odd", ODD)
@EACH
def test_a_member_that_does_not_fit(model: type[Model], odd: str) -> None:
    strict, _ = answer(model, wire_of(model))
    for name, wire_name, kind, _ in members_of(model):
        if fits(ODD[odd], kind):
            continue
        wire = {**wire_of(model), wire_name: ODD[odd]}
        value, said = answer(model, wire)
        assert isinstance(value, model)
        places = {path.partition(".")[0].partition("[")[0] for path in reports(value)}
        assert places == {wire_name}, describe(kind)
        assert len(said) == 1
        assert wire_name in said[0]
        for other in model.__struct_fields__:
            if other != name:
                assert getattr(value, other) == getattr(strict, other)
        assert kept(value.to_dict(), wire)


@EACH
def test_a_member_that_is_missing(model: type[Model]) -> None:
    for name, wire_name, _, required in members_of(model):
        wire = wire_of(model)
        del wire[wire_name]
        value, said = answer(model, wire)
        assert getattr(value, name) is UNSET
        assert reports(value) == [wire_name] * required
        assert len(said) == required


@EACH
def test_a_member_that_is_new(model: type[Model]) -> None:
    value, said = answer(model, {**wire_of(model), "invented": {"later": [1]}})
    assert (value, said) == (answer(model, wire_of(model))[0], [])


def test_a_message_of_a_channel_that_is_new() -> None:
    known = wire_of(models.EmailMessage)
    wire = {"total": 2, "messages": [known, {**known, "providerType": "fax", "data": {"to": 7}}]}
    page, said = answer(models.MessageList, wire)
    email, other = page.messages
    assert isinstance(email, models.EmailMessage)
    assert isinstance(other, models.OtherMessage)
    assert (other.id, other.provider_type, other.data) == (email.id, "fax", {"to": 7})
    assert isinstance(other, models.Message)
    assert reports(page) == ["messages[1].providerType"]
    assert len(said) == 1
    assert kept(page.to_dict(), wire)


def test_a_provider_of_a_service_that_is_new() -> None:
    known = wire_of(models.MailgunProvider)
    new = {**known, "provider": "resend", "credentials": {"apiKey": "secret"}, "options": []}
    page, said = answer(models.ProviderList, {"total": 2, "providers": [known, new]})
    mailgun, other = page.providers
    assert isinstance(mailgun, models.MailgunProvider)
    assert isinstance(other, models.OtherProvider)
    assert isinstance(other, models.Provider)
    assert (other.provider, other.credentials, other.options) == (
        "resend",
        {"apiKey": "secret"},
        [],
    )
    assert "secret" not in repr(page)
    assert reports(page) == ["providers[1].provider"]
    assert len(said) == 1
    assert kept(page.to_dict(), {"total": 2, "providers": [known, new]})


def test_a_push_notification_without_content() -> None:
    wire = {**wire_of(models.PushMessage), "data": []}
    message, said = answer(models.PushMessage, wire)
    assert type(message) is models.PushMessage
    assert (message.to_dict()["data"], reports(message), len(said)) == ([], ["data"], 1)
    assert kept(message.to_dict(), wire)


# --- any number of contradictions, anywhere ----------------------------------------------------------------------------

REMOVED = object()
CHANGES = st.one_of(
    st.sampled_from([*ODD.values(), REMOVED, "", [], {}]),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)


def places_of(wire: Any, path: Path = ()) -> Iterator[Path]:
    steps: Any = ()
    if isinstance(wire, dict):
        steps = wire.items()
    elif isinstance(wire, list):
        steps = enumerate(wire)
    for step, item in steps:
        yield (*path, step)
        yield from places_of(item, (*path, step))


def changed(wire: Any, place: Path, value: Any) -> Any:
    """The answer with one value replaced or removed; as it is where an earlier change took the place away."""
    wire = copy.deepcopy(wire)
    holder, step = wire, place[0]
    for following in place[1:]:
        try:
            holder, step = holder[step], following
        except (LookupError, TypeError):
            return wire
    try:
        if value is REMOVED:
            del holder[step]
        else:
            holder[step] = value
    except (LookupError, TypeError):
        pass
    return wire


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
@EACH
def test_any_contradictions(model: type[Model], data: st.DataObject) -> None:
    wire = wire_of(model)
    strict, _ = answer(model, wire)
    places = st.sampled_from(list(places_of(wire)))
    changes = data.draw(st.lists(st.tuples(places, CHANGES), min_size=1, max_size=4))
    for place, odd in changes:
        wire = changed(wire, place, odd)
    wire = json.loads(
        json.dumps(wire)
    )  # where an object took a list's place, an index is a name now
    value, said = answer(model, wire)

    assert isinstance(value, model)
    assert len(said) == bool(reports(value))
    touched = {str(place[0]) for place, _ in changes}
    assert {path.partition(".")[0].partition("[")[0] for path in reports(value)} <= touched
    for name, wire_name, _, _ in members_of(model):
        if wire_name not in touched:
            assert getattr(value, name) == getattr(strict, name)
    assert kept(value.to_dict(), wire | tag_of(model))  # a model is sent with its own tag


def kept(sent: Any, received: Any) -> bool:
    """Whether nothing is lost on the way back, but for members that a model does not name."""
    if isinstance(sent, dict) and isinstance(received, dict):
        return sent.keys() <= received.keys() and all(kept(sent[k], received[k]) for k in sent)
    if isinstance(sent, list) and isinstance(received, list):
        return len(sent) == len(received) and all(map(kept, sent, received))
    return sent == received or _moment(sent) == _moment(received) is not None


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
