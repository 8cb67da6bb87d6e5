"""Servers and their variables (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.document.paths import filled, variables
from generator.naming import CLIENT_ARGUMENTS, Scope, snake
from generator.schemas import documentation

_ADDRESS = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|[\w-]{1,63}(\.[\w-]{1,63})*\.?)(:[0-9]{1,5})?(/[\w/:@!$&'()*+,;=.~%-]*)?",
    re.ASCII | re.IGNORECASE,
)
"""What a request can go to (RFC 3986, sections 3.2.2, 3.2.3 and 3.3)."""


class Servers:
    """Lowers servers. A variable is an argument of the client, under one name wherever it is met."""

    def __init__(self, reserved: Iterable[str], diagnostics: Diagnostics) -> None:
        self._scope = Scope(CLIENT_ARGUMENTS.union(reserved))
        self._arguments: dict[str, str] = {}
        self._diagnostics = diagnostics

    def of(self, owner: Node) -> tuple[ir.Server, ...]:
        """The servers of a document."""
        return tuple(self._server(node) for node in (owner / "servers").elements())

    def of_operation(self, operation: Node) -> tuple[ir.Server, ...]:
        """The servers of an operation that requests can go to."""
        found = self.of(operation)
        sent = tuple(server for server in found if _is_address(server.default_url))
        for server in found:
            if server not in sent:
                message = f"'{server.default_url}' is no address of a server; it is left out"
                self._diagnostics.warning("invalid-server", operation / "servers", message)
        return sent

    def _server(self, node: Node) -> ir.Server:
        url = str(node.get("url", ""))
        names: dict[str, str] = {}
        values: dict[str, str] = {}
        described: list[tuple[str, str | None, tuple[str, ...], str]] = []
        for name in variables(url):
            variable = node / "variables" / name
            argument = self._argument(name)
            allowed = tuple(dict.fromkeys(str(value) for value in variable.get("enum") or ()))
            default = variable.get("default", allowed[0] if allowed else None)
            if default is None:
                message = f"the variable '{name}' of the server has no default; callers give it"
                self._diagnostics.warning("server-variable-without-default", node, message)
            names[name] = "{" + argument + "}"
            values[name] = f"my-{argument.replace('_', '-')}" if default is None else str(default)
            text = documentation.description((variable,))
            described.append((argument, None if default is None else str(default), allowed, text))
        return ir.Server(
            url=filled(url, names),
            default_url=filled(url, values),
            description=documentation.description((node,)),
            variables=tuple(described),
        )

    def _argument(self, name: str) -> str:
        if name not in self._arguments:
            plain = snake(name, "variable")
            self._arguments[name] = self._scope.claim(plain, f"server_{plain}")
        return self._arguments[name]


def _is_address(url: str) -> bool:
    """Whether this is an address, or leads from one to another."""
    try:
        return _ADDRESS.fullmatch(urljoin("https://example.com/", url)) is not None
    except ValueError:
        return False
