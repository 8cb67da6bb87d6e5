"""What a person reads beside the code: constraints in words, and the docstrings of methods and classes."""

from __future__ import annotations

from collections.abc import Iterator

from generator import ir
from generator.python.examples import Examples
from generator.python.text import WIDTH, code, first_sentence, literal, prose
from generator.python.types import Annotator, Declarations

_MOST_VALUES = 12
"""Longer lists of values are left to the enum's own page."""

_FORMAT_WORDS = {"email": "an e-mail address", "uri": "a URI", "url": "a URL"}
"""Formats worth a word; the others show in the type."""


def constraints(type: ir.Type, types: Declarations) -> list[str]:
    """The constraints of a type as short phrases: ``1 to 36 characters``, ``at most 100 items``."""
    match type:
        case ir.Nullable(of=of):
            return constraints(of, types)
        case ir.Scalar(format=format, constraints=limits):
            return [*_format(format), *_limits(limits)]
        case ir.Array(items=items, constraints=limits):
            inner = constraints(items, types)
            return [*_limits(limits), *([f"each {'; '.join(inner)}"] if inner else [])]
        case ir.Ref(key=key):
            return _declared(types[key], types)
        case _:
            return []


def _declared(declaration: ir.Declaration, types: Declarations) -> list[str]:
    match declaration:
        case ir.Alias(type=ir.Scalar() as scalar):
            return constraints(scalar, types)
        case ir.Enum(members=members) if len(members) <= _MOST_VALUES:
            return [f"one of {', '.join(code(literal(member.value)) for member in members)}"]
        case _:
            return []


def _format(format: str | None) -> list[str]:
    word = _FORMAT_WORDS.get(format or "", "")
    return [word] if word else []


def _limits(limits: ir.Constraints) -> Iterator[str]:
    if text := _range(limits.min_length, limits.max_length):
        yield f"{text} character{'' if text.endswith(' 1') else 's'}"
    if text := _range(limits.minimum, limits.maximum):
        yield text
    if limits.exclusive_minimum is not None:
        yield f"more than {_number(limits.exclusive_minimum)}"
    if limits.exclusive_maximum is not None:
        yield f"less than {_number(limits.exclusive_maximum)}"
    if limits.multiple_of is not None:
        yield f"a multiple of {_number(limits.multiple_of)}"
    if text := _range(limits.min_items, limits.max_items):
        yield f"{text} item{'' if text.endswith(' 1') else 's'}"
    if limits.unique_items:
        yield "no item twice"
    if limits.pattern is not None:
        yield f"matching {code(limits.pattern)}"


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"exactly {_number(low)}" if low == high else f"{_number(low)} to {_number(high)}"
    if high is not None:
        return f"at most {_number(high)}"
    return f"at least {_number(low)}" if low else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def default_text(default: ir.Default | None) -> str:
    """The server's default in words, or nothing."""
    return "" if default is None else f"Default: {literal(default.value)}."


def sentence(text: str) -> str:
    """The text ending in a full stop, unless it ends in a block of code or a table."""
    text = text.strip()
    last = text.rsplit("\n", 1)[-1].lstrip()
    ended = not text or text[-1] in ".!?:" or last.startswith(("```", "~~~", "|"))
    return text if ended else f"{text}."


def phrase(parts: list[str]) -> str:
    """Constraint phrases as one sentence."""
    text = "; ".join(parts)
    return sentence(text[:1].upper() + text[1:])


def value_text(value: ir.Argument | ir.Field, types: Declarations) -> str:
    """Description, constraints and default of an argument or a model's field in one run of prose."""
    parts = [
        sentence(value.description),
        phrase(constraints(value.type, types)),
        default_text(value.default),
        "Deprecated." if value.deprecated else "",
    ]
    return " ".join(part for part in parts if part)


