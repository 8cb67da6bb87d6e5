"""Text that is safe inside a page: descriptions keep their Markdown and lose everything that could leave its place.

A description is CommonMark 0.31 (OpenAPI 3.1, section 4.1). ``markdown`` and ``cell`` keep paragraphs, lists, emphasis,
code, and links to the web. HTML becomes visible text, headings become bold lines, images become links, and a link
to anything but ``http``, ``https`` and ``mailto`` becomes text: one into the site the description was written for,
which is not ours, is its label. Whatever they keep they write anew in a form that
every renderer reads alike; a renderer that saw code where they saw markup would see markup where they saw code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import takewhile
from json.encoder import encode_basestring

from generator.ir import Json
from generator.python.text import backticks, code, visible

_INLINE = re.compile(
    r"""
    \\ (?P<escaped> [!-/:-@\[-`{-~] )
    | (?P<ticks> `+ ) (?!`) (?P<code> (?: (?!\n[ \t]*\n) . )+? ) (?<!`) (?P=ticks) (?!`)
    | (?P<loose> `+ )
    | !? \[ (?P<label> (?: (?!\n[ \t]*\n) [^\[\]<>`\\] )* ) \]
         \( (?: (?P<url> (?: https?:// | mailto: ) [^\s<>()\\"'`]* )
              | (?P<elsewhere> (?: [/#?] | \.{1,2}/ ) [^\s<>()\\"'`]* ) ) (?: [ ]+ "[^"<>\n\\`]*" )? \)
    | < (?P<address> (?: https?:// | mailto: ) [^\s<>()\\"'`]* ) >
    | (?P<special> [<\[] )
    """,
    re.VERBOSE | re.DOTALL,
)
_KEPT = 8192
"""Texts whose form is remembered: descriptions say the same in many places, and each is shown in two formats."""
_JSON = json.JSONEncoder()
_JSON_WIDTH = 72
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+#.-]*)[^`]*")
_BEFORE = r"(?P<before>[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]*)*)"
_HEADING = re.compile(_BEFORE + r"#{1,6}(?![^ \t])(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")
_MARK = re.compile(_BEFORE + r"(?=#|~~~)")
_UNDERLINE = re.compile(r"(?P<before>[ \t>]*)(?P<line>[=-]+)[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|(?P<number>\d{1,9}[.)]))[ \t]+")
_BULLET = "\N{BULLET}"
_STRONG = re.compile(r"\*\*(?=[^\s*])((?:[^*<]|<code>[^<]*</code>)+?)(?<!\s)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])((?:[^*<]|<code>[^<]*</code>)+?)(?<!\s)\*(?![\w*])")
_MARKUP = re.compile(
    r"[\\`*\[\]~#]|(?<!\w)_|_(?!\w)|^[-+=](?=[\s=-]|$)|(?<=^\d)[.)]|(?<=^\d\d)[.)]"
)


# --- Markdown --------------------------------------------------------------------------------------------------------


@lru_cache(_KEPT)
def markdown(text: str) -> str:
    """A description as blocks of Markdown, to stand at the left margin between blank lines."""
    blocks = (
        _paragraphs("\n".join(lines)) if language is None else fenced("\n".join(lines), language)
        for language, lines in _blocks(text)
    )
    return "\n\n".join(block for block in blocks if block)


def plain(text: str) -> str:
    """A text that is no Markdown (a title, a summary) as Markdown on one line."""
    line = escape(" ".join(visible(text).split()), quote=False)
    return _MARKUP.sub(lambda match: "\\" + match[0], line)


def fenced(text: str, language: str = "") -> str:
    """A fenced code block, whatever the text holds."""
    text = visible(text)
    ticks = backticks(text, 3)
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def json_text(value: Json, room: int = _JSON_WIDTH) -> str:
    """A JSON value to be read by people: what fits in the room, in columns, is one line."""
    if isinstance(value, list):
        return _block("[]", [json_text(item, room - 2) for item in value], room)
    if not isinstance(value, dict):
        return encode_basestring(value) if isinstance(value, str) else _JSON.encode(value)
    members = ((encode_basestring(name), member) for name, member in value.items())
    parts = [f"{name}: {json_text(member, room - 4 - len(name))}" for name, member in members]
    return _block("{}", parts, room)


def _block(brackets: str, parts: list[str], room: int) -> str:
    line = f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
    if not parts or (len(line) <= room < _JSON_WIDTH and "\n" not in line):
        return line
    inside = ",\n".join(parts).replace("\n", "\n  ")
    return f"{brackets[0]}\n  {inside}\n{brackets[1]}"


def _blocks(text: str) -> Iterator[tuple[str | None, list[str]]]:
    """Fenced code with its language, and the text between with None.

    Only a fence at the left margin counts: no list or quote can end it early.
    """
    lines = iter(visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    between: list[str] = []
    for line in lines:
        opening = _FENCE.fullmatch(line)
        if opening is None:
            between.append(line)
            continue
        yield None, between
        between = []
        yield opening["language"], _inside(opening["fence"], lines)
    yield None, between


def _inside(fence: str, lines: Iterator[str]) -> list[str]:
    """The lines up to the closing fence, which is taken too, or to the end of the text."""
    closing = re.compile(rf" {{0,3}}{fence}{fence[0]}*[ \t]*")
    return list(takewhile(lambda line: not closing.fullmatch(line), lines))


def _paragraphs(text: str) -> str:
    lines = _INLINE.sub(_inline_markdown, text).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_tamed(line) for line in lines)).strip("\n").rstrip()


def _inline_markdown(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "escaped":
            return {"<": "&lt;"}.get(match["escaped"], match[0])
        case "code":
            return code(match["code"])
        case "loose":
            return "\\`" * len(match["loose"])
        case "url":
            return f"[{match['label']}]({match['url']})"
        case "elsewhere":
            return match["label"]
        case "address":
            return match[0]
        case _:
            return "&lt;" if match["special"] == "<" else "\\["


def _tamed(line: str) -> str:
    """A line that is no heading, makes none of the line above it, and opens no block of code."""
    if heading := _HEADING.fullmatch(line):
        before, text = heading["before"], heading["text"].strip()
        if not text:
            return ""
        return f"{before}**{text}**" if before else f"\n**{text}**\n"
    if underline := _UNDERLINE.fullmatch(line):
        rule = "***" if re.fullmatch("-{3,}", underline["line"]) else f"\\{underline['line']}"
        return f"{underline['before']}{rule}"
    if mark := _MARK.match(line):
        return f"{line[: mark.end()]}\\{line[mark.end() :]}"
    return line


# --- HTML ------------------------------------------------------------------------------------------------------------


@lru_cache(_KEPT)
def cell(text: str) -> str:
    """A description as HTML on one line, for a cell of a table: CommonMark reads no Markdown there."""
    parts: list[str] = []
    for language, lines in _blocks(text):
        if language is not None:
            parts.append(f"<pre>{'&#10;'.join(escape(line, quote=False) for line in lines)}</pre>")
        else:
            paragraphs = re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip())
            parts += [_html(_unwrapped(paragraph)) for paragraph in paragraphs if paragraph.strip()]
    return "<br>".join(parts)


def code_cell(text: str) -> str:
    """Code as HTML on one line."""
    return f"<code>{_text(visible(text))}</code>"


def _text(text: str) -> str:
    return escape(" ".join(text.split()), quote=False)


def _unwrapped(paragraph: str) -> str:
    """A paragraph as one line, but list items and headings on lines of their own, without their marks."""
    text = ""
    for line in paragraph.split("\n"):
        if heading := _HEADING.fullmatch(line):
            text += f"\n**{heading['text'].strip()}**\n"
        elif item := _ITEM.match(line):
            text += f"\n{item['number'] or _BULLET} {line[item.end() :].strip()}"
        else:
            text += " " + line.lstrip(" \t>").rstrip()
    return text.strip()


def _html(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts += [escape(unescape(text[end : match.start()]), quote=False), _inline_html(match)]
        end = match.end()
    line = "".join([*parts, escape(unescape(text[end:]), quote=False)])
    line = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", line))
    return "<br>".join(" ".join(piece.split()) for piece in re.split("\n+", line))


def _inline_html(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "code":
            return code_cell(match["code"])
        case "url":
            return _link(match["url"], match["label"])
        case "elsewhere":
            return escape(unescape(match["label"]), quote=False)
        case "address":
            return _link(match["address"], match["address"])
        case _:
            # an entity, so that an escaped asterisk is no emphasis
            shown = match["escaped"] or match["loose"] or match["special"]
            return "&#42;" if shown == "*" else escape(shown, quote=False)


def _link(url: str, label: str) -> str:
    shown = escape(unescape(label), quote=False)
    return f'<a href="{escape(unescape(url))}">{shown}</a>'
