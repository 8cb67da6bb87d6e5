"""Servers and their variables (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.paths import variables
from generator.schemas import documentation

_ADDRESS = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|[\w-]{1,63}(\.[\w-]{1,63})*\.?)(:[0-9]{1,5})?(/[\w/:@!$&'()*+,;=.~%-]*)?",
    re.ASCII | re.IGNORECASE,
)
"""What a request can go to (RFC 3986, sections 3.2.2, 3.2.3 and 3.3)."""


def servers(owner: Node, diagnostics: Diagnostics) -> tuple[ir.Server, ...]:
    """The servers of a document, path item or operation."""
    return tuple(_server(node, diagnostics) for node in (owner / "servers").elements())


def operation_servers(
    operation: Node, document: Node, diagnostics: Diagnostics
) -> tuple[ir.Server, ...]:
    """The servers of an operation; relative ones belong to the document's first server."""
    found = servers(operation, diagnostics)
    if any("://" not in server.default_url for server in found):
        found = _absolute(found, operation, document, diagnostics)
    sent = tuple(server for server in found if _ADDRESS.fullmatch(server.default_url))
    for server in found:
        if server not in sent:
            message = f"'{server.default_url}' is no address of a server; it is left out"
            diagnostics.warning("invalid-server", operation / "servers", message)
    return sent


def _absolute(
    found: tuple[ir.Server, ...], operation: Node, document: Node, diagnostics: Diagnostics
) -> tuple[ir.Server, ...]:
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
