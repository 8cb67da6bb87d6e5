"""Text that is safe inside Python source: literals, docstrings, wrapped prose.

Everything a description says reaches generated code through ``literal`` or ``docstring``; nothing is pasted.
"""

from __future__ import annotations

import json
import re
import textwrap

from generator.ir import Json

WIDTH = 100
"""Columns of a generated line."""

_FENCE = re.compile(r"^\s*(```|~~~)")
_VERBATIM = re.compile(r"^(\s{4,}|\t|\s*([-*+]|\d+[.)])\s|\s*\||\s*>|\s*#{1,6}\s)")
_TELLING_QUOTE = re.compile(r'(?<=")"|"(?=")|"$')
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
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def docstring(text: str, indent: int = 0) -> str:
    """A docstring statement for plain text, every line but the first indented by ``indent`` columns."""
    escaped = _TELLING_QUOTE.sub(r"\"", visible(text.strip()).replace("\\", r"\\"))
    body = _lines(escaped, indent)
    closing = f"\n{' ' * indent}" if "\n" in body else ""
    return f'"""{body}{closing}"""'


def _lines(text: str, indent: int) -> str:
    pad = " " * indent
    first, *rest = text.split("\n")
    return "\n".join([first.rstrip(), *(f"{pad}{line.rstrip()}".rstrip() for line in rest)])


def prose(markdown: str, width: int) -> str:
    """Markdown with its paragraphs wrapped at ``width`` columns; lists, tables and code stay as they are."""
    out: list[str] = []
    paragraph: list[str] = []
    fenced = False
    for line in [*markdown.strip().splitlines(), ""]:
        verbatim = fenced or bool(_VERBATIM.match(line))
        if _FENCE.match(line):
            fenced, verbatim = not fenced, True
        if paragraph and (verbatim or not line.strip()):
            out.extend(_fill(" ".join(paragraph), width))
            paragraph = []
        if verbatim:
            out.extend(_hang(line, width) if not fenced else [line.rstrip()])
        elif line.strip():
            paragraph.append(line.strip())
        else:
            out.append("")
    return "\n".join(out).strip()


def _fill(text: str, width: int, hang: str = "") -> list[str]:
    return textwrap.wrap(
        text, max(width, 40), break_long_words=False, break_on_hyphens=False, subsequent_indent=hang
    )


def _hang(line: str, width: int) -> list[str]:
    """A list item wrapped under its own text; any other verbatim line unchanged."""
    item = re.match(r"\s*([-*+]|\d+[.)])\s+", line)
    if item is None:
        return [line.rstrip()]
    return _fill(line.rstrip(), width, hang=" " * item.end())


def code(text: str) -> str:
    """A code span, whatever the text holds."""
    line = " ".join(visible(text).split()) or " "
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
