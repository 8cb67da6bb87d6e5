"""What the templates of the documentation ask beyond the IR itself.

Signatures, samples and the words for constraints are those of the package; this module adds links, tables and the
answers that are put together from several places of the IR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Literal as OneOf
from typing import Protocol, TypeAlias
from urllib.parse import quote

from generator import ir
from generator.docs.compare import Pair, distinguishing, family, members, pairs
from generator.docs.groups import Group, groups
from generator.docs.markdown import cell, code_cell, fenced, json_text, markdown, plain
from generator.docs.members import Members
from generator.docs.shelves import Overview, Shelf, shelves
from generator.frozen import frozen
from generator.naming import iterator
from generator.python.curl import curl
from generator.python.describe import own_errors
from generator.python.errors import status_error
from generator.python.examples import Examples
from generator.python.layout import Group as Brackets
from generator.python.layout import lay_out
from generator.python.once import Once
from generator.python.services import ServiceCode, service_code
from generator.python.text import code, first_sentence
from generator.python.types import Annotator, Declarations, Side

FILTERS: dict[str, Callable[..., str]] = {
    "cell": cell,
    "code": code,
    "code_cell": code_cell,
    "fenced": fenced,
    "first_sentence": first_sentence,
    "json": json_text,
    "markdown": markdown,
    "plain": plain,
}
"""The ways a text may enter a page; see ``generator.docs.markdown``."""

Repetition: TypeAlias = OneOf["reads", "idempotent", "keyed", "once"]
"""Why an operation may be repeated (RFC 9110, section 9.2), or that it may not."""

_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_IDEMPOTENT = frozenset({"PUT", "DELETE"})


_LONG = 100
"""Lines of an example above which it is shortened."""
_FEW = 6
"""Members of an inner object that a shortened example shows."""


@frozen()
class Failure:
    """One row of an operation's errors; ``type`` is empty where the description names only a status."""

    status: str
    type: str
    class_name: str
    description: str


@frozen()
class Sample:
    """One way to make a call; ``language`` is that of the code block."""

    title: str
    language: str
    code: str