def method_docstring(
    operation: ir.Operation,
    service: ir.Service,
    examples: Examples,
    *,
    asynchronous: bool,
    indent: int,
    iterates: bool = False,
) -> str:
    """The whole docstring text of a method: summary, arguments, result, errors, example (plain text, unindented)."""
    width = WIDTH - indent
    sections = [
        _opening(operation, width, iterates=iterates),
        _arguments(operation, examples.types, width, iterates=iterates),
        _returns(operation, examples.types, width, iterates=iterates, asynchronous=asynchronous),
        _raises(operation, examples.api, width),
        _example(operation, service, examples, asynchronous=asynchronous, iterates=iterates),
    ]
    return "\n\n".join(section for section in sections if section)


def _opening(operation: ir.Operation, width: int, *, iterates: bool) -> str:
    summary = sentence(
        operation.summary or first_sentence(operation.description) or _spoken(operation.name)
    )
    if iterates:
        return prose(
            f"Iterate over everything `{operation.name}` finds, page by page.\n\n"
            "Pages are fetched as the loop needs them; nothing is requested before it starts.",
            width,
        )
    description = operation.description.strip()
    text = f"{summary}\n\n{description}" if description and description != summary else summary
    return prose(text, width)


def _spoken(name: str) -> str:
    """The words of a method's name: ``create_pet`` -> ``Create pet``."""
    return name.replace("_", " ").strip().capitalize()


def _arguments(operation: ir.Operation, types: Declarations, width: int, *, iterates: bool) -> str:
    annotate = Annotator(types, "argument")
    entries = [
        entry(
            f"{a.name} ({annotate(a.type)}{'' if a.required else ', optional'})",
            value_text(a, types),
            width,
        )
        for a in operation.arguments
    ]
    if iterates:
        entries.append(entry("max_items (int, optional)", "Stop after this many items.", width))
    text = "Settings for this call alone: headers, query, timeout, deadline, retries."
    entries.append(entry("options (RequestOptions, optional)", text, width))
    return "\n".join(["Args:", *entries])


def entry(head: str, text: str, width: int) -> str:
    """One item of a section: the head and its text as a hanging paragraph."""
    lines = prose(f"{head}: {text}" if text else head, width - 8).split("\n")
    return "\n".join([f"    {lines[0]}", *(f"        {line}".rstrip() for line in lines[1:])])


def _returns(
    operation: ir.Operation, types: Declarations, width: int, *, iterates: bool, asynchronous: bool
) -> str:
    if iterates and operation.pagination:
        item = Annotator(types)(operation.pagination.item_type)
        loop = "an `async for` loop" if asynchronous else "a `for` loop"
        return "\n".join(
            ["Returns:", entry(f"Each {item}", f"in {loop}; `.pages()` gives whole pages.", width)]
        )
    if operation.result is None:
        return ""
    success = next((r for r in operation.responses if r.status.startswith("2") and r.content), None)
    text = sentence(success.description) if success else ""
    return "\n".join(["Returns:", entry(Annotator(types)(operation.result), text, width)])


def own_errors(operation: ir.Operation, api: ir.Api) -> list[ir.ErrorType]:
    """The documented errors of an operation that are not common to all operations."""
    named = set(operation.errors)
    return [error for error in api.errors if error.wire in named and not error.common]


def _raises(operation: ir.Operation, api: ir.Api, width: int) -> str:
    entries = [
        entry(error.name, f"{error.status}. {sentence(error.description)}", width)
        for error in own_errors(operation, api)
    ]
    entries.append(
        entry("ApiError", "Any other failure: a refusal, a lost connection, a time-out.", width)
    )
    return "\n".join(["Raises:", *entries])


def _example(
    operation: ir.Operation,
    service: ir.Service,
    examples: Examples,
    *,
    asynchronous: bool,
    iterates: bool,
) -> str:
    write = examples.loop if iterates else examples.call
    code = write(operation, service, asynchronous=asynchronous)
    lines = [f"    {line}".rstrip() for line in ["```python", *code.split("\n"), "```"]]
    return "\n".join(["Example:", *lines])
