"""Clients of descriptions whose servers have variables, called as their users would."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import build, imported

SPEC = """
openapi: 3.1.0
info: {title: Shops, version: "1"}
servers:
  - url: https://{tenant}.example.com/{api-version}
    variables:
      tenant: {default: demo, description: Name of the shop.}
      api-version: {default: v2, enum: [v1, v2]}
paths:
  /items: {get: {operationId: listItems, responses: {"204": {description: None.}}}}
  /files:
    servers: [{url: "https://{tenant}.files.example.com", variables: {tenant: {default: all}}}]
    put: {operationId: putFile, responses: {"204": {description: Stored.}}}
  /status:
    servers: [{url: /up}]
    get: {operationId: getStatus, responses: {"204": {description: Well.}}}
"""


@pytest.fixture
def shops(tmp_path: Path) -> Iterator[Any]:
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    built = build(spec=spec, package="shops_of_many")
    assert built.listing == ""
    with imported(built.files, "shops_of_many", tmp_path) as package:
        yield package


@pytest.mark.parametrize(
    ("endpoint", "variables", "urls"),
    [
        (
            None,
            {},
            [
                "https://demo.example.com/v2/items",
                "https://all.files.example.com/files",
                "https://demo.example.com/up/status",
            ],
        ),
        (
            None,
            {"tenant": "acme", "api_version": "v1"},
            [
                "https://acme.example.com/v1/items",
                "https://acme.files.example.com/files",
                "https://acme.example.com/up/status",
            ],
        ),
        (
            "http://127.0.0.1:8080/v9",
            {"tenant": "acme"},
            [
                "http://127.0.0.1:8080/v9/items",
                "http://127.0.0.1:8080/v9/files",
                "http://127.0.0.1:8080/up/status",
            ],
        ),
        (
            "https://{tenant=demo}.example.com/{api_version=v2}/",
            {},
            [
                "https://demo.example.com/v2/items",
                "https://all.files.example.com/files",
                "https://demo.example.com/up/status",
            ],
        ),
    ],
)
def test_where_the_calls_of_a_client_go(
    shops: Any, endpoint: str | None, variables: dict[str, str], urls: list[str]
) -> None:
    runtime = importlib.import_module("shops_of_many.runtime")

    class Recorder:
        def __init__(self) -> None:
            self.urls: list[str] = []

        def send(self, request: Any) -> Any:
            self.urls.append(request.url)
            return runtime.Response(204, [], b"")

        def close(self) -> None: ...

    recorder = Recorder()
    with shops.Client(endpoint, transport=recorder, **variables) as client:
        client.default.list_items()
        client.default.put_file()
        client.default.get_status()
    assert recorder.urls == urls


def test_the_pages_say_what_the_variables_are(shops: Any) -> None:
    folder = Path(shops.__file__).parents[1]
    about = (folder / "docs/index.md").read_text()
    assert "<code>https://{tenant}.example.com/{api_version}</code> (the default)" in about
    for words in ("SHOPS_OF_MANY_TENANT", "Name of the shop. Default: <code>demo</code>."):
        assert words in about
    calls = (folder / "docs/default.md").read_text()
    assert (
        "Sent to `https://{tenant}.files.example.com`, unless the client is given an endpoint."
        in calls
    )
    assert "Sent to `/up`, relative to the endpoint of the client." in calls
    assert "curl -X PUT https://all.files.example.com/files" in calls
    assert "| `api_version` | `SHOPS_OF_MANY_API_VERSION` |" in (folder / "README.md").read_text()
