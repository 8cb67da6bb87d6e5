"""Our Markdown pages as HTML.

The text of a page is written once, as Markdown (CommonMark 0.31 with tables); this makes the HTML of it. Texts of a
description are harmless in the Markdown already (``generator.docs.markdown``). Still, of HTML inside it only the tags
and attributes pass that our templates write; any other becomes visible text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from generator.docs.highlight import code_block, label
from generator.frozen import frozen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FOREIGN = re.compile(
    r"(?!(?!</br>)</?(?:a|br|code|dd|dl|dt|em|p|pre|strong|table|tbody|td|th|thead|tr)"
    r'(?: (?:id|rowspan|scope)="[^"<>]*"| href="(?:(?:https?|mailto):[^"<>]*|[^":<>]*)")*>)'
    r"<[^<>]*>?"
)
_COMMENT = re.compile(r"<!--.*?-->\n*", re.S)
_PAGE_LINK = re.compile(r'(<a [^<>]*href=")([\w./-]+)\.md(#[^"]*)?"')
_ANCHOR = re.compile(r'^<a id="([^"]*)"></a>')
_TAGS = re.compile(r"<[^<>]*>")


@frozen()
class Heading:
    """A heading with an anchor; ``text`` is plain."""

    level: int
    anchor: str
    text: str


@frozen()
class Text:
    """A page: its title, its HTML without the title, and its other headings."""

    title: str
    html: str
    headings: tuple[Heading, ...]


def page(markdown: str) -> Text:
    """A whole page; its title is its first heading."""
    tokens = _parser().parse(markdown)
    headings = tuple(_anchored(tokens))
    title = next((heading.text for heading in headings if heading.level == 1), "")
    start = next((at + 1 for at, token in enumerate(tokens) if token.type == "heading_close"), 0)
    html = _parser().renderer.render(tokens[start:], _parser().options, {})
    return Text(title, page_links(html), tuple(h for h in headings if h.level > 1))


@lru_cache(4096)
def fragment(markdown: str) -> str:
    """A part of a page as HTML."""
    if not markdown.strip():
        return ""
    tokens = _parser().parse(markdown)
    for _ in _anchored(tokens):
        pass
    return page_links(_parser().renderer.render(tokens, _parser().options, {}))


def page_links(html: str) -> str:
    """Links between Markdown pages as links between HTML pages."""
    return _PAGE_LINK.sub(r'\1\2.html\3"', html)


def tabled(html: str) -> str:
    """Tables in boxes of their own, in which they can be moved sideways where they do not fit."""
    return html.replace("<table>", '<div class="table"><table>').replace(
        "</table>", "</table></div>"
    )


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    """The headings; each is given an anchor: the one written in front of its text, else its words."""
    found: list[Heading] = []
    taken: set[str] = set()
    for at, token in enumerate(tokens):
        token.attrs.pop("style", None)  # how a table of a description is aligned
        if token.type != "heading_open":
            continue
        inline = tokens[at + 1]
        shown = _parser().renderer.render([inline], _parser().options, {})
        own = _ANCHOR.match(shown)
        text = unescape(_TAGS.sub("", shown))
        anchor = own[1] if own else _slug(text, taken)
        taken.add(anchor)
        if own and inline.children:
            del inline.children[:2]
        token.attrSet("id", anchor)
        found.append(Heading(int(token.tag[1]), anchor, text))
    return found


def _slug(text: str, taken: set[str]) -> str:
    slug = re.sub(r"[^\w]+", "-", text.lower())[:60].strip("-") or "section"
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (slug, *numbered) if free not in taken)


@cache
def _parser() -> MarkdownIt:
    # Imported here: who only wants the package need not wait for it.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.validateLink = _is_harmless  # type: ignore[method-assign]  # the documented way to replace it
    parser.add_render_rule("html_inline", _html)
    parser.add_render_rule("html_block", _html)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("heading_close", _heading_close)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _is_harmless(url: str) -> bool:
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", url, re.I)
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto")


def _html(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    html = _COMMENT.sub("", tokens[index].content)
    return tabled(_FOREIGN.sub(lambda tag: escape(tag[0], quote=False), html))


def _fence(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    token = tokens[index]
    return framed(token.content, token.info.strip())


def framed(code: str, language: str) -> str:
    """A block of code with the name of its language, and room for the button that copies it."""
    return (
        f'<figure class="code"><figcaption>{label(language)}</figcaption>'
        f"{code_block(code, language)}</figure>\n"
    )


def _image(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return escape(tokens[index].content, quote=False)


def _heading_close(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    anchor = str(tokens[index - 2].attrGet("id"))
    mark = f'<a class="anchor" href="#{escape(anchor)}" aria-label="Link to this section"></a>'
    return f"{mark}</{tokens[index].tag}>\n"


def _table_open(*_: object) -> str:
    return '<div class="table"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"
