"""Base URLs in the generated package: templates whose variables are arguments of the client."""

from __future__ import annotations

from urllib.parse import urljoin

from generator import ir
from generator.python.text import literal

_STAND_IN = "https://api.example.com"


def default_server(api: ir.Api) -> ir.Server | None:
    """The server a client uses if it is given no endpoint; None where the description has no absolute URL for it."""
    return next((s for s in api.servers[:1] if "://" in s.default_url), None)


def is_absolute(operation: ir.Operation) -> bool:
    """Whether an operation has a server of its own on a host of its own."""
    return bool(operation.servers) and "//" in operation.servers[0].default_url


def template(server: ir.Server) -> str:
    """The URL as the runtime wants it: ``https://{region=eu}.example.com``."""
    url = server.url
    for name, default, _, _ in server.variables:
        if default is not None:
            url = url.replace("{" + name + "}", "{" + f"{name}={default}" + "}")
    return url


def example_url(api: ir.Api, operation: ir.Operation | None = None) -> str:
    """The base URL an example uses, without a trailing slash."""
    base = _STAND_IN
    for servers in (api.servers, operation.servers if operation else ()):
        base = _joined(base, servers[0].default_url) if servers else base
    return base


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(f"{base}/", url).rstrip("/")
    except ValueError:  # no URL, whatever the description says
        return base


def needed_variables(api: ir.Api, operation: ir.Operation) -> list[str]:
    """The variables without a default in the URLs an operation is sent to."""
    own, default = operation.servers[:1], default_server(api)
    relative = not own or "://" not in own[0].default_url
    used = [*own, default] if default and relative else own
    names = (name for server in used for name, given, _, _ in server.variables if given is None)
    return list(dict.fromkeys(names))


def variables(api: ir.Api) -> dict[str, tuple[str | None, tuple[str, ...], str]]:
    """The default, the allowed values (none: any) and the description of each variable in a URL that is used."""
    server = default_server(api)
    used = [server] if server else []
    used += [o.servers[0] for s in api.services for o in s.operations if o.servers]
    found: dict[str, tuple[str | None, tuple[str, ...], str]] = {}
    for name, default, allowed, text in (v for server in used for v in server.variables):
        if name in found:
            first, before, said = found[name]
            both = (*before, *allowed) if before and allowed else ()
            found[name] = first, tuple(dict.fromkeys(both)), said or text
        else:
            found[name] = default, allowed, text
    return found


def annotation(allowed: tuple[str, ...]) -> str:
    """The type of a variable's value."""
    return f"Literal[{', '.join(map(literal, allowed))}]" if allowed else "str"
