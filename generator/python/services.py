"""A service module: operation constants, signatures and calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator import ir
from generator.frozen import frozen
from generator.naming import iterator
from generator.python.addresses import sent
from generator.python.describe import method_docstring
from generator.python.examples import Examples
from generator.python.imports import import_block, merge
from generator.python.layout import Expression, Group, lay_out, lay_out_annotation
from generator.python.servers import template
from generator.python.text import WIDTH, docstring, literal, prose
from generator.python.types import Annotator, Declarations, imports, is_secret, models_of

_DEFAULT_STYLES: dict[ir.Location, tuple[ir.Style, bool]] = {
    "path": ("simple", False),
    "query": ("form", True),
    "header": ("simple", False),
    "cookie": ("form", True),
}


def constant_name(operation: ir.Operation) -> str:
    """The module constant that holds an operation's facts."""
    return f"_{operation.name.upper()}"


def constant(
    operation: ir.Operation, operations: Mapping[str, ir.Operation], types: Declarations
) -> str:
    """The assignment of an operation's constant: what the runtime must know to make the call.

    ``operations`` are those of its service, by id.
    """
    items: list[tuple[str, Expression]] = [
        ("", literal(operation.id)),
        ("", literal(operation.method)),
        ("", literal(sent(operation.path))),
    ]
    items += list(_facts(operation, operations, types))
    call = Group("Operation(", tuple(items), ")")
    name, result = constant_name(operation), _call_result(operation, types)
    head = f"{name}: Operation[{result}] = "
    # Three forms, from the usual to the one for the longest names, as black has them.
    if len(f"{head}Operation(") <= WIDTH:
        return head + lay_out(call, before=len(head), width=WIDTH)
    if len(f"{head}(") <= WIDTH:
        return f"{head}(\n    {lay_out(call, 4, width=WIDTH)}\n)"
    return f"{name}: Operation[\n    {result}\n] = {lay_out(call, before=WIDTH, width=WIDTH)}"


def streams(operation: ir.Operation) -> bool:
    """Whether the results come one by one while the response arrives."""
    return operation.result_codec in ("sse", "jsonl")


def _call_result(operation: ir.Operation, types: Declarations) -> str:
    # What streams is an object of its own in each client, so one constant cannot promise either.
    if streams(operation):
        return "Any"
    return Annotator(types)(operation.result) if operation.result else "None"


def _facts(
    operation: ir.Operation, operations: Mapping[str, ir.Operation], types: Declarations
) -> Iterator[tuple[str, Expression]]:
    if operation.result is not None:
        yield "result=", literal(Annotator(types)(operation.result))
        if operation.result_codec != "json":
            yield "response=", literal(operation.result_codec)
    if operation.body:
        yield from _body(operation)
    if operation.security:
        alternatives = ([literal(use.scheme) for use in needed] for needed in operation.security)
        yield "security=", _tuple([_tuple(names) for names in alternatives])
    if operation.servers:
        yield "server=", literal(template(operation.servers[0]))
    if encodings := list(_encodings(operation)):
        yield "parameters=", Group("{", tuple(encodings), "}")
    if operation.idempotency:
        yield "idempotency=", _idempotency(operation.idempotency, operations)
    if operation.pagination:
        yield "pagination=", _pagination(operation, types)
    if operation.deprecated:
        yield "deprecated=", literal(deprecation(operation))
    if outdated := _outdated(operation):
        yield "deprecated_parameters=", _tuple([literal(argument.wire) for argument in outdated])


def deprecation(operation: ir.Operation, outdated: Sequence[ir.Argument] = ()) -> str:
    """What a caller of a deprecated operation, or of one with deprecated arguments, is told."""
    if not outdated:
        return f"{operation.name} is deprecated"
    names = " and ".join(argument.name for argument in outdated)
    return f"{operation.name}: {names} {'are' if len(outdated) > 1 else 'is'} deprecated"


