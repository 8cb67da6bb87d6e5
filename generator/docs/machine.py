"""Files of the site for programs: ``llms.txt``, the inventory Sphinx reads, the site map, the samples in OpenAPI."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, cast
from zlib import adler32

from generator import ir
from generator.docs.pages import DocsCode
from generator.docs.search import page_address
from generator.naming import iterator
from generator.python.errors import RUNTIME_ERRORS
from generator.python.text import first_sentence, visible

LLMS_LIMIT = 50_000
"""Characters above which agents no longer read ``llms.txt`` as a whole."""


def llms_text(docs: DocsCode, intro: str, pages: Sequence[tuple[str, str, str]]) -> str:
    """The overview for language models (llmstxt.org). ``pages`` are section, title and Markdown file of every page.

    Operations are listed one by one, or by name alone behind their page, as the limit allows.
    """
    named = {
        f"{group.name}.md": ", ".join(o.name for o in group.operations) for group in docs.groups
    }
    operations = ["", "## Operations", "", *_operation_lines(docs)]
    shelved = {f"{shelf.name}.md" for overview in docs.overviews for shelf in overview.shelves}
    fewer = [page for page in pages if page[2] not in shelved]
    forms = (
        [*_overview(docs, intro, pages, {}), *operations],
        _overview(docs, intro, fewer, named),
        _overview(docs, intro, pages, {}),
    )
    texts = ["\n".join(lines) + "\n" for lines in forms]
    return next((text for text in texts if len(text) < LLMS_LIMIT), texts[-1][: LLMS_LIMIT - 1])


def _overview(
    docs: DocsCode, intro: str, pages: Sequence[tuple[str, str, str]], about: Mapping[str, str]
) -> list[str]:
    """The lines that lead to every page; ``about`` is what is said of some by their file."""
    sections: dict[str, list[str]] = {}
    for section, title, file in pages:
        said = f": {about[file]}" if about.get(file) else ""
        sections.setdefault(section, []).append(f"- [{_line(title)}]({file}){said}")
    head = [f"# {_line(docs.api.title)}", "", f"> {_line(intro)}"]
    for section, links in sections.items():
        head += ["", f"## {section}", "", *links]
    return head


def _operation_lines(docs: DocsCode) -> Iterator[str]:
    for operation in (operation for group in docs.groups for operation in group.operations):
        summary = operation.summary or first_sentence(operation.description)
        request = f"{operation.method} {operation.path}"
        yield f"- [{operation.name}]({docs.pages[operation.id]}): {_line(f'{request}. {summary}')}"


def _line(text: str) -> str:
    return " ".join(visible(text).split()).translate(str.maketrans("[]<>", "()()"))


# --- Sphinx ----------------------------------------------------------------------------------------------------------


def inventory(docs: DocsCode, package: str, project: str, version: str) -> bytes:
    """The objects other documentation can link to (Sphinx inventory, version 2)."""
    lines = "".join(f"{line}\n" for line in _objects(docs, package))
    head = f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
    note = "# The remainder of this file is compressed using zlib.\n"
    return f"{head}{note}".encode() + _stored(lines.encode())


def _objects(docs: DocsCode, package: str) -> Iterator[str]:
    for group in docs.groups:
        for operation in group.operations:
            at = page_address(docs.pages[operation.id])
            yield from _methods(f"{package}.{group.service.class_name}", operation, at)
    for declaration in docs.api.types:
        at, name = page_address(docs.links[declaration.name]), f"{package}.{declaration.name}"
        kind = "data" if isinstance(declaration, ir.Alias) else "class"
        yield f"{name} py:{kind} 1 {at} -"
    for error in (*RUNTIME_ERRORS, *(error.name for error in docs.api.errors)):
        yield f"{package}.{error} py:exception 1 errors.html#{error} -"


def _methods(owner: str, operation: ir.Operation, at: str) -> Iterator[str]:
    yield f"{owner}.{operation.name} py:method 1 {at} -"
    if operation.pagination:
        name = iterator(operation.name)
        yield f"{owner}.{name} py:method 1 {at.partition('#')[0]}#{name} -"


def _stored(data: bytes) -> bytes:
    """Data in the zlib format without compression (RFC 1950; RFC 1951, section 3.2.4).

    Compressors differ from one version of zlib to the next; this is the same everywhere.
    """
    size = 0xFFFF
    chunks = [data[start : start + size] for start in range(0, len(data), size)] or [b""]
    blocks = [
        bytes([number == len(chunks)])
        + len(chunk).to_bytes(2, "little")
        + (len(chunk) ^ size).to_bytes(2, "little")
        + chunk
        for number, chunk in enumerate(chunks, 1)
    ]
    return b"\x78\x01" + b"".join(blocks) + adler32(data).to_bytes(4, "big")


# --- the web ---------------------------------------------------------------------------------------------------------


def sitemap(url: str, pages: Sequence[str]) -> str:
    """The addresses of all pages (sitemaps.org)."""
    lines = "".join(f"  <url><loc>{escape(f'{url}/{page}')}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


# --- OpenAPI ---------------------------------------------------------------------------------------------------------


def description_json(description: Mapping[str, Any]) -> str:
    """A description as JSON, without spaces: it is for programs."""
    return json.dumps(description, ensure_ascii=False, separators=(",", ":")) + "\n"


def with_samples(description: Mapping[str, Any], docs: DocsCode) -> dict[str, Any]:
    """The description with ``x-codeSamples`` at every operation, as other documentation tools show them.

    Python alone: a command line they write themselves. Without errata: they do not know those.
    """
    if docs.has_errata:
        description = cast("dict[str, Any]", _without(description, "x-errata"))
    paths: dict[str, Any] = {**description.get("paths", {})}
    for group in docs.groups:
        for operation in group.operations:
            item: dict[str, Any] = paths.get(operation.path) or {}
            method = operation.method.lower()
            if method in item:
                code = docs.samples(operation, group.service)[0].code
                samples = [{"lang": "Python", "source": code}]
                with_them = {**item[method], "x-codeSamples": samples}
                paths[operation.path] = {**item, method: with_them}
    return {**description, "paths": paths}


def _without(value: object, name: str) -> object:
    if isinstance(value, list):
        return [_without(item, name) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {key: _without(child, name) for key, child in members.items() if key != name}
    return value
