"""What can be searched for, as a script that any browser loads from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
"""What an entry can be, the most wanted first; an entry holds the number."""

Entry: TypeAlias = tuple[int, str, str, str, str] | tuple[int, str, str]
"""Kind, name, name on the wire if that is another, address, and what to show beside the name.

What is part of something else follows it, without address and text: its address is that of its owner, a period and
its name.
"""


def search_index(docs: DocsCode, texts: list[tuple[str, str, tuple[tuple[str, str], ...]]]) -> str:
    """A script that sets ``searchIndex``. ``texts`` are address, title and (anchor, heading) of every other page."""
    entries = [*_operations(docs), *_texts(texts), *_types(docs), *_errors(docs)]
    lines = ",\n".join(
        json.dumps(
            [visible(part) if isinstance(part, str) else part for part in entry],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for entry in entries
    )
    return f"window.searchKinds={json.dumps(KINDS)};\nwindow.searchIndex=[\n{lines}\n];\n"


def _entry(kind: str, name: str, wire: str, address: str, beside: str) -> Entry:
    return KINDS.index(kind), name, "" if wire == name else wire, page_address(address), beside


def _part(kind: str, name: str, wire: str) -> Entry:
    return KINDS.index(kind), name, "" if wire == name else wire


def page_address(link: str) -> str:
    """The HTML page a link to a Markdown page means."""
    return link.replace(".md", ".html", 1)


def _operations(docs: DocsCode) -> Iterator[Entry]:
    for operation in (operation for group in docs.groups for operation in group.operations):
        at = docs.pages[operation.id]
        summary = operation.summary or first_sentence(operation.description)
        request = f"{operation.method} {operation.path}"
        yield _entry(
            "method", operation.name, operation.id, at, f"{request} \N{MIDDLE DOT} {summary}"
        )
        for argument in operation.arguments:
            yield _part("parameter", argument.name, argument.wire)
        if operation.pagination:
            name = iterator(operation.name)
            yield _entry(
                "method",
                name,
                "",
                f"{at.partition('#')[0]}#{name}",
                f"all pages of {operation.name}",
            )


def _texts(texts: list[tuple[str, str, tuple[tuple[str, str], ...]]]) -> Iterator[Entry]:
    for address, title, headings in texts:
        yield _entry("page", title, "", address, "")
        for anchor, heading in headings:
            yield _entry("section", heading, "", f"{address}#{anchor}", title)


def _types(docs: DocsCode) -> Iterator[Entry]:
    for declaration in docs.api.types:
        at = docs.links[declaration.name]
        kind = "enum" if isinstance(declaration, ir.Enum) else "model"
        yield _entry(kind, declaration.name, "", at, first_sentence(declaration.description))
        match declaration:
            case ir.Model(fields=fields):
                for field in fields:
                    yield _part("attribute", field.name, field.wire)
            case ir.Enum(members=members):
                for member in members:
                    yield _part("value", member.name, str(member.value))
            case _:
                pass


def _errors(docs: DocsCode) -> Iterator[Entry]:
    for name in RUNTIME_ERRORS:
        yield _entry("exception", name, "", f"errors.md#{name}", "")
    for error in docs.api.errors:
        beside = f"{error.status} {first_sentence(error.description)}"
        yield _entry("exception", error.name, error.wire, f"errors.md#{error.name}", beside)
