"""Types as Python annotations, and the imports they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal as OneOf
from typing import TypeAlias

from generator import ir
from generator.frozen import frozen
from generator.python.text import literal

Declarations: TypeAlias = Mapping[ir.Key, ir.Declaration]
"""The named types of an API by key."""

Side: TypeAlias = OneOf["argument", "result"]
"""Arguments accept a little more than results promise: any mapping, plain text for an enum."""

_SCALARS: dict[ir.ScalarKind, str] = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "bytes": "bytes",
    "binary": "bytes",
    "datetime": "datetime",
    "date": "date",
    "time": "time",
    "duration": "timedelta",
    "uuid": "UUID",
}

_DATETIME = frozenset({"datetime", "date", "time", "timedelta"})
_BUILTINS = frozenset({"str", "int", "float", "bool", "bytes", "list", "tuple", "dict"})
SHADOWABLE = _BUILTINS | _DATETIME
"""Names of types that a scope may bind to something else."""


@frozen()
class Annotator:
    """Writes annotations for one scope.

    ``shadowed`` holds the names the scope itself binds (a field called ``date``, a method called ``list``);
    the types they hide are written through their module.
    """

    types: Declarations
    side: Side = "result"
    shadowed: frozenset[str] = frozenset()

    def __call__(self, type: ir.Type) -> str:
        match type:
            case ir.AnyType():
                return "Any"
            case ir.Scalar(kind="binary") if self.side == "argument":
                return "FileInput"
            case ir.Scalar(kind=kind):
                return self._qualified(_SCALARS[kind])
            case ir.Array(items=items):
                return f"{self._sequence(items)}[{self(items)}]"
            case ir.Tuple(items=places):
                return f"{self._qualified('tuple')}[{', '.join(map(self, places))}]"
            case ir.Map(values=values):
                name = "Mapping" if self.side == "argument" else self._qualified("dict")
                return f"{name}[{self._qualified('str')}, {self(values)}]"
            case ir.LiteralType(values=values):
                return f"Literal[{', '.join(literal(value) for value in values)}]"
            case ir.Union(members=members):
                return " | ".join(dict.fromkeys(self(member) for member in members))
            case ir.Nullable(of=of):
                inner = self(of)
                return inner if inner in ("Any", "None") else f"{inner} | None"
            case ir.Ref(key=key):
                return self._reference(self.types[key])

    def _sequence(self, items: ir.Type) -> str:
        # A str is itself a Sequence[str]: list keeps `topics="news"` a type error.
        text_items = isinstance(items, ir.Scalar) and _SCALARS[items.kind] == "str"
        return self._qualified("list") if self.side == "result" or text_items else "Sequence"

    def _reference(self, declaration: ir.Declaration) -> str:
        if self.side == "argument" and isinstance(declaration, ir.Enum):
            return f"{declaration.name} | {self._qualified(_SCALARS[declaration.base])}"
        return declaration.name

    def _qualified(self, name: str) -> str:
        if name not in self.shadowed:
            return name
        if name in _BUILTINS:
            return f"builtins.{name}"
        return f"dt.{name}" if name in _DATETIME else name


def walk(type: ir.Type) -> Iterator[ir.Type]:
    """The type and every type written inside it, named types not entered."""
    yield type
    match type:
        case ir.Array(items=inner) | ir.Map(values=inner) | ir.Nullable(of=inner):
            yield from walk(inner)
        case ir.Union(members=parts) | ir.Tuple(items=parts):
            for part in parts:
                yield from walk(part)
        case _:
            pass


def models_of(
    type: ir.Type | None, types: Declarations, passed: frozenset[ir.Key] = frozenset()
) -> Iterator[ir.Model]:
    """The models a value of the type can be, or hold in its lists and maps."""
    for part in walk(type) if type is not None else ():
        if not isinstance(part, ir.Ref) or part.key in passed:
            continue
        declaration = types[part.key]
        if isinstance(declaration, ir.Model):
            yield declaration
        elif isinstance(declaration, ir.Alias):
            yield from models_of(declaration.type, types, passed | {part.key})


def imports(
    types: Iterable[ir.Type],
    declarations: Declarations,
    *,
    side: Side = "result",
    shadowed: frozenset[str] = frozenset(),
) -> dict[str, list[str]]:
    """What annotations of these types need: module -> sorted names; an empty list is a plain ``import``.

    Modules of the generated package are relative to it (``.models``, ``.enums``).
    """
    needed: dict[str, set[str]] = {}
    annotate = Annotator(declarations, side, shadowed)
    parts = {id(part): part for type in types for part in walk(type)}
    for part in parts.values():
        for module, name in _needs(part, annotate):
            needed.setdefault(module, set()).update([name] if name else [])
    return {module: sorted(names, key=case_order) for module, names in sorted(needed.items())}


def is_secret(type: ir.Type) -> bool:
    """Whether values are not to be shown: passwords, keys, tokens."""
    match type:
        case ir.Nullable(of=inner):
            return is_secret(inner)
        case ir.Union(members=parts) | ir.Tuple(items=parts):
            return any(map(is_secret, parts))
        case ir.Array(items=items):
            return is_secret(items)
        case ir.Map(values=values, secret=secret):
            return secret or is_secret(values)
        case _:
            return isinstance(type, ir.Scalar) and type.format == "password"


def case_order(name: str) -> tuple[int, str]:
    """The order of names in an import: constants, classes, functions (as isort has it)."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


def _needs(type: ir.Type, annotate: Annotator) -> Iterator[tuple[str, str]]:
    text = annotate(type)
    match type:
        case ir.AnyType():
            yield "typing", "Any"
        case ir.LiteralType():
            yield "typing", "Literal"
        case ir.Scalar(kind="uuid"):
            yield "uuid", "UUID"
        case ir.Scalar() if text in _DATETIME:
            yield "datetime", text
        case ir.Scalar() if text == "FileInput":
            yield "._runtime.files", "FileInput"
        case ir.Array() if text.startswith("Sequence"):
            yield "collections.abc", "Sequence"
        case ir.Map() if text.startswith("Mapping"):
            yield "collections.abc", "Mapping"
        case ir.Ref(key=key):
            declaration = annotate.types[key]
            yield (".enums" if isinstance(declaration, ir.Enum) else ".models"), declaration.name
        case _:
            pass
    # What is the part's own stands before its brackets, the keys of a map in them; behind may be a text with dots.
    own = text.partition("," if isinstance(type, ir.Map) else "[")[0]
    if "builtins." in own:
        yield "builtins", ""
    if "dt." in own:
        yield "datetime as dt", ""