def _deprecated(text: str) -> str:
    """The decorator that marks a method as deprecated; an item that stands alone gets no comma behind it."""
    flat = f"@deprecated({literal(text)})"
    return flat if 4 + len(flat) <= WIDTH else f"@deprecated(\n        {literal(text)}\n    )"


def _outdated(operation: ir.Operation) -> list[ir.Argument]:
    return [argument for argument in operation.arguments if argument.deprecated]


_USUAL_MEDIA_TYPES: dict[ir.Codec, str] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "text": "text/plain",
    "binary": "application/octet-stream",
}


def _body(operation: ir.Operation) -> Iterator[tuple[str, Expression]]:
    body = operation.body
    assert body is not None
    yield "body=", literal(body.codec)
    if _USUAL_MEDIA_TYPES.get(body.codec) != body.media_type:
        yield "content_type=", literal(body.media_type)
    if body.flat and body.optional:
        yield "optional_body=", "True"
    if parts := list(_parts(body)):
        yield "parts=", Group("{", tuple(parts), "}")


def _parts(body: ir.Body) -> Iterator[tuple[str, str]]:
    for part in body.parts:
        key = f"{literal(part.wire)}: "
        if part.headers or part.data:
            said = literal(part.content_type or "")
            headers = f", {literal(dict(part.headers))}" if part.headers else ""
            yield key, f"Media({said}{headers}{', data=True' if part.data else ''})"
        elif part.content_type:
            yield key, literal(part.content_type)
        else:
            yield key, f"Style({literal(part.style)}, {part.explode})"


def _tuple(items: Sequence[Expression]) -> Group:
    return Group("(", tuple(("", item) for item in items), ",)" if len(items) == 1 else ")")


def _encodings(operation: ir.Operation) -> Iterator[tuple[str, Expression]]:
    for argument in operation.arguments:
        if argument.location in ("field", "body"):
            continue
        style = f"{literal(argument.style)}, {argument.explode}"
        key = f"{literal(argument.wire)}: "
        if argument.content_type:
            yield key, f"Media({literal(argument.content_type)})"
        elif argument.allow_reserved:
            yield key, f"Style({style}, allow_reserved=True)"
        elif (argument.style, argument.explode) != _DEFAULT_STYLES[argument.location]:
            yield key, f"Style({style})"


def _idempotency(rule: ir.Idempotency, operations: Mapping[str, ir.Operation]) -> Group:
    items: list[tuple[str, Expression]] = [
        ("", literal(rule.key)),
        ("conflict=", literal(rule.conflict)),
        ("fetch=", f"lambda: {constant_name(operations[rule.fetch])}"),
    ]
    if rule.unless:
        items.append(("unless=", _tuple([literal(value) for value in rule.unless])))
    return Group("Idempotency(", tuple(items), ")")


def _pagination(operation: ir.Operation, types: Declarations) -> Group:
    page = operation.pagination
    assert page is not None
    facts: list[tuple[str, Expression | None]] = [
        ("", literal(page.kind)),
        ("items=", _attribute(page.items, operation.result, types)),
        ("parameter=", literal(page.parameter)),
        ("size=", literal(page.size)),
        ("total=", page.total and _attribute(page.total, operation.result, types)),
        ("size_template=", page.size_template and literal(page.size_template)),
        ("next_template=", page.next_template and literal(page.next_template)),
        ("previous_template=", page.previous_template and literal(page.previous_template)),
        ("cursor=", page.cursor and _attribute(page.cursor, page.item_type, types)),
        ("restart=", _tuple([literal(text) for text in page.restart]) if page.restart else None),
    ]
    return Group("Pagination(", tuple((prefix, fact) for prefix, fact in facts if fact), ")")


def _attribute(wire: str, type: ir.Type | None, types: Declarations) -> str:
    """The Python name of a model's member, as a literal."""
    fields = (field for model in models_of(type, types) for field in model.fields)
    return literal(next((field.name for field in fields if field.wire == wire), wire))


# --- methods ---------------------------------------------------------------------------------------------------------

