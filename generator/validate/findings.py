"""What a schema violation means, in words a writer of descriptions knows.

A validator's own message prints the whole value and, for a ``oneOf``, says only that nothing fits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from generator.document import Steps
from generator.frozen import frozen

_MAX_VALUE = 60
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


@frozen()
class Finding:
    """One violation at a path of the value that was checked.

    ``unexpected``: a member that should not be there. ``missing``: the name of one that should. ``wanted``: the JSON
    types a value of another type should have. ``conditional``: found by a condition of the schema, after which the
    validator takes the other members of the object for unexpected too.
    """

    path: Steps
    message: str
    unexpected: bool = False
    conditional: bool = False
    missing: str = ""
    wanted: tuple[str, ...] = ()


def findings(error: ValidationError) -> Iterator[Finding]:
    """What an error says; where there were alternatives, what the likeliest one says."""
    path = tuple(map(str, error.instance_path))
    match error.kind:
        case Kind.OneOfNotValid(branches) | Kind.AnyOf(branches):
            yield from _alternatives(path, branches)
        case Kind.AdditionalProperties(names) | Kind.UnevaluatedProperties(names):
            for name in names:
                yield Finding((*path, name), f"'{name}' is not allowed here", unexpected=True)
        case Kind.PropertyNames(inner):
            yield Finding((*path, str(inner.instance)), f"the name {_message(inner)}")
        case _:
            yield Finding(
                path,
                _message(error),
                conditional="then" in error.schema_path,
                missing=error.kind.property if isinstance(error.kind, Kind.Required) else "",
                wanted=tuple(error.kind.types) if isinstance(error.kind, Kind.Type) else (),
            )


def _alternatives(path: Steps, branches: list[list[ValidationError]]) -> Iterator[Finding]:
    branches = [branch for branch in branches if not _wants_reference(branch)] or branches
    choices = [_choices(branch, len(path)) for branch in branches]
    for place in choices[0]:
        if all(place in found for found in choices):
            options = [option for found in choices for option in found[place]]
            value = _value_at(branches[0], place)
            yield Finding(place, f"{_shown(value)} is none of: {_listed(options)}")
            return
    likeliest = min(branches, key=lambda branch: _unlikeliness(branch, len(path)))
    for error in likeliest:
        yield from findings(error)


def _wants_reference(branch: Sequence[ValidationError]) -> bool:
    """Whether this alternative is a Reference Object: nobody means one who writes no ``$ref``."""
    return any(isinstance(e.kind, Kind.Required) and e.kind.property == "$ref" for e in branch)


def _choices(branch: Sequence[ValidationError], depth: int) -> dict[Steps, list[Any]]:
    """The members by which the alternative tells itself from the others, with the values it takes."""
    return {
        tuple(map(str, error.instance_path)): error.kind.options
        for error in branch
        if isinstance(error.kind, Kind.Enum) and len(error.instance_path) == depth + 1
    }


def _value_at(branch: Sequence[ValidationError], place: Steps) -> Any:
    return next(e.instance for e in branch if tuple(map(str, e.instance_path)) == place)


def _unlikeliness(branch: Sequence[ValidationError], depth: int) -> tuple[bool, bool, int, int]:
    """An alternative of another type, or of another kind, is not what was meant; one that came far is."""
    other_type = any(
        isinstance(error.kind, Kind.Type) and len(error.instance_path) == depth for error in branch
    )
    other_kind = any(not str(place[-1]).isdecimal() for place in _choices(branch, depth))
    deepest = max((len(error.instance_path) for error in branch), default=0)
    return other_type, other_kind, -deepest, len(branch)


def _message(error: ValidationError) -> str:
    value = _shown(error.instance)
    match error.kind:
        case Kind.Type(types):
            return f"{value} is not {' or '.join(_TYPES[name] for name in types)}"
        case Kind.Enum(options):
            return f"{value} is none of: {_listed(options)}"
        case Kind.Constant(expected):
            return f"{value} is not {_shown(expected)}"
        case Kind.Pattern(pattern):
            return f"{value} does not match '{pattern}'"
        case Kind.Minimum(limit):
            return f"{value} has to be at least {limit}"
        case Kind.ExclusiveMinimum(limit):
            return f"{value} has to be above {limit}"
        case _:
            return _message_about_members(error)


def _message_about_members(error: ValidationError) -> str:
    match error.kind:
        case Kind.Required(name):
            return f"'{name}' is missing"
        case Kind.Not({"required": [*names]}):
            return f"{' and '.join(map(_shown, names))} exclude each other"
        case Kind.OneOfMultipleValid() if _has_both(error.instance):
            return "'schema' and 'content' exclude each other"
        case Kind.OneOfMultipleValid():
            return "this is ambiguous: it fits several of the forms OpenAPI allows here"
        case Kind.UniqueItems():
            return "an element is repeated"
        case Kind.MinItems(1) | Kind.MinProperties(1) | Kind.MinLength(1):
            return "this may not be empty"
        case _:
            return f"{_shown(error.instance)} is not allowed here ({error.kind.name})"


def _has_both(value: Any) -> bool:
    return isinstance(value, dict) and "schema" in value and "content" in value


def _listed(options: Sequence[Any]) -> str:
    return ", ".join(dict.fromkeys(map(str, options)))


def _shown(value: Any) -> str:
    """A value in quotes if it is text, cut where it gets long."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}…"
