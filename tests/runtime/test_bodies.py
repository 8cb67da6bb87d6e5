"""Request bodies of every kind, and files from every kind of source."""

from __future__ import annotations

import asyncio
import email.policy
import io
import json
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from _runtime import files
from _runtime.bodies import Payload, encode
from _runtime.operation import Operation
from _runtime.params import Media, Style
from _runtime.unset import UNSET
from tests.runtime.callers import Harness
from tests.runtime.samples import Cat, Limits, Status
from tests.runtime.server import Server, answers


def sent(payload: Payload) -> bytes:
    """All bytes of a payload, read as a transport does."""
    content = payload.content
    if isinstance(content, bytes):
        return content
    if isinstance(content, AsyncIterable):
        return asyncio.run(_collect(content))
    return b"".join(content)


async def _collect(content: AsyncIterable[bytes]) -> bytes:
    return b"".join([piece async for piece in content])


def parts(payload: Payload) -> list[EmailMessage]:
    """The parts of a multipart payload, read by the standard library."""
    head = f"Content-Type: {payload.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=email.policy.HTTP).parsebytes(head + sent(payload))
    return [part for part in message.iter_parts() if isinstance(part, EmailMessage)]


def part(payload: Payload) -> tuple[str | None, str, bytes]:
    """File name, media type and content of the only part."""
    (only,) = parts(payload)
    return only.get_filename(), only.get_content_type(), only.get_payload(decode=True)  # type: ignore[return-value]


async def ticks() -> AsyncIterator[bytes]:
    for piece in (b"a", b"b"):
        yield piece


# --- JSON, text, JSON lines --------------------------------------------------------------------------------------------


def test_json() -> None:
    payload = encode("json", {"a": UNSET, "b": None, "c": [Cat(lives=1), Status.SENT]})
    assert payload.content == b'{"b":null,"c":[{"kind":"cat","lives":1},"sent"]}'
    assert payload.content_type == "application/json"
    assert (payload.length, payload.replayable) == (48, True)
    assert encode("json", None).content == b"null"
    assert encode("json", Limits(max_size=1)).content == b'{"maxSize":1}'
    assert (
        encode("json", [], media_type="application/json-patch+json").content_type
        == "application/json-patch+json"
    )


def test_text() -> None:
    payload = encode("text", "é")
    assert (payload.content, payload.content_type) == ("é".encode(), "text/plain; charset=utf-8")
    assert encode("text", 5).content == b"5"
    assert encode("text", "a", media_type="text/csv").content_type == "text/csv"
    assert encode("text", "a", media_type="text/*").content_type == "text/plain; charset=utf-8"
    with pytest.raises(TypeError, match="a text body is a single value, not dict"):
        encode("text", {})


def test_json_lines() -> None:
    payload = encode("jsonl", iter([{"a": 1}, Cat(lives=1)]))
    assert payload.content == b'{"a":1}\n{"kind":"cat","lives":1}\n'
    assert payload.content_type == "application/jsonl"


def test_other_codecs_are_no_bodies() -> None:
    with pytest.raises(ValueError, match="no request body is sent as 'sse'"):
        encode("sse", "")


# --- forms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "encodings", "expected"),
    [
        (
            {"a": "x y", "b": True, "c": None, "d": UNSET, "e&": "é"},
            {},
            "a=x%20y&b=true&e%26=%C3%A9",
        ),
        ({"a": ["x", 1], "b": []}, {}, "a=x&a=1"),
        ({"a": {"b": [1]}}, {}, "a=%7B%22b%22%3A%5B1%5D%7D"),
        ({"a": [{"b": 1}, {"b": 2}]}, {}, "a=%7B%22b%22%3A1%7D&a=%7B%22b%22%3A2%7D"),
        (
            {"a": {"b": [1], "c": "d"}},
            {"a": Style("deepObject", True)},
            "a%5Bb%5D%5B0%5D=1&a%5Bc%5D=d",
        ),
        ({"a": ["x", "y"]}, {"a": Style("pipeDelimited", False)}, "a=x%7Cy"),
        ({"a": [1, 2]}, {"a": "application/json"}, "a=%5B1%2C2%5D"),
        ({"a": "x"}, {"a": Media("application/json")}, "a=%22x%22"),
        (Cat(lives=9), {}, "kind=cat&lives=9"),
        (Limits(max_size=1, additional_properties={"a": 2}), {}, "maxSize=1&a=2"),
        ({}, {}, ""),
    ],
)
def test_forms(value: Any, encodings: Any, expected: str) -> None:
    payload = encode("form", value, encodings)
    assert sent(payload).decode() == expected
    assert payload.content_type == "application/x-www-form-urlencoded"