_PARTS: tuple[tuple[ir.Location, str], ...] = (
    ("path", "path"),
    ("query", "query"),
    ("header", "headers"),
    ("cookie", "cookies"),
    ("field", "body"),
)


@frozen()
class Overload:
    """One way to call a method; ``deprecated`` is the decorator that says why not to call it so."""

    arguments: tuple[ir.Argument, ...]
    deprecated: str = ""


@frozen()
class ServiceCode:
    """What the template of a service module asks; ``service_code`` makes it.

    ``operations`` are those of the service by id; ``shadowed`` are the names that methods of the class hide from its
    annotations.
    """

    service: ir.Service
    examples: Examples
    operations: Mapping[str, ir.Operation]
    shadowed: frozenset[str]

    @property
    def types(self) -> Declarations:
        """The named types of the API by key."""
        return self.examples.types

    def constant(self, operation: ir.Operation) -> str:
        """The assignment of an operation's constant."""
        return constant(operation, self.operations, self.types)

    def overloads(self, operation: ir.Operation) -> list[Overload]:
        """The ways to call an operation, for type checkers: without its deprecated arguments, and with them.

        Empty unless it can be called in either way (PEP 702 marks functions and overloads, not parameters).
        """
        outdated = _outdated(operation)
        if self.mark(operation) or not outdated:
            return []
        current = tuple(a for a in operation.arguments if not a.deprecated)
        return [
            Overload(current),
            Overload(operation.arguments, _deprecated(deprecation(operation, outdated))),
        ]

    def mark(self, operation: ir.Operation) -> str:
        """The decorator of a method whose every call is deprecated, or gives a deprecated argument. Often empty."""
        if operation.deprecated:
            return _deprecated(deprecation(operation))
        outdated = _outdated(operation)
        required = any(argument.required for argument in outdated)
        return _deprecated(deprecation(operation, outdated)) if required else ""

    def parameter(self, argument: ir.Argument) -> str:
        """One entry of a signature."""
        annotation = Annotator(self.types, "argument", self.shadowed)(argument.type)
        tail = ","
        if not argument.required:
            annotation = annotation if annotation == "Any" else f"{annotation} | Unset"
            tail = " = UNSET,"
        return lay_out_annotation(f"{argument.name}: ", annotation, tail, 8, width=WIDTH)[:-1]

    def returns(self, annotation: str, body: str) -> str:
        """The last line of a signature, or lines, with a body that stands beside it."""
        return lay_out_annotation(") -> ", annotation, f":{body}", 4, width=WIDTH)

    def result(self, operation: ir.Operation, *, asynchronous: bool) -> str:
        """The annotation of what a method returns."""
        stream = "AsyncStream" if asynchronous else "Stream"
        if operation.result is None:
            return f"{stream}[ServerSentEvent]" if streams(operation) else "None"
        item = self.annotation(operation.result)
        return f"{stream}[{item}]" if streams(operation) else item

    def annotation(self, type: ir.Type) -> str:
        """The annotation of a result in the scope of the class."""
        return Annotator(self.types, "result", self.shadowed)(type)

    def body(self, operation: ir.Operation, *, asynchronous: bool) -> str:
        """The statements of a method."""
        call = ("await " if asynchronous else "") + self.call(operation, "call")
        if not streams(operation):
            return f"return {call}"
        return f"stream: {self.result(operation, asynchronous=asynchronous)} = {call}\n        return stream"

    def secrets(self, operation: ir.Operation) -> list[str]:
        """The names of the arguments that nobody should see."""
        return [argument.name for argument in operation.arguments if is_secret(argument.type)]

    def call(self, operation: ir.Operation, method: str, *extra: str) -> str:
        """The expression that hands an operation and its arguments to the client, laid out in a method."""
        items: list[tuple[str, Expression]] = [("", constant_name(operation))]
        for location, keyword in _PARTS:
            members = [
                (f"{literal(a.wire)}: ", a.name)
                for a in operation.arguments
                if a.location == location
            ]
            if location == "field" and operation.body:
                members += [
                    (f"{literal(wire)}: ", literal(value))
                    for wire, value in operation.body.constants
                ]
            body = operation.body if location == "field" else None
            if members or (body and body.flat and body.required):
                items.append((f"{keyword}=", Group("{", tuple(members), "}")))
        items += [("body=", a.name) for a in operation.arguments if a.location == "body"]
        items += [(f"{name}=", name) for name in (*extra, "options")]
        group = Group(f"self._client.{method}(", tuple(items), ")")
        return lay_out(group, 8, before=len("return await "), width=WIDTH)

    def module_docstring(self) -> str:
        """The docstring of the module."""
        return docstring(
            f"The operations of {self.service.name}: how each travels, and the methods that call them."
        )

    def class_docstring(self) -> str:
        """The docstring of both service classes."""
        text = self.service.description or f"The operations of {self.service.name}."
        return docstring(prose(text, WIDTH - 4), 4)

    def docstring(
        self, operation: ir.Operation, *, asynchronous: bool, iterates: bool = False
    ) -> str:
        """The docstring of a method."""
        text = method_docstring(
            operation,
            self.service,
            self.examples,
            asynchronous=asynchronous,
            indent=8,
            iterates=iterates,
        )
        return docstring(text, 8)

    def runtime_imports(self) -> str:
        """Imports for operation constants and defaults."""
        operations = self.service.operations
        names = {"Operation"}
        names |= {"Idempotency"} if any(o.idempotency for o in operations) else set()
        names |= {"Pagination"} if any(o.pagination for o in operations) else set()
        needed = {"._runtime.operation": sorted(names)}
        said = [text for o in operations for _, text in _encodings(o)]
        said += [text for o in operations if o.body for _, text in _parts(o.body)]
        encodings = " ".join(map(str, said))
        if any(map(self.secrets, operations)):
            needed["._runtime.redaction"] = ["conceal"]
        if styles := [name for name in ("Media", "Style") if f"{name}(" in encodings]:
            needed["._runtime.params"] = styles
        marked = any(o.deprecated or _outdated(o) for o in operations)
        overloaded = any(self.overloads(o) for o in operations)
        if marked:
            needed["._runtime.typing_only"] = ["deprecated", *(["overload"] if overloaded else [])]
        if self._has_optional():
            needed["._runtime.unset"] = ["UNSET"]
        return import_block(needed, level=1)

    def annotation_imports(self) -> str:
        """Imports only type checkers need."""
        operations = self.service.operations
        results = [o.result for o in operations if o.result]
        results += [o.pagination.item_type for o in operations if o.pagination]
        arguments = [a.type for o in operations for a in o.arguments]
        needed = merge(
            imports(arguments, self.types, side="argument", shadowed=self.shadowed),
            imports(results, self.types, shadowed=self.shadowed),
            {"._runtime.options": ["RequestOptions"], ".client": ["AsyncClient", "Client"]},
            {"._runtime.unset": ["Unset"]} if self._has_optional() else {},
            (
                {"._runtime.pages": ["AsyncPager", "Pager"]}
                if any(o.pagination for o in operations)
                else {}
            ),
            self._stream_imports(),
        )
        return import_block(needed, level=1, indent=4)

    def _stream_imports(self) -> dict[str, list[str]]:
        streaming = [operation for operation in self.service.operations if streams(operation)]
        if not streaming:
            return {}
        needed = {"._runtime.streaming": ["AsyncStream", "Stream"], "typing": ["Any"]}
        if any(operation.result is None for operation in streaming):
            needed["._runtime.streams"] = ["ServerSentEvent"]
        return needed

    def _has_optional(self) -> bool:
        return any(not a.required for o in self.service.operations for a in o.arguments)


def service_code(service: ir.Service, examples: Examples) -> ServiceCode:
    """The code of a service's module."""
    names = {operation.name for operation in service.operations}
    iterators = {
        iterator(operation.name) for operation in service.operations if operation.pagination
    }
    operations = {operation.id: operation for operation in service.operations}
    return ServiceCode(service, examples, operations, frozenset(names | iterators))
