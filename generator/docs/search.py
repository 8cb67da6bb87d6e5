"""What can be searched for, as a script that any browser loads from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from generator import ir
from generator.docs.pages import DocsCode
from generator.naming import iterator
from generator.python.errors import RUNTIME_ERRORS
from generator.python.text import first_sentence, visible

KINDS = (
    "method",
    "page",
    "section",
    "model",
    "enum",
    "exception",
    "parameter",
    "attribute",
    "value",
)
"""What can be found, the most wanted first; an entry holds the number."""

_PARTS = {"method": "parameter", "model": "attribute", "enum": "value"}
"""What the parts of an entry are."""

Entry: TypeAlias = tuple[int, str, str, int | str, str, str]
"""Kind, name, name on the wire if that is another, address, what to show beside the name, and its parts.

An address that is a number is that of a page, in which the anchor is the name. Parts are lines, each a name and, behind
a tab, its name on the wire if that is another; the anchor of a part is the owner's, a period and the part's name.
"""


def search_index(docs: DocsCode, texts: list[tuple[str, str, tuple[tuple[str, str], ...]]]) -> str:
    """A script that sets ``searchIndex``. ``texts`` are address, title and (anchor, heading) of every other page."""
    pages = [page_address(address) for address, _, _ in texts]
    found = [*_operations(docs), *_texts(texts), *_types(docs), *_errors(docs)]
    lines = ",\n".join(_json(_entry(pages, *entry)) for entry in found)
    parts = [KINDS.index(_PARTS[kind]) if kind in _PARTS else 0 for kind in KINDS]
    facts = {"kinds": KINDS, "parts": parts, "pages": pages}
    head = _json(facts)[:-1]
    return f'window.searchIndex={head},"entries":[\n{lines}\n]}};\n'


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def page_address(link: str) -> str:
    """The HTML page a link to a Markdown page means."""
    return link.replace(".md", ".html", 1)


Found: TypeAlias = tuple[str, str, str, str, str, Iterable[tuple[str, str]]]
"""Kind, name, name on the wire, link, what to show beside it, and the names of its parts, in Python and on the wire."""


def _entry(
    pages: Sequence[str],
    kind: str,
    name: str,
    wire: str,
    link: str,
    beside: str,
    parts: Iterable[tuple[str, str]],
) -> Entry:
    page, _, anchor = page_address(link).partition("#")
    address = pages.index(page) if anchor == name else page_address(link)
    return (
        KINDS.index(kind),
        visible(name),
        "" if wire == name else visible(wire),
        address,
        visible(beside),
        "\n".join(_part(*part) for part in parts),
    )


def _part(name: str, wire: str) -> str:
    return name if wire == name else f"{name}\t{' '.join(visible(wire).split())}"


def _operations(docs: DocsCode) -> Iterator[Found]:
    for operation in docs.operations.values():
        at = docs.pages[operation.id]
        summary = operation.summary or first_sentence(operation.description)
        beside = f"{operation.method} {operation.path} \N{MIDDLE DOT} {summary}"
        parts = [(argument.name, argument.wire) for argument in operation.arguments]
        yield "method", operation.name, operation.id, at, beside, parts
        if operation.pagination:
            name = iterator(operation.name)
            link = f"{at.partition('#')[0]}#{name}"
            yield "method", name, "", link, f"all pages of {operation.name}", ()


def _texts(texts: list[tuple[str, str, tuple[tuple[str, str], ...]]]) -> Iterator[Found]:
    for address, title, headings in texts:
        yield "page", title, "", address, "", ()
        for anchor, heading in headings:
            yield "section", heading, "", f"{address}#{anchor}", title, ()


def _types(docs: DocsCode) -> Iterator[Found]:
    for declaration in docs.api.types:
        kind = "enum" if isinstance(declaration, ir.Enum) else "model"
        link, beside = docs.links[declaration.name], first_sentence(declaration.description)
        yield kind, declaration.name, "", link, beside, list(_members(declaration))


def _members(declaration: ir.Declaration) -> Iterator[tuple[str, str]]:
    match declaration:
        case ir.Model(fields=fields):
            yield from ((field.name, field.wire) for field in fields)
        case ir.Enum(members=members):
            yield from ((member.name, str(member.value)) for member in members)
        case _:
            pass


def _errors(docs: DocsCode) -> Iterator[Found]:
    for name in RUNTIME_ERRORS:
        yield "exception", name, "", f"errors.md#{name}", "", ()
    for error in docs.api.errors:
        beside = f"{error.status} {first_sentence(error.description)}"
        yield "exception", error.name, error.wire, f"errors.md#{error.name}", beside, ()
