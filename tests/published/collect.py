"""Everything published that looks like code, and what is to be done with it."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.examples import FENCE, fences

ROOT = Path(__file__).parents[2]


def texts(root: Path) -> list[Path]:
    """The Markdown files that are read by people, and by language models: READMEs, guides, pages."""
    package = root / "generated"
    docs = package / "docs"
    places = (root.glob("*.md"), package.glob("*.md"), (root / "spec/guides").rglob("*.md"))
    pages = (docs.rglob("*.md"), docs.rglob("*.txt"))
    return [path for place in (*places, *pages) for path in sorted(place)]


def package(root: Path) -> Path:
    return root / "generated/appwrite_messaging"


def pages(root: Path) -> list[Path]:
    """The pages of the site."""
    return sorted((root / "generated/docs").rglob("*.html"))


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
            words = " ".join(sorted({*re.findall(r"^[A-Za-z.]\S*", self.code, re.M)}))
            return "command" if words == "curl" else words
        return self.language


NOT_EXECUTED: Mapping[str, str] = {
    "python signature": "a stub; tests/published/test_rest.py holds it to the method",
    "json": "an answer; tests/published/test_answers.py decodes them",
    "text": "a program for another package; tests/slow/test_official_sdk.py runs it",
    "pip": "installs from an index; tests/test_wheels.py installs the package",
    "python": "starts a server; tests/test_wheels.py starts it",
    "export": "sets variables of a shell; the programs run with them set, and no others are named",
    "sh": "commands of this repository; tests/test_readme.py holds them to the Makefile",
}


@cache
def blocks_of(text: str, place: str) -> tuple[Block, ...]:
    """Every block of code of a Markdown text, however it is marked as one."""
    return tuple(
        Block(f"{place}:{token.map[0] + 1}", _language(token), token.content)
        for token in _MARKDOWN.parse(text)
        if token.map and (token.type in ("fence", "code_block") or _PRE.search(token.content))
    )


_MARKDOWN = MarkdownIt("commonmark").enable("table")
_PRE = re.compile(r"<pre\b", re.I)


def _language(token: Token) -> str:
    return token.info.strip() if token.type == "fence" else f"({token.type})"


def blocks(root: Path = ROOT) -> list[Block]:
    """Every block of the texts, the pages, and the docstrings of the package."""
    found: list[Block] = []
    for path in texts(root):
        found += blocks_of(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    for path in sorted(package(root).rglob("*.py")):
        found += blocks_in(path.read_text(encoding="utf-8"), str(path.relative_to(package(root))))
    return found


@cache
def blocks_in(module: str, place: str) -> tuple[Block, ...]:
    """Every block of code in the docstrings of a module, those of attributes included."""
    return tuple(_in_docstrings(module, place))


def _in_docstrings(module: str, place: str) -> Iterator[Block]:
    for node in ast.walk(ast.parse(module)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            text, here = inspect.cleandoc(node.value.value), f"{place}:{node.lineno}"
            for fence in fences(text):
                yield Block(f"{here}:{fence.line}", fence.language, fence.code)
            yield from blocks_of(FENCE.sub("", text), here)  # what no fence marks as code


def distinct(kind: str, root: Path = ROOT) -> dict[str, str]:
    """The different blocks of a kind: the code by the place it is first found at."""
    places: dict[str, str] = {}
    for block in blocks(root):
        if block.kind == kind:
            places.setdefault(block.code, block.place)
    return {place: code for code, place in places.items()}


def interactive(root: Path = ROOT) -> list[str]:
    """The modules of the package with ``>>>`` in them."""
    folder = package(root)
    return [
        ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(folder.rglob("*.py"))
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


@cache
def samples(html: str) -> tuple[tuple[str, str], ...]:
    """The preformatted texts of a page, with the kind of sample each is, empty if it is none."""
    return tuple(_Samples(html).found)


class _Samples(HTMLParser):

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


def only_in_html(page: Path) -> set[tuple[str, str]]:
    """Code of a page, with its kind, that its twin in Markdown does not show."""
    shown = samples(page.read_text(encoding="utf-8"))
    twin = page.with_suffix(".md").read_text(encoding="utf-8")
    known = {block.code for block in blocks_of(twin, page.name)}
    return {(kind, code) for kind, code in shown if code not in known}


def samples_for_tools(root: Path = ROOT) -> list[str]:
    """The samples in the description that other documentation tools show."""
    text = (root / "generated/docs/openapi-samples.json").read_text(encoding="utf-8")
    return [
        sample["source"].strip("\n") + "\n"
        for item in json.loads(text)["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for sample in operation.get("x-codeSamples", ())
    ]
