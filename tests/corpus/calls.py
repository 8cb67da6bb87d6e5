"""Every operation of a generated client, called against a transport inside this process."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from generator import ir
from tests.corpus.reading import Example, Expected, Identity, identity
from tests.corpus.requests import faults
from tests.corpus.values import Values

ENDPOINT = "https://corpus.test/base"


@dataclass(slots=True)
class Calls:
    """How the calls went: numbers, and the first reasons of those that went wrong, each with its operation."""

    made: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """With required arguments alone: not made, or with a request that differs from the description."""
    failed_whole: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The same with every argument there is."""
    undecoded: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """``{}`` or an example of the description raised when it came back."""
    examples: int = 0
    mismatched: int = 0
    """Examples that came back with a warning: they contradict their schema."""


class Recorder:
    """A transport that keeps the last request and answers what it is told to."""

    def __init__(self, package: str) -> None:
        self._response = importlib.import_module(f"{package}.runtime").Response
        self.request: Any = None
        self.answer: tuple[int, str, bytes] = (200, "application/json", b"{}")

    def send(self, request: Any) -> Any:
        self.request = request
        status, media_type, body = self.answer
        return self._response(status, [("content-type", media_type)], body)

    def close(self) -> None:
        pass


class Caller:
    """Calls the operations of one generated package."""

    def __init__(self, api: ir.Api, package: str, expected: dict[Identity, Expected]) -> None:
        self._api = api
        self._expected = expected
        self._recorder = Recorder(package)
        self._values = Values(api, importlib.import_module(f"{package}.models"))
        self._mismatch = importlib.import_module(f"{package}.runtime").ResponseWarning
        client = importlib.import_module(package).Client
        credentials = {
            scheme.argument: "secret" for scheme in api.schemes if scheme.kind != "mutual_tls"
        }
        variables = {
            name: "value"
            for service in api.services
            for operation in service.operations
            for server in operation.servers[:1]
            for name, default, _, _ in server.variables
            if default is None
        }
        arguments = {**credentials, **variables}
        self._client = client(ENDPOINT, transport=self._recorder, retries=0, **arguments)

    def run(self) -> Calls:
        calls = Calls()
        for service, operation in self._operations():
            pointer = operation.pointer.partition("#")[2]
            expected = self._expected[identity(pointer, operation.path)]
            method = getattr(getattr(self._client, service.name), operation.name)
            self._call(operation, method, expected, calls)
            self._decode(operation, method, expected, calls)
        return calls

    def _operations(self) -> Iterator[tuple[ir.Service, ir.Operation]]:
        for service in self._api.services:
            for operation in service.operations:
                yield service, operation

    def _call(
        self, operation: ir.Operation, method: Callable[..., Any], expected: Expected, calls: Calls
    ) -> None:
        calls.made += 1
        for everything, failed in ((False, calls.failed), (True, calls.failed_whole)):
            self._recorder.request = None
            self._recorder.answer = _empty(operation)
            problem = self._problem(operation, method, everything)
            if self._recorder.request is None:
                failed.append((operation.id, problem or "nothing was sent"))
                continue
            if problem:
                calls.undecoded.append((operation.id, problem))
            found = list(faults(expected, self._recorder.request, ENDPOINT))
            failed += [(operation.id, text) for text in found[:1]]

    def _decode(
        self, operation: ir.Operation, method: Callable[..., Any], expected: Expected, calls: Calls
    ) -> None:
        for example in expected.examples if operation.result_codec == "json" else ():
            if (answer := _answer(example)) is None:
                continue
            calls.examples += 1
            self._recorder.answer = answer
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                problem = self._problem(operation, method, everything=False)
            if problem and problem not in [text for _, text in calls.failed]:
                calls.undecoded.append((operation.id, problem))
            calls.mismatched += any(issubclass(w.category, self._mismatch) for w in caught)

    def _problem(
        self, operation: ir.Operation, method: Callable[..., Any], everything: bool
    ) -> str | None:
        """What a call raised, if it did."""
        try:
            arguments = self._values.arguments(operation, everything=everything)
            method(**arguments)
        except Exception as error:  # noqa: BLE001 - raising is a finding
            return f"{type(error).__name__}: {error}"[:300]
        return None


def _empty(operation: ir.Operation) -> tuple[int, str, bytes]:
    """The least a server can answer."""
    if operation.result_codec == "json":
        return 200, "application/json", b"{}"
    return 200, "text/plain", b""


def _answer(example: Example) -> tuple[int, str, bytes] | None:
    try:
        body = json.dumps(example.value, allow_nan=False).encode()
    except (TypeError, ValueError):  # a date of YAML, an infinite number: no JSON
        return None
    return example.status, example.media_type, body
