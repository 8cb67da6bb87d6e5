"""Lowering: a validated, normalized description becomes an ``Api``.

Names are claimed first, those of components before those of services, so that neither depends on what operations
hold. Then every schema and operation is turned into plain data; what is wrong is reported, and lowering goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator import ir
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.document import Document, Node
from generator.naming import CLASSES, Scope, pascal, snake
from generator.operations.calls import Call, calls
from generator.operations.errors import error_types
from generator.operations.finish import kept
from generator.operations.grouping import Group, groups, path_text
from generator.operations.idempotency import idempotency
from generator.operations.operation import Operations
from generator.operations.responses import first_success
from generator.operations.security import schemes
from generator.operations.servers import Servers
from generator.schemas import Schemas, documentation


def lower(document: Document, config: Config, diagnostics: Diagnostics) -> ir.Api:
    """The representation of a description that is valid and of version 3.1."""
    root = document.node
    classes = Scope(CLASSES.union(*(names for _, names in config.exports)))
    schemas = Schemas(document, classes, diagnostics)
    schemas.claim_components()
    grouped = groups(document, classes, diagnostics)
    errors = error_types(root, classes, diagnostics)
    incoming = calls(root, [place for group in grouped for place in group.places])
    _name_places(grouped, incoming, schemas)
    schemas.declare_components()
    arguments = [h.argument for h in config.client_headers]
    credentials = schemes(root, arguments, diagnostics)
    servers = Servers([*arguments, *(scheme.argument for scheme in credentials)], diagnostics)
    document_servers = servers.of(root)
    operations = Operations(root, schemas, errors, credentials, servers, diagnostics)
    services = _services(grouped, operations, diagnostics)
    webhooks = _webhooks(incoming, operations)
    _check_links(services, diagnostics)
    return ir.Api(
        title=_text(root / "info", "title"),
        version=_text(root / "info", "version"),
        summary=_text(root / "info", "summary"),
        description=documentation.description((root / "info", root)),
        license=_license(root / "info" / "license"),
        servers=document_servers,
        schemes=credentials,
        services=services,
        types=kept(schemas, operations.bodies.flattened, services, webhooks),
        errors=tuple(errors.types.values()),
        error_body=errors.body,
        webhooks=webhooks,
        errata=documentation.errata(root, diagnostics),
    )


def _name_places(grouped: list[Group], incoming: list[Call], schemas: Schemas) -> None:
    """Says what the types are called after that stand in a path item, an operation or a webhook."""
    contexts = schemas.contexts
    for place in (place for group in grouped for place in group.places):
        contexts.set_root(place.item, pascal(path_text(place.path), "Root"))
        contexts.set_root(place.node, place.class_name)
        if response := first_success(place.node):
            contexts.set_root(response, f"{place.class_name}Response")
    for call in incoming:
        contexts.set_root(call.node / "requestBody", f"{pascal(call.name, 'Webhook')}Payload")


def _services(
    grouped: list[Group], operations: Operations, diagnostics: Diagnostics
) -> tuple[ir.Service, ...]:
    lowered = {place.id: operations.operation(place) for group in grouped for place in group.places}
    for group in grouped:
        siblings = {place.id: lowered[place.id] for place in group.places}
        for place in group.places:
            if found := idempotency(place.node, lowered[place.id], siblings, diagnostics):
                lowered[place.id] = replace(lowered[place.id], idempotency=found)
    return tuple(
        ir.Service(
            name=group.name,
            class_name=group.class_name,
            tag=group.tag,
            description=group.description,
            operations=tuple(_calls(group, lowered, operations)),
        )
        for group in grouped
    )


def _calls(
    group: Group, lowered: dict[str, ir.Operation], operations: Operations
) -> Iterator[ir.Operation]:
    """The operations of a group, each followed by those that send another body in its place."""
    for place in group.places:
        operation = lowered[place.id]
        yield operation
        yield from operations.others(place, operation, group.methods)


def _webhooks(incoming: list[Call], operations: Operations) -> tuple[ir.Webhook, ...]:
    scope = Scope()
    return tuple(
        operations.webhook(scope.claim_variable(snake(call.name, "webhook")), call)
        for call in incoming
    )


def _check_links(services: tuple[ir.Service, ...], diagnostics: Diagnostics) -> None:
    operations = [operation for service in services for operation in service.operations]
    known = {target for operation in operations for target in (operation.id, operation.pointer)}
    for link in (k for o in operations for response in o.responses for k in response.links):
        if link.operation not in known:
            message = f"the link '{link.name}' leads to no operation"
            diagnostics.warning("dangling-link", link.pointer, message)


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    return str(value).strip() if value is not None else ""


def _license(node: Node) -> str:
    return _text(node, "identifier") or _text(node, "name")
