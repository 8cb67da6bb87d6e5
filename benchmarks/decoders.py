"""The text of many messages, decoded by each client in its own way.

Every function is given the number of messages and gives back the call; what a call decodes is kept until the next.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
# pyright: basic, reportMissingImports=false
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from benchmarks.payload import messages

Call: TypeAlias = Callable[[], object]


def _kept(decode: Callable[[Any], object], data: object) -> Call:
    kept: list[object] = [None]

    def call() -> None:
        kept[0] = decode(data)

    return call


def _model(name: str) -> Any:
    from importlib import import_module

    return import_module(name).MessageList


def json_loads(count: str) -> Call:
    return _kept(json.loads, messages(int(count)))


def bare_decode() -> Callable[[bytes], object]:
    """Structs written for just these messages, as msgspec's own documentation would have them."""
    from datetime import datetime
    from types import GenericAlias

    from msgspec import defstruct
    from msgspec.json import Decoder

    lists = [(name, list[str]) for name in ("cc", "bcc", "attachments")]
    data = defstruct("Data", [("subject", str), ("content", str), ("html", bool), *lists])
    texts = [(name, list[str]) for name in ("topics", "users", "targets", "deliveryErrors")]
    moments = [(name, datetime) for name in ("createdAt", "updatedAt")]
    others = [("scheduledAt", datetime | None), ("deliveredAt", datetime | None)]
    plain = [("id", str), ("providerType", str), ("status", str), ("deliveredTotal", int)]
    names = {"id": "$id", "createdAt": "$createdAt", "updatedAt": "$updatedAt"}
    fields = [*plain, *texts, *moments, *others, ("data", data)]
    message = defstruct("Message", fields, rename=names)
    page = defstruct("Page", [("total", int), ("messages", GenericAlias(list, (message,)))])
    return Decoder(page).decode


def msgspec_bare(count: str) -> Call:
    return _kept(bare_decode(), messages(int(count)))


def sdk(count: str) -> Call:
    return _sdk(messages(int(count)))


def sdk_lenient(count: str) -> Call:
    """One member that contradicts the description: the whole answer takes the second pass."""
    data = json.loads(messages(int(count)))
    data["messages"][0]["deliveredTotal"] = "four"
    return _sdk(json.dumps(data).encode())


def _sdk(data: bytes) -> Call:
    from appwrite_messaging._runtime.codec import decoder

    return _kept(decoder("MessageList", "appwrite_messaging.models"), data)


def pydantic(count: str) -> Call:
    """The models datamodel-code-generator makes."""
    return _kept(_model("models").model_validate_json, messages(int(count)))


def openapi_python_client(count: str) -> Call:
    model = _model("openapi_python_client_messaging.models")
    return _kept(lambda text: model.from_dict(json.loads(text)), messages(int(count)))


def openapi_generator(count: str) -> Call:
    model = _model("openapi_client")
    return _kept(lambda text: model.from_dict(json.loads(text)), messages(int(count)))


def appwrite(count: str) -> Call:
    model = _model("appwrite.models.message_list")
    return _kept(lambda text: model.from_dict(json.loads(text)), messages(int(count)))
