"""Servers and their variables (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.paths import variables
from generator.schemas import documentation


def servers(owner: Node, diagnostics: Diagnostics) -> tuple[ir.Server, ...]:
    """The servers of a document, path item or operation."""
    return tuple(_server(node, diagnostics) for node in (owner / "servers").elements())


def operation_servers(
    operation: Node, document: Node, diagnostics: Diagnostics
) -> tuple[ir.Server, ...]:
    """The servers of an operation; relative ones belong to the document's first server."""
    found = servers(operation, diagnostics)
    if all("://" in server.default_url for server in found):
        return found
    base = next((server.default_url for server in servers(document, diagnostics)), "")
    if "://" not in base:
        message = "a relative server of one operation is relative to nothing; the client's is used"
        diagnostics.warning("relative-server", operation / "servers", message)
        return ()
    return tuple(replace(s, default_url=urljoin(base, s.default_url)) for s in found)


def _server(node: Node, diagnostics: Diagnostics) -> ir.Server:
    url = str(node.get("url", ""))
    default_url = url
    described: list[tuple[str, str, tuple[str, ...], str]] = []
    for name in variables(url):
        variable = node / "variables" / name
        allowed = tuple(str(value) for value in variable.get("enum") or ())
        default = str(variable.get("default", allowed[0] if allowed else ""))
        if not default:
            message = f"the variable '{name}' of the server has no default"
            diagnostics.warning("server-variable-without-default", node, message)
        default_url = default_url.replace("{" + name + "}", default)
        described.append((name, default, allowed, documentation.description((variable,))))
    return ir.Server(
        url=url,
        default_url=default_url,
        description=documentation.description((node,)),
        variables=tuple(described),
    )
