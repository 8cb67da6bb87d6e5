"""Security schemes to client arguments, requirements to alternatives (OpenAPI 3.1, sections 4.8.27 and 4.8.30)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from generator import ir
from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Node
from generator.document.values import is_list
from generator.naming import CLIENT_ARGUMENTS, Scope, snake
from generator.operations.parameters import is_header_name
from generator.schemas import documentation

_FLOWS = ("clientCredentials", "password", "authorizationCode", "implicit")
"""The flows of OAuth2; the first is the one a program goes through by itself."""


def schemes(
    document: Node, reserved: Iterable[str], diagnostics: Diagnostics
) -> tuple[ir.Scheme, ...]:
    """The security schemes of a description: a client has one argument for each, none called as ``reserved``."""
    scope = Scope(CLIENT_ARGUMENTS.union(reserved))
    found: list[ir.Scheme] = []
    for key, place in (document / "components" / "securitySchemes").items():
        target = place.resolve()
        node = target if target.exists else place
        if node.get("in") == "header" and not is_header_name(str(node.get("name"))):
            message = (
                f"no header can be called '{node.get('name')}'; nothing is sent for the scheme"
            )
            diagnostics.warning("unsupported-security-scheme", node, message)
        else:
            argument = scope.claim_variable(snake(key, "credential"))
            found.append(_scheme(key, node, argument, diagnostics))
    return tuple(found)


def _scheme(key: str, node: Node, argument: str, diagnostics: Diagnostics) -> ir.Scheme:
    bearer = ir.Scheme(
        key=key,
        argument=argument,
        kind="bearer",
        description=documentation.description((node,)),
        pointer=node.pointer,
    )
    match node.get("type"), str(node.get("scheme")).lower():
        case "apiKey", _:
            return _api_key(bearer, node)
        case "http", "bearer":
            return bearer
        case "http", "basic":
            return replace(bearer, kind="basic")
        case "oauth2", _:
            return _oauth2(bearer, node)
        case "openIdConnect", _:
            return replace(bearer, kind="openid_connect")
        case "mutualTLS", _:
            return replace(bearer, kind="mutual_tls")
        case kind, scheme:
            message = f"the client cannot do '{scheme if kind == 'http' else kind}' authentication"
            hint = "give the client the whole Authorization header, or a middleware that adds it"
            diagnostics.warning("unsupported-security-scheme", node, message, hint)
            return replace(bearer, kind="other", word=scheme.title() if kind == "http" else "")


def _api_key(scheme: ir.Scheme, node: Node) -> ir.Scheme:
    wire = str(node.get("name"))
    match node.get("in"):
        case "query" | "cookie" as location:
            return replace(scheme, kind="api_key", location=location, wire=wire)
        case _:
            return replace(scheme, kind="api_key", wire=wire)


def _oauth2(scheme: ir.Scheme, node: Node) -> ir.Scheme:
    flows = [flow for name in _FLOWS if (flow := node / "flows" / name).exists]
    scopes = {name: str(text.value) for flow in flows for name, text in (flow / "scopes").items()}
    url = (node / "flows" / _FLOWS[0]).get("tokenUrl")
    token_url = url if isinstance(url, str) and url else None
    return replace(scheme, kind="oauth2", token_url=token_url, scopes=tuple(scopes.items()))


def requirements(
    operation: Node, document: Node, known: Collection[str], diagnostics: Diagnostics
) -> tuple[ir.Requirement, ...]:
    """The alternatives that satisfy an operation; its own list replaces the document's, an empty one needs nothing.

    An alternative with a scheme the client cannot serve is none, unless all are such: then what can be sent is.
    """
    listed = operation / "security" if "security" in operation else document / "security"
    found = [
        [_use(scheme, document, known, diagnostics) for _, scheme in alternative.items()]
        for alternative in listed.elements()
    ]
    whole = [uses for uses in found if None not in uses]
    alternatives = tuple(tuple(filter(None, uses)) for uses in whole or found)
    return alternatives if any(alternatives) else ()


def _use(
    node: Node, document: Node, known: Collection[str], diagnostics: Diagnostics
) -> ir.SecurityUse | None:
    """One scheme of a requirement; None for one that nothing is sent for."""
    if (document / "components" / "securitySchemes" / node.name).exists and node.name not in known:
        return None  # said where it is declared
    if node.name not in known:
        message = f"there is no security scheme '{node.name}'; nothing is sent for it"
        hint = did_you_mean(node.name, known)
        diagnostics.warning("unknown-security-scheme", node, message, hint)
        return None
    scopes = node.value if is_list(node.value) else []
    return ir.SecurityUse(scheme=node.name, scopes=tuple(map(str, scopes)))
