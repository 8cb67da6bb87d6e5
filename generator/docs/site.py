"""The pages of the site: which there are, how they hang together, and what they ask beyond the Markdown pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from generator.docs.groups import Group
from generator.docs.highlight import highlighted
from generator.docs.html import Text, fragment, framed, page, page_links
from generator.docs.pages import DocsCode
from generator.docs.search import search_index
from generator.docs.shelves import Overview, Shelf
from generator.frozen import frozen

_NARROW = 24
"""Characters of a name that the contents have room for."""
_BETWEEN = re.compile(r"(?<=_)(?=[^\W_])|(?<=[a-z])(?=[A-Z])")


@frozen(by_value=False)
class SitePage:
    """One page: ``name`` is its path without ending, ``section`` its part of the contents.

    ``label`` is what the contents call it, as HTML. ``family`` is what the pages of a large group, or of all models,
    have in common, else the page's own name.
    """

    name: str
    section: str
    text: Text
    label: Markup
    family: str
    group: Group | None = None
    shelf: Shelf | None = None
    overview: Overview | None = None

    @property
    def root(self) -> str:
        """The way from this page to the start page's folder."""
        return "../" * self.name.count("/")

    @property
    def is_part(self) -> bool:
        """Whether the contents list it only on the pages of its family."""
        return self.family != self.name

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchor and name of what the contents list below the page while it is open."""
        if self.group:
            return [(operation.name, operation.name) for operation in self.group.operations]
        if self.shelf:
            return [(d.name, d.name) for d in self.shelf.declarations]
        guide = self.section == "Guides"
        return [(h.anchor, h.text) for h in self.text.headings if guide and h.level == 2]

    @property
    def template(self) -> str:
        """The template that lays the page out."""
        own = {"group": self.group, "shelf": self.shelf, "overview": self.overview}
        kind = next((name for name, found in own.items() if found), "text")
        return f"docs/{'index' if self.name == 'index' else kind}.html.j2"


@frozen()
class Site:
    """Every page in the order of the contents."""

    pages: tuple[SitePage, ...]

    @property
    def contents(self) -> dict[str, list[SitePage]]:
        """The pages by their section."""
        sections: dict[str, list[SitePage]] = {}
        for found in self.pages:
            sections.setdefault(found.section, []).append(found)
        return sections

    @property
    def listing(self) -> list[tuple[str, str, str]]:
        """Section, title and Markdown file of every page."""
        return [(found.section, found.text.title, f"{found.name}.md") for found in self.pages]

    def around(self, current: SitePage) -> tuple[SitePage | None, SitePage | None]:
        """The pages before and after one."""
        at = self.pages.index(current)
        before = self.pages[at - 1] if at else None
        return before, self.pages[at + 1] if at + 1 < len(self.pages) else None

    def search(self, docs: DocsCode) -> str:
        """The script of the search."""
        texts = [(f"{found.name}.html", found.text.title, _sections(found)) for found in self.pages]
        return search_index(docs, texts)


def _sections(found: SitePage) -> tuple[tuple[str, str], ...]:
    if found.section != "Guides" and found.name != "index":
        return ()
    return tuple((h.anchor, h.text) for h in found.text.headings if h.level == 2)


def site(docs: DocsCode, sources: Mapping[str, str]) -> Site:
    """The site; ``sources`` are the pages that are Markdown first, by their path below the folder of the documentation."""
    names = [name.removesuffix(".md") for name in sources]
    groups = {group.name: group for group in docs.groups}
    shelves = {shelf.name: shelf for shelf in docs.shelves}
    overviews = {overview.name: overview for overview in docs.overviews}
    sections = {
        "Start": [name for name in names if name == "index"],
        "Guides": [name for name in names if name.startswith("guides/")],
        "Operations": list(groups),
        "Types and errors": [*overviews, *shelves, "errors", *({"webhooks"} & set(names))],
    }
    placed = {name for section in sections.values() for name in section}
    sections["Side by side"] = [name for name in names if name not in placed]
    return Site(
        tuple(
            _page(name, section, sources.get(f"{name}.md", ""), groups, shelves, overviews)
            for section, members in sections.items()
            for name in members
        )
    )


def _page(
    name: str,
    section: str,
    source: str,
    groups: Mapping[str, Group],
    shelves: Mapping[str, Shelf],
    overviews: Mapping[str, Overview],
) -> SitePage:
    group, shelf, overview = groups.get(name), shelves.get(name), overviews.get(name)
    own = group or shelf or overview
    # Of a page with a layout of its own the title alone is asked for.
    text = Text(own.title, "", ()) if own else page(source)
    family = (shelf.name.partition("-")[0] if shelf else group.under if group else "") or name
    label = "Overview" if name == "index" else _label(text.title, group, is_part=family != name)
    return SitePage(name, section, text, breakable(label), family, group, shelf, overview)


def _label(title: str, group: Group | None, *, is_part: bool) -> str:
    """The title in the contents, below that of the family."""
    if group and group.topic:
        return group.topic
    return title.partition(": ")[2] if is_part else title


def guides(files: Iterable[Path]) -> dict[str, str]:
    """The texts of guides by file name."""
    return {path.name: path.read_text("utf-8") for path in files}


# --- what the templates of HTML ask ----------------------------------------------------------------------------------


def html(text: str) -> Markup:
    """HTML our own code has made for Markdown pages, its links leading to HTML pages."""
    # A macro's text is Markup, which would escape what is put into it.
    return Markup(page_links(str(text)))


def from_markdown(text: str) -> Markup:
    """A part of a Markdown page as HTML."""
    return Markup(fragment(text))


def code_html(code: str, language: str) -> Markup:
    """A block of code in its frame."""
    return Markup(framed(code, language))


def marked(code: str, language: str) -> Markup:
    """The text of a block of code."""
    return Markup(highlighted(code, language))


def breakable(name: str) -> Markup:
    """A name as HTML; a long one may break between its words."""
    text = escape(name)
    return Markup(_BETWEEN.sub("<wbr>", text)) if len(name) > _NARROW else text


def names_html(shelf: Shelf) -> str:
    """The names on a page of models or enums, each a link."""
    links = (f'<a href="{shelf.name}.html#{d.name}">{d.name}</a>' for d in shelf.declarations)
    return f'<p class="names">{" ".join(links)}</p>'


HTML_FILTERS: dict[str, Callable[..., Any]] = {
    "breakable": breakable,
    "code_html": code_html,
    "from_markdown": from_markdown,
    "html": html,
    "marked": marked,
    "names_html": names_html,
}
"""The ways a text may enter a page of HTML, besides the template's own escaping."""


def addresses(pages: Iterable[SitePage]) -> list[str]:
    """The path of every page, the start page's being the folder's own."""
    return ["" if found.name == "index" else f"{found.name}.html" for found in pages]
