"""One operation, or one webhook: everything about it in one place."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.naming import ARGUMENTS, PAGER_ARGUMENTS, Scope
from generator.operations.bodies import Bodies, Choice
from generator.operations.calls import Call
from generator.operations.errors import ErrorTypes
from generator.operations.grouping import Place
from generator.operations.pagination import pagination
from generator.operations.parameters import Parameters
from generator.operations.responses import Responses
from generator.operations.security import requirements
from generator.operations.servers import Servers
from generator.schemas import Schemas, documentation

_FRAGMENT = re.compile(r"#(?![^{}]*\})")
"""Where the fragment of a path begins, which is not in the name of a variable."""


class Operations:
    """Lowers operations one by one."""

    def __init__(
        self,
        root: Node,
        schemas: Schemas,
        errors: ErrorTypes,
        schemes: tuple[ir.Scheme, ...],
        servers: Servers,
        diagnostics: Diagnostics,
    ) -> None:
        self._root = root
        self._schemas = schemas
        self._errors = errors
        self._schemes = [scheme.key for scheme in schemes]
        self._servers = servers
        self._diagnostics = diagnostics
        self._parameters = Parameters(schemas, diagnostics)
        self._responses = Responses(schemas, diagnostics)
        self.bodies = Bodies(schemas, diagnostics)

    def operation(self, place: Place) -> ir.Operation:
        """An operation without its ``x-idempotency``, which needs all the others to be there."""
        node = place.node
        paginated = "x-pagination" in node
        scope = Scope(PAGER_ARGUMENTS if paginated else ARGUMENTS)
        arguments = self._parameters.arguments(place.item, node, place.path, scope)
        body, members = self._body(node, scope)
        arguments += members
        responses, (result, codec) = self._responses.responses(node, place.class_name)
        self._schemas.build()
        return ir.Operation(
            id=place.id,
            name=place.name,
            method=node.name.upper(),
            path=self._sent_path(place),
            summary=_summary(place),
            description=documentation.description((place.item, node)),
            arguments=arguments,
            body=body,
            responses=responses,
            result=result,
            result_codec=codec,
            errors=self._errors.of(node, self._diagnostics),
            security=requirements(node, self._root, self._schemes, self._diagnostics),
            servers=self._servers.of_operation(node),
            deprecated=node.get("deprecated") is True,
            pagination=pagination(node, arguments, result, self._schemas, self._diagnostics),
            errata=documentation.errata(node, self._diagnostics),
            pointer=node.pointer,
        )

    def others(self, place: Place, operation: ir.Operation, methods: Scope) -> list[ir.Operation]:
        """The same operation once more for each media type whose body is another than the preferred one."""
        paginated = "x-pagination" in place.node
        return [
            self._other(
                place,
                operation,
                choice,
                methods,
                Scope(PAGER_ARGUMENTS if paginated else ARGUMENTS),
            )
            for choice in self.bodies.choices(place.node / "requestBody")[1:]
        ]

    def _other(
        self, place: Place, operation: ir.Operation, choice: Choice, methods: Scope, scope: Scope
    ) -> ir.Operation:
        media_type = choice.media_type
        arguments = self._parameters.arguments(place.item, place.node, place.path, scope)
        body, members = self.bodies.body(place.node / "requestBody", scope, choice)
        self._schemas.build()
        by_codec, by_name = (
            f"{operation.name}_as_{word}" for word in (media_type.codec, media_type.word)
        )
        name = methods.claim_variable(by_codec, by_name)
        sent = f"The body is sent as `{media_type.name}`."
        return replace(
            operation,
            id=f"{operation.id}{name.removeprefix(operation.name)}",
            name=name,
            description="\n\n".join(filter(None, (operation.description, sent))),
            arguments=(*arguments, *members),
            body=body,
            pagination=None,
        )

    def _body(
        self, node: Node, scope: Scope, *, flatten: bool = True
    ) -> tuple[ir.Body | None, tuple[ir.Argument, ...]]:
        choices = self.bodies.choices(node / "requestBody")
        if not choices:
            return None, ()
        return self.bodies.body(node / "requestBody", scope, choices[0], flatten=flatten)

    def _sent_path(self, place: Place) -> str:
        """The path without a fragment, which some descriptions use to keep operations apart (RFC 3986, section 3.5)."""
        path = _FRAGMENT.split(place.path)[0]
        if path != place.path:
            message = f"'{place.path.removeprefix(path)}' of the path is never sent; it is left out"
            self._diagnostics.warning("path-fragment", place.node, message)
        return path

    def webhook(self, name: str, call: Call) -> ir.Webhook:
        """A call the API makes: its payload, always whole."""
        node = call.node
        body, payload = self._body(node, Scope(), flatten=False)
        self._schemas.build()
        operation = ir.Operation(
            id=str(node.get("operationId", name)),
            name=name,
            method=node.name.upper(),
            path="",
            summary=str(node.get("summary", "")).strip(),
            description=documentation.description((node,)),
            arguments=payload,
            body=body,
            deprecated=node.get("deprecated") is True,
            errata=documentation.errata(node, self._diagnostics),
            pointer=node.pointer,
        )
        return ir.Webhook(name=name, operation=operation, url=call.url, callers=tuple(call.callers))


def _summary(place: Place) -> str:
    return str(place.node.get("summary") or place.item.get("summary") or "").strip()