def test_a_form_is_an_object() -> None:
    with pytest.raises(TypeError, match="a form is a dict or a model, not list"):
        encode("form", [1])


# --- multipart ---------------------------------------------------------------------------------------------------------


def test_multipart_values() -> None:
    value = {
        "name": "Ada é",
        "age": 36,
        "tags": ["a", None, "b"],
        "pet": Cat(lives=9),
        "raw": {"x": 1},
        "at": None,
        "off": UNSET,
        "note": "n",
    }
    payload = encode("multipart", value, {"note": "application/json"})
    assert payload.replayable
    assert payload.length == len(sent(payload))
    assert isinstance(payload.content, bytes)
    found = [
        (
            p.get_param("name", header="content-disposition"),
            p["content-type"],
            p.get_payload(decode=True),
        )
        for p in parts(payload)
    ]
    assert found == [
        ("name", None, "Ada é".encode()),
        ("age", None, b"36"),
        ("tags", None, b"a"),
        ("tags", None, b"b"),
        ("pet", "application/json", b'{"kind":"cat","lives":9}'),
        ("raw", "application/json", b'{"x":1}'),
        ("note", "application/json", b'"n"'),
    ]


def test_the_boundary_is_new_each_time_and_ends_the_body() -> None:
    first, second = encode("multipart", {"a": "b"}), encode("multipart", {"a": "b"})
    assert first.content_type != second.content_type
    prefix, _, boundary = first.content_type.partition("; boundary=")
    assert prefix == "multipart/form-data"
    assert sent(first) == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--{boundary}--\r\n'.encode()
    )
    assert encode("multipart", {}, media_type="multipart/mixed").content_type.startswith(
        "multipart/mixed; boundary="
    )


