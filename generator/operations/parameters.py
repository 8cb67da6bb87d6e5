"""Parameters to arguments: style and explode made explicit (OpenAPI 3.1, section 4.8.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.paths import identity, variables
from generator.frozen import frozen
from generator.naming import Scope, snake
from generator.schemas import Schemas, Value, documentation

_STYLES: dict[ir.Location, tuple[ir.Style, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
"""The styles of each location, the default first (section 4.8.12.2)."""

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that have no effect by section 4.8.12.2.1: content and security say what is sent."""

_OTHER_HEADERS = "a call that needs another one is given it by its headers option"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def is_header_name(name: str) -> bool:
    """Whether a header can be called so (RFC 9110, section 5.1)."""
    return _TOKEN.fullmatch(name) is not None


@frozen()
class Parameters:
    """Lowers the parameters of operations."""

    schemas: Schemas
    diagnostics: Diagnostics

    def arguments(
        self, item: Node, operation: Node, path: str, scope: Scope
    ) -> tuple[ir.Argument, ...]:
        """The arguments of an operation: those of its path item first, unless it has its own."""
        known = set(variables(path))
        located: list[tuple[Node, ir.Location]] = [
            (node, location)
            for node in self._in_order(item, operation)
            if (location := self._location(node, known))
        ]
        names = _names(located, scope)
        return tuple(self._argument(node, location, names[node]) for node, location in located)

    def _location(self, node: Node, known: set[str]) -> ir.Location | None:
        """Where a parameter travels; None when it has no effect."""
        location, name = node.get("in"), str(node.get("name"))
        if not name:
            message = "a parameter without a name cannot be sent; it is left out"
            self.diagnostics.warning("ignored-parameter", node, message)
            return None
        if location == "header" and name.lower() in _IGNORED_HEADERS:
            message = (
                f"by OpenAPI a parameter '{name}' is ignored: content and security say what is sent"
            )
            self.diagnostics.note("ignored-parameter", node, message, _OTHER_HEADERS)
            return None
        if location == "header" and not is_header_name(name):
            message = f"no header can be called '{name}'; the parameter is left out"
            self.diagnostics.warning("ignored-parameter", node, message)
            return None
        if location == "path" and name not in known:
            message = f"the path has no variable '{name}'; the parameter is left out"
            self.diagnostics.warning("unused-path-parameter", node, message)
            return None
        return next((known for known in _STYLES if known == location), None)

    def _argument(self, node: Node, location: ir.Location, name: str) -> ir.Argument:
        media_type, schema = self._content(node)
        value = self.schemas.value(schema) if schema.exists else Value(type=ir.Scalar("string"))
        style, explode = (None, False) if media_type else self._style(node, location)
        if style:
            self._check_depth(node, value.type, style)
        return ir.Argument(
            name=name,
            wire=str(node.get("name")),
            location=location,
            type=value.type,
            required=location == "path" or node.get("required") is True,
            description=documentation.description((node,)) or value.description,
            default=value.default,
            deprecated=node.get("deprecated") is True or value.deprecated,
            examples=documentation.examples(node) or value.examples,
            style=style,
            explode=explode,
            allow_reserved=location == "query" and node.get("allowReserved") is True,
            content_type=media_type,
            errata=(*documentation.errata(node, self.diagnostics), *value.errata),
            pointer=node.pointer,
        )

    def _content(self, node: Node) -> tuple[str | None, Node]:
        """The media type of a parameter that is described by ``content``, and the schema of any."""
        for media_type, described in (node / "content").items():
            return media_type, described / "schema"
        return None, node / "schema"

    def _style(self, node: Node, location: ir.Location) -> tuple[ir.Style, bool]:
        styles = _STYLES[location]
        said = node.get("style", styles[0])
        style = styles[styles.index(said)] if said in styles else styles[0]
        if style != said:
            message = f"'{said}' is no style of {location} parameters; '{style}' is used"
            self.diagnostics.warning("unsupported-style", node / "style", message)
        explode = node.get("explode", style in ("form", "deepObject"))
        return style, explode is True or style == "deepObject"

    def _check_depth(self, node: Node, type: ir.Type, style: ir.Style) -> None:
        """Says so where a style has no form for a type: objects and lists inside others have none but deepObject's."""
        if style != "deepObject" and any(map(self.schemas.has_members, self.schemas.parts(type))):
            message = f"the style '{style}' has no form for objects and lists inside others"
            self.diagnostics.warning("unsupported-style", node, message, "each is sent as JSON")

    def _in_order(self, item: Node, operation: Node) -> Iterator[Node]:
        """The parameters of an operation, each once; those it shares with its path item come first."""
        shared = {element.resolve() for element in (item / "parameters").elements()}
        nodes = list(self._described(operation))
        nodes.sort(key=lambda node: node not in shared)
        passed: dict[tuple[str, str], Node] = {}
        for node in nodes:
            first = passed.setdefault(identity(node), node)
            if first is node:
                yield node
            elif first != node:
                message = f"the parameter '{node.get('name')}' is there twice; the first counts"
                related = ((first.pointer, "the first"),)
                self.diagnostics.warning("duplicate-parameter", node, message, related=related)

    def _described(self, operation: Node) -> Iterator[Node]:
        for element in (operation / "parameters").elements():
            node = element.resolve()
            if node.get("in") in tuple(_STYLES):  # it may be anything, a list too
                yield node
            else:
                message = "this is no parameter: nothing says where it travels; it is left out"
                self.diagnostics.warning("ignored-parameter", element, message)


def _names(located: list[tuple[Node, ir.Location]], scope: Scope) -> dict[Node, str]:
    """Argument names. A parameter that is called like its argument comes before one that is made so."""
    plain = {node: snake(str(node.get("name")), "parameter") for node, _ in located}
    exact_first = sorted(located, key=lambda pair: plain[pair[0]] != pair[0].get("name"))
    return {
        node: scope.claim_variable(plain[node], f"{location}_{plain[node]}")
        for node, location in exact_first
    }
