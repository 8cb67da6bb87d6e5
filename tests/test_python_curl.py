"""The command lines of the documentation, read by a real shell: every word arrives as it was meant."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import pytest

from generator import ir
from generator.python.curl import curl
from generator.python.examples import Examples

AT = "openapi.yaml#/x"
TEXT = ir.Scalar("string")
HARM = "a'b\"c `touch harm` $(touch harm) $HOME \\ \n&;|"


def argument(wire: str, location: ir.Location, value: ir.Json, **more: object) -> ir.Argument:
    given = ir.Argument(
        name="value",
        wire=wire,
        location=location,
        type=TEXT,
        required=True,
        examples=(value,),
        style="form" if location == "query" else "simple",
        explode=location == "query",
        pointer=AT,
    )
    return replace(given, **more)  # type: ignore[arg-type]  # fields of Argument by name


def operation(*arguments: ir.Argument, **more: object) -> ir.Operation:
    given = ir.Operation(
        id="call", name="call", method="GET", path="/things", arguments=arguments, pointer=AT
    )
    return replace(given, **more)  # type: ignore[arg-type]  # fields of Operation by name


def words(call: ir.Operation, *schemes: ir.Scheme, **environment: str) -> list[str]:
    """The arguments that ``curl`` gets when a shell runs the command."""
    server = ir.Server(url="https://api.test/v1", default_url="https://api.test/v1")
    api = ir.Api(title="Things", version="1", servers=(server,), schemes=schemes)
    command = curl(Examples("things", api, {}, {}, frozenset()), call)
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        capture_output=True,
        check=True,
        env={"PATH": os.defpath, "HOME": "/nowhere", **environment},
    )
    assert done.stderr == b""
    return done.stdout.decode().split("\0")[:-1]


def test_a_plain_get_needs_no_options() -> None:
    assert words(operation()) == ["https://api.test/v1/things"]


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ((), "https://api.example.com"),
        (("/api/v3/",), "https://api.example.com/api/v3"),
        (("/",), "https://api.example.com"),
        (("//h.test/v1",), "https://h.test/v1"),
        (("http://h.test/", "/v2"), "http://h.test"),
    ],
)
def test_a_host_stands_where_the_description_names_none(servers: tuple[str, ...], url: str) -> None:
    api = ir.Api(
        title="Things",
        version="1",
        servers=tuple(ir.Server(url=server, default_url=server) for server in servers),
    )
    examples = Examples("things", api, {}, {}, frozenset())
    call = operation()
    service = ir.Service(tag="s", name="things", class_name="Things", operations=(call,))
    assert curl(examples, call) == f"curl {url}/things"
    given = f'"{url}"' if "http" not in "".join(servers) else ""
    for asynchronous in (False, True):
        program = examples.call(call, service, asynchronous=asynchronous)
        assert f"Client({given})" in program


def test_path_values_are_encoded() -> None:
    call = operation(argument("id", "path", HARM), path="/things/{id}")
    (url,) = words(call)
    assert url.startswith("https://api.test/v1/things/a%27b%22c%20%60touch")


@pytest.mark.parametrize(
    ("value", "more", "pairs"),
    [
        (HARM, {}, [f"q={HARM}"]),
        ([1, 2], {}, ["q=1", "q=2"]),
        ([1, 2], {"explode": False}, ["q=1,2"]),
        ([1, 2], {"explode": False, "style": "pipeDelimited"}, ["q=1|2"]),
        ([1, 2], {"explode": False, "style": "spaceDelimited"}, ["q=1 2"]),
        ({"a": 1, "b": True}, {}, ["a=1", "b=true"]),
        ({"a": 1}, {"explode": False}, ["q=a,1"]),
        ({"a": 1}, {"style": "deepObject"}, ["q[a]=1"]),
        ({"a": [1]}, {"content_type": "application/json"}, ['q={"a":[1]}']),
    ],
)
def test_query_values_follow_their_style(
    value: ir.Json, more: dict[str, object], pairs: list[str]
) -> None:
    found = words(operation(argument("q", "query", value, **more)))
    assert found[:2] == ["-G", "https://api.test/v1/things"]
    assert found[2:] == [word for pair in pairs for word in ("--data-urlencode", pair)]


def test_beside_a_body_the_query_is_part_of_the_url() -> None:
    call = operation(argument("q", "query", "a b"), method="POST")
    assert words(call) == ["-X", "POST", "https://api.test/v1/things?q=a%20b"]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"kind": "api_key", "wire": "X-Key"}, ["-H", "X-Key: s3cret"]),
        ({"kind": "api_key", "wire": "X-`touch harm`"}, ["-H", "X-`touch harm`: s3cret"]),
        ({"kind": "api_key", "wire": "key", "location": "cookie"}, ["-b", "key=s3cret"]),
        ({"kind": "bearer"}, ["-H", "Authorization: Bearer s3cret"]),
        ({"kind": "oauth2"}, ["-H", "Authorization: Bearer s3cret"]),
        ({"kind": "basic"}, ["-u", "s3cret"]),
    ],
)
def test_credentials_come_from_shell_variables(scheme: dict[str, str], expected: list[str]) -> None:
    found = ir.Scheme(key="s", argument="secret", pointer=AT, **scheme)  # type: ignore[arg-type]  # by name
    call = operation(security=((ir.SecurityUse(scheme="s"),),))
    assert words(call, found, SECRET="s3cret") == ["https://api.test/v1/things", *expected]


def test_a_credential_in_the_query_joins_it() -> None:
    found = ir.Scheme(
        key="s", argument="secret", kind="api_key", location="query", wire="key", pointer=AT
    )
    call = operation(security=((ir.SecurityUse(scheme="s"),),))
    assert words(call, found, SECRET="s3cret")[-1] == "key=s3cret"
    posted = replace(call, method="POST")
    assert words(posted, found, SECRET="s3cret")[-1].endswith("/things?key=s3cret")


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("json", ["-H", "Content-Type: x/y", "-d", '{\n  "f": "v"\n}']),
        ("form", ["--data-urlencode", "f=v"]),
        ("multipart", ["-F", "f=v"]),
        ("binary", ["-H", "Content-Type: x/y", "--data-binary", "@file"]),
    ],
)
def test_bodies_are_sent_as_their_media_type_asks(codec: ir.Codec, expected: list[str]) -> None:
    body = ir.Body(media_type="x/y", codec=codec, type=TEXT, required=True, flat=True, pointer=AT)
    call = operation(argument("f", "field", "v"), method="POST", body=body)
    assert words(call) == ["-X", "POST", "https://api.test/v1/things", *expected]