def test_multipart_files(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG")
    image = ("photo.png", "image/png", b"\x89PNG")
    assert part(encode("multipart", {"f": path})) == image
    assert part(encode("multipart", {"f": ("photo.png", b"\x89PNG")})) == image
    with path.open("rb") as file:
        assert part(encode("multipart", {"f": ("photo.png", file)})) == image
        file.seek(0)
        assert part(encode("multipart", {"f": file})) == image
    assert part(encode("multipart", {"f": ("p", b"x", "image/webp")})) == ("p", "image/webp", b"x")
    assert part(encode("multipart", {"f": ("p.txt", "text é")})) == (
        "p.txt",
        "text/plain",
        "text é".encode(),
    )
    assert part(encode("multipart", {"f": b"x"})) == ("f", "application/octet-stream", b"x")
    assert part(encode("multipart", {"f": iter([b"x", b"y"])})) == (
        "f",
        "application/octet-stream",
        b"xy",
    )
    assert part(encode("multipart", {"f": path}, {"f": "image/x-own"})) == (
        "photo.png",
        "image/x-own",
        b"\x89PNG",
    )
    assert part(encode("multipart", {"f": path}, {"f": "image/*, video/mp4"})) == image
    assert part(encode("multipart", {"f": path}, {"f": Media("image/x-own")}))[1] == "image/x-own"
    assert part(encode("multipart", {"f": path}, {"f": Style("form", True)})) == image
    assert part(encode("multipart", {"f": ticks()})) == ("f", "application/octet-stream", b"ab")
    assert [
        p.get_filename() for p in parts(encode("multipart", {"f": [path, ("b.txt", b"")]}))
    ] == ["photo.png", "b.txt"]


def test_names_cannot_break_out_of_their_header() -> None:
    payload = encode("multipart", {'a"\r\nX: 1': ('ü"\r\n.txt', b"")})
    head, _ = sent(payload).split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")[1:]
    assert lines == [
        'Content-Disposition: form-data; name="a%22%0D%0AX: 1"; filename="ü%22%0D%0A.txt"',
        "Content-Type: text/plain",
    ]
    with pytest.raises(ValueError, match="is not a media type"):
        encode("multipart", {"a": ("b", b"", "text/plain\r\nX: 1")})


def test_headers_of_parts() -> None:
    about = {"about": Media("application/json", {"X-Kind": "a"})}
    file = ("a.txt", b"x", None, {"X-Tag": "t", "X-Kind": "own"})
    first, second, third = parts(encode("multipart", {"about": [{}, {}], "f": file}, about))
    assert [p["X-Kind"] for p in (first, second, third)] == ["a", "a", "own"]
    assert (third["X-Tag"], third.get_content_type()) == ("t", "text/plain")
    [given] = parts(encode("multipart", {"f": file}, {"f": Media("", {"x-other": "o"})}))
    assert (given["x-other"], given["X-Tag"]) == ("o", "t")
    for name in ("Content-Type", "content-disposition", "X\r\nY", ""):
        with pytest.raises(ValueError, match=r"part 'f'|header name"):
            encode("multipart", {"f": ("a", b"", None, {name: "x"})})
    with pytest.raises(ValueError, match="line break"):
        encode("multipart", {"f": ("a", b"", None, {"X": "x\r\nY: z"})})


@pytest.mark.parametrize(
    ("value", "choice", "sent"),
    [
        (("a.jpg", b""), "image/png, image/jpeg", "image/jpeg"),
        (("a.gif", b""), "image/png, image/jpeg", "image/png"),
        (("a.gif", b""), "image/png, image/*", "image/gif"),
        (("a", b""), "image/png, image/*", "application/octet-stream"),
        ({}, "application/xml, application/json", "application/json"),
        ("x", "application/json, text/plain", "text/plain"),
        ("x", "application/json", "application/json"),
    ],
)
def test_one_of_several_media_types_is_chosen(value: Any, choice: str, sent: str) -> None:
    [only] = parts(encode("multipart", {"f": value}, {"f": choice}))
    assert only.get_content_type() == sent


@pytest.mark.parametrize("value", [("a",), ("a", b"", "b", {}, "c")])
def test_a_file_tuple_has_two_to_four_items(value: Any) -> None:
    with pytest.raises(TypeError, match="part 'f': a file is"):
        encode("multipart", {"f": value})


def test_large_files_are_read_while_sending(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(3 * files.CHUNK + 1))
    payload = encode("multipart", {"a": "b", "f": path})
    assert payload.replayable
    first, second = sent(payload), sent(payload)
    assert first == second
    assert payload.length == len(first)
    assert path.read_bytes() in first
    assert not isinstance(payload.content, bytes | AsyncIterable)
    assert max(map(len, payload.content)) <= files.CHUNK


def test_multipart_knows_what_it_does_not_know() -> None:
    payload = encode("multipart", {"a": b"x", "f": iter([b"y"])})
    assert (payload.length, payload.replayable) == (None, False)


# --- binary ------------------------------------------------------------------------------------------------------------


def test_bytes_in_memory() -> None:
    for value in (b"abc", bytearray(b"abc"), memoryview(b"abc")):
        payload = encode("binary", value)
        assert (payload.content, payload.length, payload.replayable) == (b"abc", 3, True)
        assert payload.content_type == "application/octet-stream"
    assert encode("binary", b"", media_type="image/png").content_type == "image/png"


def test_a_path_is_read_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    payload = encode("binary", path)
    assert (payload.length, payload.replayable) == (2, True)
    assert payload.content_type == "application/json"
    assert encode("binary", path, media_type="image/*").content_type == "application/json"
    assert sent(payload) == sent(payload) == b"{}"
    path.write_bytes(b"{} grown since")
    assert sent(payload) == b"{}"
    with pytest.raises(FileNotFoundError):
        encode("binary", tmp_path / "missing")


def test_a_file_object_is_sent_from_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        payload = encode("binary", file)
        assert (payload.length, payload.replayable, payload.content_type) == (6, True, "text/plain")
        assert sent(payload) == sent(payload) == b"456789"
    assert sent(encode("binary", io.BytesIO(b"abc"))) == b"abc"


def test_a_file_object_that_cannot_rewind_is_sent_once() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"abc")
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        payload = encode("binary", file)
        assert (payload.length, payload.replayable) == (None, False)
        assert sent(payload) == b"abc"


