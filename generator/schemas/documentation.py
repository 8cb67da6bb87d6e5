"""What a schema says to people: descriptions, examples, defaults, and where the vendor's reference is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.values import is_list, is_mapping

_MAX_RULE = 200


def said(nodes: tuple[Node, ...]) -> Mapping[str, Any]:
    """What several schemas say together: each keyword of the last one that has it, or else of its ``allOf``."""
    if len(nodes) == 1 and is_mapping(nodes[0].value) and "allOf" not in nodes[0]:
        return nodes[0].value
    merged: dict[str, Any] = {}
    for node in nodes:
        elements = [*(node / "allOf").elements()] if "allOf" in node else []
        for source in (*reversed(elements), node):
            merged |= source.value if is_mapping(source.value) else {}
    return merged


def flag(nodes: tuple[Node, ...], keyword: str) -> bool:
    return said(nodes).get(keyword) is True


def description(nodes: tuple[Node, ...], rules: Sequence[Node] = ()) -> str:
    """The text of the last schema that has one, a link to further reading, and the rules no type can say."""
    text = said(nodes).get("description")
    paragraphs = [text.strip()] if isinstance(text, str) else []
    paragraphs += [link(node) for node in nodes[-1:] if "externalDocs" in node]
    paragraphs += map(_rule, rules)
    return "\n\n".join(filter(None, paragraphs))


def link(node: Node) -> str:
    """The ``externalDocs`` of an object as a Markdown link."""
    docs = node / "externalDocs"
    url, text = docs.get("url"), docs.get("description")
    if not isinstance(url, str) or not url:
        return ""
    return (
        f"[{text.strip() if isinstance(text, str) and text.strip() else 'Further reading'}]({url})"
    )


def examples(*nodes: Node) -> tuple[ir.Json, ...]:
    """The examples of the last object that has any: a list of values, named Example Objects, or a single one."""
    given = (node for node in reversed(nodes) if "example" in node or "examples" in node)
    return next(filter(None, (tuple(_examples(node)) for node in given)), ())


def _examples(node: Node) -> Iterator[ir.Json]:
    if "example" in node:
        yield node.get("example")
    if "examples" not in node:
        return
    several = node / "examples"
    if is_list(several.value):
        yield from several.value
    for named in dict(several.items()).values():
        if "value" in (resolved := named.resolve()):
            yield resolved.get("value")


def errata(node: Node, diagnostics: Diagnostics) -> tuple[ir.Erratum, ...]:
    """The ``x-errata`` of an object; an entry of another form is reported and left out."""
    if "x-errata" not in node:
        return ()
    found: list[ir.Erratum] = []
    place = node / "x-errata"
    if not is_list(place.value):
        diagnostics.warning(
            "invalid-extension", place, "x-errata is a list of page, truth and reason"
        )
    for element in place.elements():
        texts = element.value if is_mapping(element.value) else {}
        if texts.keys() == {"page", "truth", "reason"} and all(
            isinstance(t, str) for t in texts.values()
        ):
            found.append(ir.Erratum(**{name: text.strip() for name, text in texts.items()}))
        else:
            diagnostics.warning(
                "invalid-extension", element, "an erratum has the texts page, truth and reason"
            )
    return tuple(found)


def _rule(node: Node) -> str:
    text = json.dumps(node.value, ensure_ascii=False)
    if len(text) > _MAX_RULE:
        text = f"{text[:_MAX_RULE]} ..."
    return f"The client does not check this rule: `{node.name}: {text.replace('`', '')}`"
