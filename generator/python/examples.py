"""Example calls: the values a description gives, as typed Python.

Values come from the description; where it has none, the plainest value of the type stands in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time
from functools import partial
from keyword import iskeyword
from typing import TypeAlias
from uuid import UUID

from generator import ir
from generator.frozen import frozen
from generator.naming import iterator, snake
from generator.python.layout import Expression, Group, lay_out
from generator.python.once import Once
from generator.python.servers import default_server, example_url, needed_variables
from generator.python.text import literal
from generator.python.types import Declarations, case_order

Snippets: TypeAlias = Mapping[tuple[str, str], str]
"""Code the configuration gives as the example of an argument, by (location, wire name)."""

_FEW = 6
"""How many arguments a call among several shows."""

_STAND_INS: dict[ir.ScalarKind, ir.Json] = {
    "string": "text",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "bytes": "Ynl0ZXM=",
    "binary": "content",
    "datetime": "2030-01-31T09:00:00+00:00",
    "date": "2030-01-31",
    "time": "09:00:00",
    "duration": "PT1H",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}

_FORMATS: dict[str, str] = {
    "email": "ada@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


@frozen()
class Examples:
    """What example calls are made of: the package's name, its named types and the configured snippets.

    ``names`` are the names an example may have to import.
    """

    package: str
    api: ir.Api
    types: Declarations
    snippets: Snippets
    names: frozenset[str]
    _once: Once = field(default_factory=Once, repr=False)
    """Code and pages show the same calls."""

    def call(self, operation: ir.Operation, service: ir.Service, *, asynchronous: bool) -> str:
        """A whole program that makes the call and prints what comes back."""
        write = partial(self.calls, [(operation, service)], asynchronous=asynchronous)
        return self._once((operation.id, asynchronous), write)

    def calls(self, calls: Sequence[tuple[ir.Operation, ir.Service]], *, asynchronous: bool) -> str:
        """A whole program that makes one call after the other and prints what comes back.

        Several calls are shown with few arguments each, all the required among them.
        """
        lines: list[str] = []
        most = _FEW if len(calls) > 1 else sys.maxsize
        for operation, service in calls:
            target = self._result_name(operation)
            head = (f"{target} = " if target else "") + ("await " if asynchronous else "")
            call = self._call(operation, service, operation.name, most)
            body = head + lay_out(call, 8 if asynchronous else 0, before=len(head))
            if lines:
                lines[-1] += "\n"
            lines += [body, f"print({target})"] if target else [body]
        return self._program(calls[0][0], lines, asynchronous=asynchronous)

    def loop(self, operation: ir.Operation, service: ir.Service, *, asynchronous: bool) -> str:
        """A whole program that iterates over everything a paginated operation finds."""
        page = operation.pagination
        name = self._type_name(page.item_type) if page else "item"
        head = f"{'async ' if asynchronous else ''}for {name} in "
        call = self._call(operation, service, iterator(operation.name))
        indent = 8 if asynchronous else 0
        body = f"{head}{lay_out(call, indent, before=len(head) + 1)}:"
        after = f"{' ' * 4}print({name})"
        return self._program(operation, [body, after], asynchronous=asynchronous)

    def _call(
        self, operation: ir.Operation, service: ir.Service, method: str, most: int = sys.maxsize
    ) -> Group:
        shown = self.shown(operation)
        arguments = (
            (f"{argument.name}=", self._argument(argument, operation))
            for at, argument in enumerate(shown)
            if argument.required or at < most
        )
        return Group(f"client.{service.name}.{method}(", tuple(arguments), ")")

    def shown(self, operation: ir.Operation) -> list[ir.Argument]:
        """The arguments an example passes: the required, those of the body's example, those with a snippet."""
        body = operation.body.examples[0] if operation.body and operation.body.examples else None
        members = body if isinstance(body, dict) else {}
        return [
            argument
            for argument in operation.arguments
            if argument.required
            or (argument.location == "field" and argument.wire in members)
            or (
                argument.location == "query" and (argument.location, argument.wire) in self.snippets
            )
        ]

    def value(self, argument: ir.Argument, operation: ir.Operation) -> ir.Json:
        """The JSON value an example gives the argument."""
        body = operation.body
        if body and body.examples:
            example = body.examples[0]
            if argument.location == "body":
                return example
            if (
                argument.location == "field"
                and isinstance(example, dict)
                and argument.wire in example
            ):
                return example[argument.wire]
        if argument.examples:
            return argument.examples[0]
        return self.stand_in(argument.type)

    def stand_in(self, type: ir.Type, depth: int = 0) -> ir.Json:
        """The plainest JSON value of a type; recursive models end in the shortest form."""
        match type:
            case ir.Scalar(kind="string", format=format):
                return _FORMATS.get(format or "", "text")
            case ir.Scalar(kind=kind):
                return _STAND_INS[kind]
            case ir.LiteralType(values=values):
                return values[0] if values else None
            case ir.Array(items=items):
                return [self.stand_in(items, depth + 1)] if depth < 4 else []
            case ir.Tuple(items=places):
                return [self.stand_in(place, depth + 1) for place in places]
            case ir.Union(members=members):
                return self.stand_in(members[0], depth)
            case ir.Nullable(of=of):
                return self.stand_in(of, depth)
            case ir.Ref(key=key):
                return self._named(self.types[key], depth)
            case ir.AnyType() | ir.Map():
                return {}

    def _named(self, declaration: ir.Declaration, depth: int) -> ir.Json:
        match declaration:
            case ir.Enum(members=members):
                return members[0].value if members else ""
            case ir.Alias(type=type, examples=examples):
                if examples:
                    return examples[0]
                return self.stand_in(type, depth + 1) if depth < 8 else None
            case ir.Model(fields=fields, examples=examples):
                if examples:
                    return examples[0]
                return {
                    field.wire: (
                        field.examples[0]
                        if field.examples
                        else self.stand_in(field.type, depth + 1)
                    )
                    for field in fields
                    if field.required and depth < 8
                }

    # --- Python ------------------------------------------------------------------------------------------------------

    def _argument(self, argument: ir.Argument, operation: ir.Operation) -> Expression:
        snippet = self.snippets.get((argument.location, argument.wire))
        if snippet is not None:
            return snippet
        return self.expression(argument.type, self.value(argument, operation))

    def expression(self, type: ir.Type, value: ir.Json) -> Expression:
        """Typed Python source for a JSON value: an enum member, a model, a datetime where the type asks for it."""
        match type, value:
            case ir.Nullable(of=of), _ if value is not None:
                return self.expression(of, value)
            case ir.Ref(key=key), _:
                return self._declared(self.types[key], value)
            case ir.Array(items=items), list():
                return Group("[", tuple(("", self.expression(items, item)) for item in value), "]")
            case ir.Tuple(items=places), list() if len(value) == len(places):
                elements = [self.expression(*pair) for pair in zip(places, value, strict=True)]
                close = ",)" if len(elements) == 1 else ")"
                return Group("(", tuple(("", element) for element in elements), close)
            case ir.Map(values=values), dict():
                members = (
                    (f"{literal(k)}: ", self.expression(values, v)) for k, v in value.items()
                )
                return Group("{", tuple(members), "}")
            case ir.Scalar(kind=kind), str():
                return _scalar(kind, value)
            case _:
                return _plain(value)

    def _declared(self, declaration: ir.Declaration, value: ir.Json) -> Expression:
        match declaration:
            case ir.Enum(name=name, members=members):
                known = next((m.name for m in members if m.value == value), None)
                return f"{name}.{known}" if known else f"{name}({literal(value)})"
            case ir.Model(name=name, fields=fields, tag=tag) if isinstance(value, dict):
                given = [field for field in fields if field.wire in value and field.wire != tag]
                arguments = ((f"{f.name}=", self.expression(f.type, value[f.wire])) for f in given)
                return Group(f"{name}(", tuple(arguments), ")")
            case ir.Alias(type=ir.Union(members=members)) if isinstance(value, dict):
                return self.expression(self._fitting(members, value), value)
            case ir.Alias(type=type):
                return self.expression(type, value)
            case _:
                return _plain(value)

    def _fitting(self, members: tuple[ir.Type, ...], value: dict[str, ir.Json]) -> ir.Type:
        """The first member that has every required property of the value and knows the rest."""
        for member in members:
            model = self.types[member.key] if isinstance(member, ir.Ref) else None
            if isinstance(model, ir.Model):
                required = {field.wire for field in model.fields if field.required}
                if required <= value.keys() <= {field.wire for field in model.fields}:
                    return member
        return ir.AnyType()

    def _program(self, operation: ir.Operation, lines: list[str], *, asynchronous: bool) -> str:
        lines = [line for line in lines if line]
        made = self._client("AsyncClient" if asynchronous else "Client", operation)
        if asynchronous:
            client = lay_out(made, 4, before=len("async with  as client:"))
            inner = [f"    async with {client} as client:", *(f"        {line}" for line in lines)]
            code = ["", "async def main() -> None:", *inner, "", "", "asyncio.run(main())"]
        else:
            code = [f"client = {lay_out(made, before=len('client = '))}", "", *lines]
        program = "\n".join(code)
        return f"{self._imports(program, asynchronous=asynchronous)}\n\n{program}"

    def _client(self, class_name: str, operation: ir.Operation) -> Group:
        schemes = {scheme.key: scheme for scheme in self.api.schemes}
        uses = operation.security[0] if operation.security else ()
        arguments = [_credential(schemes[use.scheme]) for use in uses]
        endpoint = [] if default_server(self.api) else [("", literal(example_url(self.api)))]
        variables = [
            (f"{name}=", literal(f"my-{name.replace('_', '-')}"))
            for name in needed_variables(self.api, operation)
        ]
        return Group(f"{class_name}(", (*endpoint, *variables, *arguments), ")")

    def _imports(self, program: str, *, asynchronous: bool) -> str:
        words = set(re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*(?=[.(])", program))
        names = sorted(
            (words & self.names) | {"AsyncClient" if asynchronous else "Client"}, key=case_order
        )
        standard = ["import asyncio"] if asynchronous else []
        times = [name for name in ("date", "datetime", "time", "timedelta") if name in words]
        standard += [f"from datetime import {', '.join(times)}"] if times else []
        standard += ["from uuid import UUID"] if "UUID" in words else []
        package = f"from {self.package} import {', '.join(names)}"
        return "\n".join([*standard, "", package] if standard else [package])

    def _result_name(self, operation: ir.Operation) -> str:
        return self._type_name(operation.result) if operation.result is not None else ""

    def _type_name(self, type: ir.Type) -> str:
        name = snake(self.types[type.key].name) if isinstance(type, ir.Ref) else "result"
        return "result" if name in ("client", "print", "asyncio") or iskeyword(name) else name


def _scalar(kind: ir.ScalarKind, value: str) -> str:
    match kind:
        case "datetime" | "date" | "time":
            return f"{kind}.fromisoformat({literal(_readable(kind, value))})"
        case "duration":
            return "timedelta(hours=1)"
        case "uuid":
            return f"UUID({literal(_readable(kind, value))})"
        case "bytes" | "binary":
            return f"{literal(value)}.encode()"
        case _:
            return literal(value)


_READERS: dict[ir.ScalarKind, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
}


def _readable(kind: ir.ScalarKind, value: str) -> str:
    """The value, or a stand-in where a description's example is not of the type it claims."""
    try:
        _READERS[kind](value)
    except ValueError:
        return str(_STAND_INS[kind])
    return value


def _plain(value: ir.Json) -> Expression:
    if isinstance(value, list):
        return Group("[", tuple(("", _plain(item)) for item in value), "]")
    if isinstance(value, dict):
        return Group("{", tuple((f"{literal(k)}: ", _plain(v)) for k, v in value.items()), "}")
    return literal(value)


def _credential(scheme: ir.Scheme) -> tuple[str, Expression]:
    if scheme.kind == "mutual_tls":
        return "client_cert=", literal("client.pem")
    if scheme.kind == "basic":
        return f"{scheme.argument}=", '("user", "password")'
    secret = f"my-{scheme.argument.replace('_', '-')}"
    return f"{scheme.argument}=", literal(f"{scheme.word} {secret}" if scheme.word else secret)