@frozen()
class DocsCode:
    """What the templates of the documentation ask.

    ``links`` leads from a class name to its section, ``pages`` from an operation id to its own, ``operations`` from an
    id to the operation; ``common`` are the error types of every operation, ``common_failures`` the statuses that all
    of them describe in the same words, ``callers`` the operations that give a type. ``start`` are the calls of the
    first example.
    """

    api: ir.Api
    examples: Examples
    members: Members
    groups: tuple[Group, ...]
    models: tuple[Shelf, ...]
    enums: tuple[Shelf, ...]
    links: Mapping[str, str]
    pages: Mapping[str, str]
    operations: Mapping[str, ir.Operation]
    common: tuple[str, ...]
    common_failures: tuple[Failure, ...]
    callers: Mapping[str, tuple[ir.Operation, ...]]
    pairs: tuple[Pair, ...]
    start: tuple[tuple[ir.Operation, ir.Service], ...]
    comparisons: tuple[Compared, ...]
    _once: Once = field(default_factory=Once, repr=False)
    """The Markdown page and that of HTML ask for the same."""

    @property
    def types(self) -> Declarations:
        return self.examples.types

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """The pages of models and of enums."""
        return (*self.models, *self.enums)

    @property
    def overviews(self) -> tuple[Overview, ...]:
        """The pages that lead to those of models and of enums, where there are several."""
        found = (Overview("models", "Models", self.models), Overview("enums", "Enums", self.enums))
        return tuple(overview for overview in found if len(overview.shelves) > 1)

    def _code(self, service: ir.Service) -> ServiceCode:
        return self._once(service.name, lambda: service_code(service, self.examples))

    @property
    def has_errata(self) -> bool:
        """Whether anything in the description notes where the vendor's page is wrong."""
        subjects = (self.api, *self.operations.values(), *self.api.types)
        return any(self.errata(subject) for subject in subjects)

    # --- a call ----------------------------------------------------------------------------------------------------------

    def signature(
        self, operation: ir.Operation, service: ir.Service, *, iterates: bool = False
    ) -> str:
        """The method as a stub; ``iterates`` for its companion that goes through all pages.

        What may be left out is ``...``, as stubs have it.
        """
        key = ("signature", operation.id, iterates)
        return self._once(key, partial(self._signature, operation, service, iterates))

    def _signature(self, operation: ir.Operation, service: ir.Service, iterates: bool) -> str:
        method = self._code(service)
        annotate = Annotator(self.types, "argument", method.shadowed)
        items = ["self", "*"]
        items += [
            f"{a.name}: {annotate(a.type)}{'' if a.required else ' = ...'}"
            for a in operation.arguments
        ]
        name, result = operation.name, method.result(operation, asynchronous=False)
        if iterates and operation.pagination:
            name = iterator(operation.name)
            result = f"Pager[{result}, {method.annotation(operation.pagination.item_type)}]"
            items.append("max_items: int | None = None")
        items.append("options: RequestOptions | None = None")
        pairs = tuple(("", item) for item in items)
        return lay_out(Brackets(f"def {name}(", pairs, f") -> {result}: ..."))

    def samples(
        self, operation: ir.Operation, service: ir.Service, *, iterates: bool = False
    ) -> list[Sample]:
        """The call, or the loop over all pages: sync, async and, for the call, as a command line."""
        key = ("samples", operation.id, iterates)
        return self._once(key, partial(self._samples, operation, service, iterates))

    def _samples(
        self, operation: ir.Operation, service: ir.Service, iterates: bool
    ) -> list[Sample]:
        write = self.examples.loop if iterates else self.examples.call
        samples = [
            Sample("Sync", "python", write(operation, service, asynchronous=False)),
            Sample("Async", "python", write(operation, service, asynchronous=True)),
        ]
        if not iterates:
            samples.append(Sample("cURL", "bash", curl(self.examples, operation)))
        return samples

    def first_samples(self) -> list[Sample]:
        """The first example in each of its forms."""
        write = self.examples.calls
        commands = [curl(self.examples, operation) for operation, _ in self.start]
        return [
            Sample("Sync", "python", write(self.start, asynchronous=False)),
            Sample("Async", "python", write(self.start, asynchronous=True)),
            Sample("cURL", "bash", "\n\n".join(commands)),
        ]

    def credentials(self, operation: ir.Operation) -> list[list[tuple[str, tuple[str, ...]]]]:
        """The alternatives, each as the client arguments it needs with the scopes they must grant."""
        arguments = {scheme.key: scheme.argument for scheme in self.api.schemes}
        return [
            [(arguments[use.scheme], use.scopes) for use in needed] for needed in operation.security
        ]

    def repetition(self, operation: ir.Operation) -> Repetition:
        """Whether the client may send a request again that may have arrived."""
        if operation.method in _READING:
            return "reads"
        if operation.method in _IDEMPOTENT:
            return "idempotent"
        return "keyed" if operation.idempotency else "once"

    def argument(self, wire: str, operation: ir.Operation) -> str:
        """The Python name of an argument."""
        return next((a.name for a in operation.arguments if a.wire == wire), wire)

    def place(self, operation: ir.Operation) -> str:
        """Where an operation stands in the description as one file: a JSON pointer to put behind a ``#``."""
        path = operation.path.replace("~", "~0").replace("/", "~1")
        return quote(f"/paths/{path}/{operation.method.lower()}", safe="/~")

    def compared(self, comparison: Compared) -> list[tuple[ir.Operation, list[ir.Argument]]]:
        """The operations of a comparison with the arguments it shows."""
        found = family(self.operations.values(), comparison.method, comparison.path)
        return [(operation, self._shown(operation, comparison, found)) for operation in found]

    def _shown(
        self, operation: ir.Operation, comparison: Compared, found: list[ir.Operation]
    ) -> list[ir.Argument]:
        shown = (
            members(operation.result, comparison.member, self.types)
            if comparison.member
            else distinguishing(found)
        )
        return [argument for argument in operation.arguments if argument.wire in shown]

    def names(self) -> dict[str, list[tuple[str, str]]]:
        """What is called differently in Python: (wire name, Python name) by kind, sorted."""
        operations = self.operations.values()
        models = (
            declaration for declaration in self.api.types if isinstance(declaration, ir.Model)
        )
        return {
            "Operations": sorted((o.id, o.name) for o in operations),
            "Arguments": _renamed(a for o in operations for a in o.arguments),
            "Attributes": _renamed(f for model in models for f in model.fields),
            "Errors": sorted((e.wire, e.name) for e in self.api.errors),
        }

    def parts(self, group: Group) -> list[Group]:
        """The pages of a group too large for one, itself included; none where it has only one."""
        first = group.under or group.name
        found = [other for other in self.groups if first in (other.name, other.under)]
        return found if len(found) > 1 else []

    def kind(self, declaration: ir.Declaration) -> str:
        """``model``, ``enum`` or ``alias``."""
        return type(declaration).__name__.lower()

    # --- types -----------------------------------------------------------------------------------------------------------

    def type(self, type: ir.Type, side: Side = "result") -> str:
        """The annotation of a type as HTML within Markdown, its own names linked."""
        return f"<code>{self.members.linked(self.members.annotation(type, side), 'md')}</code>"

    def payload(self, webhook: ir.Webhook) -> str:
        """How the payload of a call is read, where it is an object."""
        type = webhook.operation.body.type if webhook.operation.body else None
        declaration = self.types[type.key] if isinstance(type, ir.Ref) else None
        if not isinstance(declaration, ir.Model):
            return ""
        name = declaration.name
        return (
            f"from {self.examples.package} import {name}\n\n{webhook.name} = {name}.from_json(body)"
        )

    def has_links(self, operation: ir.Operation) -> bool:
        """Whether a response of an operation invites to another call."""
        return any(response.links for response in operation.responses)

    def linked(self, link: ir.Link) -> ir.Operation | None:
        """The operation a link leads to."""
        found = (o for o in self.operations.values() if link.operation in (o.id, o.pointer))
        return next(found, None)

    def result_html(self, operation: ir.Operation, service: ir.Service) -> str:
        """What the method returns as HTML."""
        return f"<code>{self.members.linked(self._result(operation, service))}</code>"

    def result_markdown(self, operation: ir.Operation, service: ir.Service) -> str:
        """The same as Markdown."""
        return self.members.linking(self._result(operation, service))

    def _result(self, operation: ir.Operation, service: ir.Service) -> str:
        return self._code(service).result(operation, asynchronous=False)

    def model_of(self, type: ir.Type | None) -> ir.Model | None:
        """The model a result is, or is a list of."""
        match type:
            case ir.Nullable(of=inner) | ir.Array(items=inner):
                return self.model_of(inner)
            case ir.Ref(key=key):
                declaration = self.types[key]
                return declaration if isinstance(declaration, ir.Model) else None
            case _:
                return None

    # --- what comes back -------------------------------------------------------------------------------------------------

    def success(self, operation: ir.Operation) -> list[ir.Response]:
        """The responses that are results."""
        return [response for response in operation.responses if response.status.startswith("2")]

    def response_example(self, operation: ir.Operation) -> str:
        """The first example of a result as JSON, a long one shortened; or nothing."""
        return self._once(("response", operation.id), partial(self._response_example, operation))

    def _response_example(self, operation: ir.Operation) -> str:
        contents = [content for response in self.success(operation) for content in response.content]
        examples = [
            example
            for content in contents
            if content.codec == "json"
            for example in content.examples
        ]
        whole = json_text(examples[0]) if examples else ""
        return whole if whole.count("\n") < _LONG else json_text(abridged(examples[0]))

    def failures(self, operation: ir.Operation) -> list[Failure]:
        """The errors of an operation's own by status, and each other status that not every operation has."""
        own = [
            Failure(str(error.status), error.wire, error.name, error.description)
            for error in own_errors(operation, self.api)
        ]
        named = {failure.status for failure in own}
        other = [
            failure
            for failure in _refusals(operation)
            if failure.status not in named and failure not in self.common_failures
        ]
        return sorted([*own, *other], key=lambda failure: failure.status)

    def errata(
        self, subject: ir.Api | ir.Operation | ir.Declaration
    ) -> list[tuple[str, ir.Erratum]]:
        """Where the vendor's page is wrong: the place as Markdown, and what is true."""
        found = [("as a whole", erratum) for erratum in subject.errata]
        match subject:
            case ir.Operation(arguments=arguments, responses=responses):
                found += [
                    (code(argument.name), e) for argument in arguments for e in argument.errata
                ]
                found += [(f"status {code(r.status)}", e) for r in responses for e in r.errata]
            case ir.Model(fields=fields):
                found += [(code(field.name), e) for field in fields for e in field.errata]
            case _:
                pass
        return found


