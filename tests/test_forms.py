"""Forms as a server gets them from a generated client."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from tests.pipeline import build, imported
from tests.runtime.server import Exchange, Server

SPEC = """
openapi: 3.1.0
info: {title: Forms, version: "1"}
paths:
  /routes:
    post:
      operationId: createRoute
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [point, ways, file]
              properties:
                point: {$ref: "#/components/schemas/Point"}
                ways: {type: array, items: {$ref: "#/components/schemas/Point"}}
                file: {type: string, format: binary}
                seal: {type: string, contentEncoding: base64}
                marks: {type: array, items: {type: string, contentEncoding: base64}}
      responses: {"204": {description: Stored.}}
  /reports:
    post:
      operationId: createReport
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              oneOf:
                - {$ref: "#/components/schemas/Text"}
                - {$ref: "#/components/schemas/Table"}
                - {type: array, items: {type: string}}
            encoding:
              text: {contentType: text/markdown, headers: {X-Kind: {schema: {const: prose}}}}
      responses: {"204": {description: Stored.}}
  /searches:
    post:
      operationId: search
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, additionalProperties: {type: array, items: {type: string}}}
            encoding: {kinds: {style: pipeDelimited, explode: false}}
      responses: {"204": {description: Nothing.}}
components:
  schemas:
    Point: {type: array, prefixItems: [{type: string}, {type: number}], items: false, minItems: 2}
    Text:
      type: object
      required: [text]
      properties: {text: {type: string}, at: {$ref: "#/components/schemas/Point"}}
    Table:
      type: object
      required: [rows]
      properties: {rows: {type: array, items: {type: object, properties: {a: {type: string}}}}}
"""


@pytest.fixture
def forms(tmp_path: Path) -> Iterator[Any]:
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    built = build(spec=spec, package="forms_of_all_kinds")
    assert built.listing.count("[") == built.listing.count("[not-carried]"), built.listing
    with imported(built.files, "forms_of_all_kinds", tmp_path) as package:
        yield package


@pytest.fixture
def server() -> Iterator[Server]:
    def answer(exchange: Exchange) -> None:
        exchange.answer(204)

    with Server(answer) as server:
        yield server


def parts(server: Server) -> list[tuple[str, dict[str, str], str]]:
    """Name, header fields and text of each part of the last request, as the standard library reads it."""
    request = server.requests[-1]
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    found = []
    for part in message.iter_parts():
        fields = {name.lower(): str(value) for name, value in part.items()}
        name = str(part.get_param("name", header="content-disposition"))
        del fields["content-disposition"]
        found.append((name, fields, str(part.get_payload())))
    return found


def test_a_tuple_is_an_array_where_no_file_is_meant(forms: Any, server: Server) -> None:
    with forms.Client(server.url) as client:
        client.default.create_route(
            point=("north", 1.5),
            ways=[("a", 1), ["b", 2]],
            file=("r.txt", b"x", "text/plain"),
            seal=b"wax",
            marks=[b"a", b"b"],
        )
    *values, file, seal, one, other = parts(server)
    octets = {"content-type": "application/octet-stream"}
    assert [seal, one, other] == [
        ("seal", octets, "d2F4"),
        ("marks", octets, "YQ=="),
        ("marks", octets, "Yg=="),
    ]
    assert [(name, text) for name, _, text in values[:2]] == [("point", "north"), ("point", "1.5")]
    assert [
        (name, fields["content-type"], json.loads(text)) for name, fields, text in values[2:]
    ] == [
        ("ways", "application/json", ["a", 1]),
        ("ways", "application/json", ["b", 2]),
    ]
    assert file == ("file", {"content-type": "text/plain"}, "x")


def test_encodings_hold_for_members_of_a_whole_body(forms: Any, server: Server) -> None:
    with forms.Client(server.url) as client:
        client.default.create_report(body=forms.Text(text="# A", at=("x", 2)))
        assert parts(server) == [
            ("text", {"content-type": "text/markdown", "x-kind": "prose"}, "# A"),
            ("at", {}, "x"),
            ("at", {}, "2"),
        ]
        client.default.create_report(body={"text": "b"})
        assert parts(server)[0][1]["x-kind"] == "prose"
        client.default.search(body={"kinds": ["a", "b"], "sizes": ["s", "m"]})
    assert unquote_plus(server.requests[-1].body.decode()) == "kinds=a|b&sizes=s&sizes=m"
