"""Does a request agree with the description? Judged by ``reading``, which shares nothing with the generator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.corpus.reading import Expected, Parameter


def faults(expected: Expected, request: Any, endpoint: str) -> Iterator[str]:
    """Where a request differs from what its operation asks for."""
    if request.method != expected.method:
        yield f"method {request.method} instead of {expected.method}"
    if not _address(expected, endpoint).fullmatch(request.url):
        yield f"URL {request.url} does not follow {expected.path}"
    for parameter in expected.required:
        if parameter.location != "path" and not _is_sent(parameter, request):
            yield f"required {parameter.location} parameter {parameter.name} is missing"
    yield from _body_faults(expected, request)


def _address(expected: Expected, endpoint: str) -> re.Pattern[str]:
    """URLs an operation may have. What stands behind a ``#`` is never sent (RFC 3986, section 3.5)."""
    template = re.split(r"#(?![^{}]*\})", expected.path)[0]
    template = template if template.startswith("/") else f"/{template}"
    literals = [_sent(text) for text in re.split(r"\{[^{}]+\}", template)]
    pattern = r"[^/?#]+".join(map(re.escape, literals))
    base = r"https?://[^?#]*?" if expected.own_servers else re.escape(endpoint)
    separator = "&" if "?" in template else r"\?"
    return re.compile(f"{base}{pattern}({separator}[^#]*)?")


def _sent(text: str) -> str:
    """Part of a path with what has no place in one percent-encoded (RFC 3986, appendix A)."""
    plain = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}")
    found = re.findall(rf"{plain.pattern}|[\s\S]", text)
    bytes_of = (part.encode("utf-8", "replace") for part in found)
    return "".join(
        part if plain.fullmatch(part) else "".join(f"%{byte:02X}" for byte in encoded)
        for part, encoded in zip(found, bytes_of, strict=True)
    )


def _is_sent(parameter: Parameter, request: Any) -> bool:
    name = parameter.name
    if name is None:
        return True
    if parameter.location == "header":
        return name in request.headers
    if parameter.location == "cookie":
        return re.search(rf"(^|; ){re.escape(name)}=", _cookie(request)) is not None
    query = request.url.partition("?")[2]
    names = {key for key, _ in parse_qsl(query, keep_blank_values=True)}
    return any(key == name or key.startswith(f"{name}[") for key in names)


def _cookie(request: Any) -> str:
    return "; ".join(unquote(pair) for pair in str(request.headers.get("cookie") or "").split("; "))


def _body_faults(expected: Expected, request: Any) -> Iterator[str]:
    content = request.content if isinstance(request.content, bytes) else b"".join(request.content)
    content_type = request.headers.get("content-type")
    if not content and content_type is None:
        if expected.body_required and expected.media_types:
            yield "the required body is missing"
        return
    if expected.media_types and not any(_fits(content_type, n) for n in expected.media_types):
        yield f"the body is sent as {content_type}, not as {', '.join(expected.media_types)}"
    if "json" in (content_type or "") and "jsonl" not in (content_type or ""):
        yield from _json_faults(expected, content_type, content)


def _json_faults(expected: Expected, content_type: str, content: bytes) -> Iterator[str]:
    try:
        value = json.loads(content)
    except ValueError:
        yield "the body is no JSON"
        return
    described = [m for name, m in expected.members.items() if _fits(content_type, name)]
    missing = [members - value.keys() for members in described if isinstance(value, dict)]
    if missing and all(missing):
        yield f"members of the body are missing: {', '.join(sorted(missing[0]))}"


def _fits(content_type: str | None, described: str) -> bool:
    """Whether a Content-Type is one that is described, perhaps by a range such as ``text/*``."""
    sent = (content_type or "").partition(";")[0].strip().lower()
    name = described.partition(";")[0].strip().lower()
    if "/" not in name:  # no media type at all: any will do
        return True
    return re.fullmatch(re.escape(name).replace(r"\*", ".*"), sent) is not None
