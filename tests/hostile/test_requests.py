"""Texts of a description, and texts of a caller, in requests: they are data wherever they travel."""

from __future__ import annotations

import email
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest

from generator import ir
from tests.corpus.calls import ENDPOINT, Recorder
from tests.corpus.reading import Expected, Reading, identity
from tests.corpus.requests import faults
from tests.corpus.values import Values
from tests.hostile.carry import PACKAGE, client, run
from tests.hostile.payloads import TAGGED
from tests.hostile.places import behind
from tests.hostile.test_code import write

MEDIA_TYPE = re.compile(r"(application|image|multipart|text)/.*")

payloads = pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())


class Package:
    """A client of a description with a payload in every text but the media types, imported."""

    def __init__(self, folder: Path, payload: str) -> None:
        taken = {text for text in client(payload).taken if not MEDIA_TYPE.fullmatch(text)}
        value, output = run(folder, behind(payload), frozenset(taken))
        assert output.api
        self.api = output.api
        write(folder, output.files)
        importlib.invalidate_caches()
        found = Reading(value).operations()
        self._expected = {identity(each.pointer, each.path): each for each in found}
        self._recorder = Recorder(PACKAGE)
        models = importlib.import_module(f"{PACKAGE}.models")
        self.values = Values(self.api, models, payload)
        credentials = {scheme.argument: "secret" for scheme in self.api.schemes}
        made = importlib.import_module(PACKAGE).Client
        self._client = made(ENDPOINT, transport=self._recorder, retries=0, **credentials)

    def operations(self) -> Iterator[tuple[ir.Operation, Callable[..., object], Expected]]:
        for service in self.api.services:
            for operation in service.operations:
                pointer = operation.pointer.partition("#")[2]
                method = getattr(getattr(self._client, service.name), operation.name)
                yield operation, method, self._expected[identity(pointer, operation.path)]

    def sent(self, operation: ir.Operation, method: Callable[..., object], **arguments: Any) -> Any:
        """The request of a call; None if there was none, for which the reason is raised."""
        is_json = operation.result_codec == "json"
        self._recorder.request = None
        self._recorder.answer = (200, "application/json" if is_json else "text/plain", b"{}")
        method(**arguments)
        return self._recorder.request


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Package]]:
    sys.path.insert(0, str(tmp_path))
    yield lambda payload: Package(tmp_path, payload)
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.mark.filterwarnings("ignore")
@payloads
def test_every_operation_sends_texts_as_data(make: Callable[[str], Package], payload: str) -> None:
    package = make(payload)
    count = 0
    for operation, method, expected in package.operations():
        arguments = package.values.arguments(operation, everything=True)
        headers = [each for each in operation.arguments if each.location == "header"]
        if headers and not in_header(payload):
            with pytest.raises(ValueError, match=r"header .*: line breaks and characters outside"):
                package.sent(operation, method, **arguments)
            arguments = {
                name: value
                for name, value in arguments.items()
                if name not in [header.name for header in headers]
            }
        request = package.sent(operation, method, **arguments)
        assert list(faults(expected, request, ENDPOINT)) == []
        assert re.fullmatch(r"https://[\w.-]+(/[\w/?:@!$&'()*+,;=.~%-]*)?", request.url, re.ASCII)
        for name, value in request.headers.items():
            assert re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII)
            assert value.isascii()
            assert value.isprintable()
        for argument in operation.arguments:
            if argument.name in arguments and argument.type == ir.Scalar("string"):
                found = travelling(argument, operation, request)
                assert any(payload in text for text in found)
                count += 1
    assert count >= 7


def in_header(text: str) -> bool:
    return text.isascii() and not re.search(r"[\r\n\0]", text)


def travelling(argument: ir.Argument, operation: ir.Operation, request: Any) -> list[str]:
    """The texts that a request has for an argument, as a server reads them."""
    path, _, query = request.url.partition("?")
    match argument.location:
        case "path":
            return [unquote(path)]
        case "query":
            return members(query, argument.wire)
        case "header":
            return [request.headers[argument.wire]]
        case "cookie":
            return members(request.headers["cookie"].replace("; ", "&"), argument.wire)
        case _:
            return in_body(argument, operation, request)


def members(query: str, name: str) -> list[str]:
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    return [value for key, value in pairs if key == name]


def in_body(argument: ir.Argument, operation: ir.Operation, request: Any) -> list[str]:
    content: bytes = b"".join(
        [request.content] if isinstance(request.content, bytes) else request.content
    )
    assert operation.body
    match operation.body.codec:
        case "json":
            return [json.loads(content)[argument.wire]]
        case "form":
            return members(content.decode("ascii"), argument.wire)
        case "multipart":
            head = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
            parts: Any = email.message_from_bytes(head.encode() + content).get_payload()
            return [part.get_payload(decode=True).decode() for part in parts]
        case _:
            return [content.decode()]