class Reader:
    """A file object with nothing but ``read``."""

    def __init__(self) -> None:
        self._left = b"abc"

    def read(self, size: int) -> bytes:
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def test_anything_with_read_is_a_file_object() -> None:
    payload = encode("binary", Reader())
    assert (payload.replayable, sent(payload)) == (False, b"abc")


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("abc")
    with path.open() as file, pytest.raises(TypeError, match="open it in binary mode"):
        encode("binary", file)


class Again:
    """Bytes that can be iterated more than once."""

    def __iter__(self) -> Iterator[bytes]:
        return iter((b"a", b"b"))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return ticks()


class AgainAsync:
    def __aiter__(self) -> AsyncIterator[bytes]:
        return ticks()


def test_iterables() -> None:
    once = encode("binary", iter([b"a", b"b"]))
    assert (once.length, once.replayable, sent(once)) == (None, False, b"ab")
    again = encode("binary", [b"a", b"b"])
    assert (again.replayable, sent(again), sent(again)) == (True, b"ab", b"ab")
    assert not encode("binary", ticks()).replayable
    several = encode("binary", AgainAsync())
    assert (several.replayable, sent(several), sent(several)) == (True, b"ab", b"ab")


def test_an_async_part_makes_the_body_async(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"file")
    payload = encode("multipart", {"a": b"mem", "b": AgainAsync(), "c": path})
    assert isinstance(payload.content, AsyncIterable)
    assert [p.get_payload(decode=True) for p in parts(payload)] == [b"mem", b"ab", b"file"]
    assert sent(payload) == sent(payload)


@pytest.mark.parametrize("value", ["text", 5, None, {"a": 1}])
def test_other_values_are_no_files(value: Any) -> None:
    with pytest.raises(TypeError, match="a file is bytes, a path"):
        encode("binary", value)


def test_a_json_body_of_a_generated_call_is_what_the_server_reads() -> None:
    body = {"messageId": "m", "topics": ["t"], "html": False, "scheduledAt": UNSET}
    assert json.loads(sent(encode("json", body))) == {
        "messageId": "m",
        "topics": ["t"],
        "html": False,
    }


# --- bodies that may be left out ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("optional", "body", "received"),
    [
        (True, {"a": UNSET}, b""),
        (True, {"a": None}, b'{"a":null}'),
        (False, {"a": UNSET}, b"{}"),
    ],
)
def test_nothing_is_sent_for_an_optional_body_without_members(
    either: Harness, optional: bool, body: dict[str, Any], received: bytes
) -> None:
    operation: Operation[None] = Operation(
        "touch", "POST", "/touch", body="json", optional_body=optional
    )
    with Server(answers(204)) as server, either.client(server.url) as caller:
        caller.call(operation, body=body)
    (request,) = server.requests
    assert request.body == received
    assert ("content-type" in request.headers) == bool(received)
