"""A page of the site, taken apart: what a browser would find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "input", "link", "meta", "wbr"})
SCRIPTED = ("javascript:", "data:", "vbscript:")


class HtmlPage(HTMLParser):
    """Ids, links, scripts and text; ``problems`` are what no page of ours may hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.problems: list[str] = []
        self.sections: dict[str, Section] = {}
        self._open: list[str] = []
        self._within: list[tuple[int, Section]] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is not closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.problems.append(f"an attribute twice: <{tag} {attrs}>")
        self.problems += [f"{name} on <{tag}>" for name in values if name.startswith("on")]
        self.problems += [f"style on <{tag}>"] if "style" in values else []
        self.problems += [f"<{tag}>"] if tag in ("img", "iframe", "object", "form", "svg") else []
        if tag == "script" and set(values) != {"src", "data-root"}:
            self.problems.append(f"<script {attrs}>")
        if "id" in values:
            self.ids.append(values["id"])
        self._address(tag, values)
        self._leave_out(tag in ("dt", "dd"))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "section" and "id" in values:
            self.sections[values["id"]] = section = Section()
            self._within.append((len(self._open), section))
        for _, section in self._within:
            section.start(tag, values)

    def _address(self, tag: str, values: Mapping[str, str]) -> None:
        address = values.get("href", values.get("src"))
        if address is None:
            return
        if address.strip().lower().startswith(SCRIPTED):
            self.problems.append(address)
        if tag in ("script", "link") and values.get("rel") != "canonical":
            self.loaded.append(address)
        else:
            self.links.append(address)

    def _leave_out(self, ended: bool) -> None:
        """The end of a ``dt`` or ``dd`` may be left out before another and at the end of the list (HTML, 13.1.2.4)."""
        if ended and self._open[-1:] in (["dt"], ["dd"]):
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # what is closed in its own tag has no end besides
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._leave_out(tag == "dl")
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> after {self._open[-1:]}")
            return
        self._open.pop()
        self._within = [pair for pair in self._within if pair[0] <= len(self._open)]

    def handle_data(self, data: str) -> None:
        for _, section in self._within:
            section.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"<?{data}>")


@dataclass
class Section:
    """What stands in one section of a page."""

    text: list[str] = field(default_factory=list[str])
    tags: list[str] = field(default_factory=list[str])
    samples: list[str] = field(default_factory=list[str])
    ids: list[str] = field(default_factory=list[str])

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        self.tags.append(tag)
        self.samples += [values["data-sample"]] if "data-sample" in values else []
        self.ids += [values["id"]] if "id" in values else []

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())