def abridged(value: ir.Json, within: bool = False) -> ir.Json:
    """A JSON value cut down to what tells what is in it.

    Of a list that is the first object, or three plain values; of an object inside another, the first members.
    """
    if isinstance(value, dict):
        shown = list(value.items())[: _FEW if within else None]
        return {name: abridged(member, True) for name, member in shown}
    if isinstance(value, list):
        few = 1 if value and isinstance(value[0], dict | list) else 3
        return [abridged(item, within) for item in value[:few]]
    return value


class Compared(Protocol):
    """A page that sets operations beside each other (``generator.config.Comparison``)."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def member(self) -> str: ...


def docs_code(
    api: ir.Api,
    examples: Examples,
    start: Sequence[str] = (),
    comparisons: Sequence[Compared] = (),
) -> DocsCode:
    """The answers for an API, its groups and links worked out once. ``start`` names operations by their id."""
    split = groups(api)
    placed = [(operation, group) for group in split for operation in group.operations]
    operations = [operation for operation, _ in placed]
    callers = {
        error.wire: tuple(o for o in operations if error.wire in o.errors) for error in api.errors
    }
    many = len(operations) > 1
    enums = shelves("enums", "Enums", [d for d in api.types if isinstance(d, ir.Enum)])
    models = shelves("models", "Models", sorted(_modelled(api), key=_is_alias))
    places = {
        d.name: (shelf.name, d.name) for shelf in (*models, *enums) for d in shelf.declarations
    }
    return DocsCode(
        api,
        examples,
        Members(examples.types, places),
        split,
        models,
        enums,
        links={name: f"{page}.md#{anchor}" for name, (page, anchor) in places.items()},
        pages={operation.id: f"{group.name}.md#{operation.name}" for operation, group in placed},
        operations={operation.id: operation for operation in operations},
        common=tuple(
            wire for wire, found in callers.items() if many and len(found) == len(operations)
        ),
        common_failures=_shared([_refusals(operation) for operation in operations]),
        callers=callers,
        pairs=pairs(operations),
        start=_start([(operation, group.service) for operation, group in placed], start),
        comparisons=tuple(c for c in comparisons if len(family(operations, c.method, c.path)) > 1),
    )


def _start(
    calls: list[tuple[ir.Operation, ir.Service]], wanted: Sequence[str]
) -> tuple[tuple[ir.Operation, ir.Service], ...]:
    """The calls that introduce the API: those wanted; else the first that sends something; else the first."""
    known = {operation.id: (operation, service) for operation, service in calls}
    chosen = tuple(known[id] for id in wanted if id in known)
    calls = sorted(calls, key=lambda call: call[0].body is None or call[0].deprecated)
    return chosen or tuple(calls[:1])


def _renamed(values: Iterable[ir.Argument | ir.Field]) -> list[tuple[str, str]]:
    return sorted({(value.wire, value.name) for value in values if value.wire != value.name})


def _refusals(operation: ir.Operation) -> list[Failure]:
    """The statuses of an operation that are no success, as it describes them."""
    return [
        Failure(response.status, "", _status_class(response.status), response.description)
        for response in operation.responses
        if response.status[0] not in "123"
    ]


def _shared(refusals: Sequence[Sequence[Failure]]) -> tuple[Failure, ...]:
    if len(refusals) < 2:
        return ()
    return tuple(f for f in refusals[0] if all(f in other for other in refusals))


def _modelled(api: ir.Api) -> list[ir.Declaration]:
    """What stands on the pages of models: everything but enums."""
    return [declaration for declaration in api.types if not isinstance(declaration, ir.Enum)]


def _is_alias(declaration: ir.Declaration) -> bool:
    return isinstance(declaration, ir.Alias)


def _status_class(status: str) -> str:
    """The exception for a status as the description writes it: a number, a range or ``default``."""
    if status.isdecimal():
        return status_error(int(status))
    return "InternalServerError" if status.startswith("5") else "StatusError"
