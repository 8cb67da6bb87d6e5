"""The same example request as a command line, credentials as shell variables.

Whatever comes from a description is one quoted word of the shell; only variables we name are expanded.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote

from generator import ir
from generator.python.addresses import sent
from generator.python.examples import Examples
from generator.python.servers import example_url

_PLAIN = re.compile(r"[\w .:=-]*", re.ASCII)
_SEPARATORS: dict[ir.Style | None, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}


def curl(examples: Examples, operation: ir.Operation) -> str:
    """The command, an option a line."""
    shown = examples.shown(operation)
    queries = list(_queries(examples, operation, shown))
    # -G moves what --data-urlencode gives into the URL; beside a body the URL has to hold it.
    apart = operation.method == "GET" and operation.body is None
    words = [
        f"curl {_method(operation, bool(apart and queries))}{_url(examples, operation, shown)}"
    ]
    if apart:
        words += [f"--data-urlencode {_word(f'{name}={text}', var)}" for name, text, var in queries]
    elif queries:
        words[0] += _quoted_query(queries)
    words += _credentials(examples, operation)
    words += [f"-H {shlex.quote(header)}" for header in _headers(examples, operation, shown)]
    words += _payload(examples, operation, shown)
    return " \\\n  ".join(words)


def _method(operation: ir.Operation, in_query: bool) -> str:
    if in_query:
        return "-G "
    return {"GET": "", "HEAD": "-I "}.get(operation.method, f"-X {operation.method} ")


def _url(examples: Examples, operation: ir.Operation, shown: list[ir.Argument]) -> str:
    base = example_url(examples.api, operation)
    path = sent(operation.path)
    for argument in shown:
        if argument.location == "path":
            text = quote(_text(examples.value(argument, operation)), safe="")
            path = path.replace("{" + argument.wire + "}", text)
    return shlex.quote(base + path)


def _queries(
    examples: Examples, operation: ir.Operation, shown: list[ir.Argument]
) -> Iterator[tuple[str, str, str]]:
    """(name, text, shell variable) for each member of the query; the variable follows the text."""
    for argument in shown:
        if argument.location == "query":
            for name, text in _pairs(argument, examples.value(argument, operation)):
                yield name, text, ""
    for scheme in _schemes(examples, operation):
        if scheme.kind == "api_key" and scheme.location == "query":
            yield scheme.wire, "", _variable(scheme)


def _pairs(argument: ir.Argument, value: ir.Json) -> list[tuple[str, str]]:
    """A query parameter by its style (OpenAPI 3.1, section 4.8.12.2)."""
    name = argument.wire
    if argument.content_type or not isinstance(value, (list, dict)):
        return [(name, _text(value))]
    if isinstance(value, dict):
        if argument.style == "deepObject":
            return [(f"{name}[{key}]", _text(member)) for key, member in value.items()]
        if argument.explode:
            return [(key, _text(member)) for key, member in value.items()]
        value = [part for pair in value.items() for part in pair]
    elif argument.explode:
        return [(name, _text(item)) for item in value]
    return [(name, _SEPARATORS.get(argument.style, ",").join(_text(item) for item in value))]


def _quoted_query(queries: list[tuple[str, str, str]]) -> str:
    marks = ["?", *["&"] * (len(queries) - 1)]
    return "".join(
        _word(f"{mark}{quote(name, safe='')}={quote(text, safe='')}", variable)
        for mark, (name, text, variable) in zip(marks, queries, strict=True)
    )


def _headers(
    examples: Examples, operation: ir.Operation, shown: list[ir.Argument]
) -> Iterator[str]:
    for argument in shown:
        if argument.location == "header":
            yield f"{argument.wire}: {_text(examples.value(argument, operation))}"
        elif argument.location == "cookie":
            yield f"Cookie: {argument.wire}={_text(examples.value(argument, operation))}"


def _credentials(examples: Examples, operation: ir.Operation) -> Iterator[str]:
    for scheme in _schemes(examples, operation):
        if scheme.kind == "basic":
            yield f"-u {_word('', _variable(scheme))}"
        elif scheme.kind in ("bearer", "oauth2", "openid_connect"):
            yield f"-H {_word('Authorization: Bearer ', _variable(scheme))}"
        elif scheme.kind == "mutual_tls":
            yield "--cert client.pem"
        elif scheme.kind in ("api_key", "other") and scheme.location == "header":
            yield f"-H {_word(f'{scheme.wire}: ', _variable(scheme))}"
        elif scheme.kind == "api_key" and scheme.location == "cookie":
            yield f"-b {_word(f'{scheme.wire}=', _variable(scheme))}"


def _schemes(examples: Examples, operation: ir.Operation) -> list[ir.Scheme]:
    schemes = {scheme.key: scheme for scheme in examples.api.schemes}
    return [schemes[use.scheme] for use in operation.security[0]] if operation.security else []


def _variable(scheme: ir.Scheme) -> str:
    return f"${scheme.argument.upper()}" if scheme.argument.isascii() else "$CREDENTIAL"


def _word(text: str, variable: str) -> str:
    """A text and a shell variable behind it as one word of the shell."""
    if not variable:
        return shlex.quote(text)
    return f'"{text}{variable}"' if _PLAIN.fullmatch(text) else f'{shlex.quote(text)}"{variable}"'


def _payload(
    examples: Examples, operation: ir.Operation, shown: list[ir.Argument]
) -> Iterator[str]:
    body = operation.body
    whole = next((a for a in shown if a.location == "body"), None)
    fields = {a.wire: examples.value(a, operation) for a in shown if a.location == "field"}
    if body is None or not (whole or fields or body.required):
        return
    value = examples.value(whole, operation) if whole else {**dict(body.constants), **fields}
    if body.codec in ("multipart", "form") and isinstance(value, dict):
        option = "-F" if body.codec == "multipart" else "--data-urlencode"
        yield from (f"{option} {shlex.quote(f'{name}={_text(v)}')}" for name, v in value.items())
        return
    yield f"-H {shlex.quote(f'Content-Type: {body.media_type}')}"
    if body.codec == "binary":
        yield "--data-binary @file"
    elif body.codec == "json":
        yield f"-d {shlex.quote(json.dumps(value, ensure_ascii=False, indent=2))}"
    else:
        yield f"-d {shlex.quote(_text(value))}"


def _text(value: ir.Json) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
