"""Everything published that looks like code, and what is to be done with it."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

from tests.examples import docstrings, fences

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generated/appwrite_messaging"
DOCS = ROOT / "generated/docs"
TEXTS = (
    *sorted(ROOT.glob("*.md")),
    ROOT / "generated/README.md",
    *sorted((ROOT / "spec/guides").glob("*.md")),
    *sorted(DOCS.rglob("*.md")),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. ``place`` says where it stands, for people."""

    place: str
    language: str
    code: str

    @property
    def kind(self) -> str:
        """``program`` and ``command`` are executed, everything else is in ``NOT_EXECUTED``."""
        if self.language == "python":
            return "program"
        if self.language == "bash":
            word = self.code.split()[0]
            return "command" if word == "curl" else word
        return self.language


NOT_EXECUTED: Mapping[str, str] = {
    "python signature": "a stub; the signatures of the package are held to the facts elsewhere",
    "json": "an answer; tests/published/test_answers.py decodes them",
    "text": "a program for another package; the slow suite runs that package",
    "pip": "installs from an index; tests/test_wheels.py installs the package",
    "export": "sets variables of a shell; the programs run with them set",
    "sh": "commands of this repository; tests/test_readme.py holds them to the Makefile",
}


def blocks_of(text: str, place: str) -> list[Block]:
    """Every fenced block of a text."""
    return [Block(f"{place}:{fence.line}", fence.language, fence.code) for fence in fences(text)]


@cache
def blocks() -> tuple[Block, ...]:
    """Every block of the texts, the pages, and the docstrings of the package."""
    return (*_of_texts(), *_of_docstrings())


def _of_texts() -> Iterator[Block]:
    for path in TEXTS:
        yield from blocks_of(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def _of_docstrings() -> Iterator[Block]:
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, text in docstrings(tree):
            yield from blocks_of(text, f"{path.relative_to(PACKAGE)} {name}")


def distinct(kind: str) -> dict[str, str]:
    """The different blocks of a kind: the code by the place it is first found at."""
    places: dict[str, str] = {}
    for block in blocks():
        if block.kind == kind:
            places.setdefault(block.code, block.place)
    return {place: code for code, place in places.items()}


def interactive() -> list[str]:
    """The modules of the package with ``>>>`` in them."""
    return [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if re.search(r"^\s*>>> ", path.read_text(encoding="utf-8"), re.M)
    ]


def dialogues() -> dict[str, str]:
    """The ``>>>`` examples as programs, one a docstring: what a dialogue shows is what the program evaluates."""
    return {
        test.name: _program(test)
        for name in interactive()
        for test in doctest.DocTestFinder().find(import_module(name))
        if test.examples
    }


def _program(test: doctest.DocTest) -> str:
    sources = [example.source.rstrip() for example in test.examples]
    code = "\n".join(f"print({source})" if _is_value(source) else source for source in sources)
    module = test.globs["__name__"]
    own = [
        name
        for name, value in test.globs.items()
        if getattr(value, "__module__", None) == module and re.search(rf"\b{name}\b", code)
    ]
    return "\n".join([*(f"from {module} import {name}" for name in own), code, ""])


def _is_value(source: str) -> bool:
    """Whether it is an expression that would do nothing as a statement."""
    body = ast.parse(source).body
    return (
        len(body) == 1
        and isinstance(body[0], ast.Expr)
        and not isinstance(body[0].value, (ast.Call, ast.Await))
    )


class Samples(HTMLParser):
    """The preformatted texts of a page, with the kind of sample each is, empty if it is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._sample = ""
        self._text: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "figure":
            self._sample = dict(attrs).get("data-sample") or ""
        elif tag == "pre":
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "figure":
            self._sample = ""
        elif tag == "pre" and self._text is not None:
            self.found.append((self._sample, "".join(self._text).strip("\n") + "\n"))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
