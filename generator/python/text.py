"""Text that is safe inside Python source: literals, docstrings, wrapped prose.

Everything a description says reaches generated code through ``literal`` or ``docstring``; nothing is pasted.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from generator.ir import Json

WIDTH = 100
"""Columns of a generated line."""

_FENCE = re.compile(r"^\s*(```|~~~)")
_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+(?=\S)")
_BREAK = re.compile(r"\s*(\||>|#{1,6}\s)")
_SPACED_WORD = re.compile(r"( *)([^ ]+)")
_INDENTED = re.compile(r"\s{4}|\t")
_TELLING_QUOTE = re.compile(r'"(?:(?="|$)|(?<=""))')
"""A quote beside another one or at the end: it could end the docstring."""
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def literal(value: Json) -> str:
    """Python source for a JSON value, in black's quotes, on one line."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_string(k)}: {literal(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _string(value: str) -> str:
    text = repr(str(value))
    if text[0] == '"' or '"' in value:
        return text
    return f'"{text[1:-1]}"'


def toml(value: str) -> str:
    """A TOML basic string on one line."""
    return json.dumps(visible(" ".join(value.split())), ensure_ascii=False)


def visible(text: str) -> str:
    """The text with control, bidirectional and other invisible characters spelled out as escapes."""
    if text.isprintable():  # most texts, and told in no time
        return text
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def docstring(text: str, indent: int = 0) -> str:
    """A docstring statement for plain text, every line but the first indented by ``indent`` columns."""
    escaped = _TELLING_QUOTE.sub(r"\"", visible(text.strip()).replace("\\", r"\\"))
    body = _lines(escaped, indent)
    closing = f"\n{' ' * indent}" if "\n" in body else ""
    return f'"""{body}{closing}"""'


def _lines(text: str, indent: int) -> str:
    """The lines of a docstring: those after the first start at ``indent``, what all of them are indented by taken off."""
    first, *rest = (line.rstrip() for line in text.split("\n"))
    common = min((len(line) - len(line.lstrip()) for line in rest if line), default=0)
    return "\n".join([first, *(f"{' ' * indent}{line[common:]}" if line else "" for line in rest)])


@lru_cache(maxsize=65536)
def prose(markdown: str, width: int) -> str:
    """Markdown with paragraphs and list items wrapped at ``width`` columns; tables and code stay as they are."""
    out: list[str] = []
    block: list[str] = []
    fenced = False
    for line in [*markdown.strip().splitlines(), ""]:
        if fenced or _FENCE.match(line):
            fenced ^= bool(_FENCE.match(line))
        elif _ITEM.match(line):
            out += _wrapped(block, width)
            block = [line.rstrip()]
            continue
        elif line.strip() and not _BREAK.match(line) and (block or not _INDENTED.match(line)):
            block.append(line.strip())
            continue
        out += [*_wrapped(block, width), line.rstrip()]
        block = []
    return "\n".join(out).strip()


def _wrapped(block: list[str], width: int) -> list[str]:
    """The lines of a paragraph or of a list item, which hangs under its own text."""
    if not block:
        return []
    item = _ITEM.match(block[0])
    indent = " " * item.end() if item else ""
    lines: list[str] = []
    line = ""
    for gap, word in _SPACED_WORD.findall(" ".join(block).expandtabs()):
        if line and len(line) + len(gap) + len(word) > max(width, 40):
            lines.append(line)
            line = indent + word
        else:
            line += gap + word
    return [*lines, line]


def code(text: str) -> str:
    """A code span, whatever the text holds."""
    line = " ".join(visible(text).split()) or " "
    if "`" not in line:
        return f"`{line}`"
    fence = backticks(line, 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def backticks(text: str, fewest: int) -> str:
    """Backticks that enclose a text: more than it has in a row."""
    return "`" * max([fewest, *(len(run) + 1 for run in re.findall("`+", text))])


def first_sentence(text: str) -> str:
    """The opening sentence of a text on one line."""
    line = " ".join(text.split())
    match = re.match(r"(.+?[.!?])(\s|$)", line)
    return match.group(1) if match else line
