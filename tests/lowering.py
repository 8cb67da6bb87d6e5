"""Descriptions lowered in memory of a test, and types written so that a test can be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

from generator import ir
from generator.config import Config
from generator.diagnostics import Diagnostic, Diagnostics
from generator.document import load
from generator.normalize import normalize
from generator.operations import lower
from generator.validate import validate

_HEAD = 'openapi: 3.1.0\ninfo: {title: Test, version: "1"}\n'


@dataclass(frozen=True, slots=True)
class Lowered:
    """What became of a description."""

    api: ir.Api
    diagnostics: tuple[Diagnostic, ...]

    @property
    def codes(self) -> list[str]:
        return sorted({found.code for found in self.diagnostics})

    def found(self, code: str) -> Diagnostic:
        """The only finding with this code."""
        (one,) = (found for found in self.diagnostics if found.code == code)
        return one

    def declared(self, name: str) -> ir.Declaration:
        return next(declared for declared in self.api.types if declared.name == name)

    def model(self, name: str) -> ir.Model:
        declared = self.declared(name)
        assert isinstance(declared, ir.Model)
        return declared

    def enum(self, name: str) -> ir.Enum:
        declared = self.declared(name)
        assert isinstance(declared, ir.Enum)
        return declared

    def union(self, name: str) -> ir.Union:
        declared = self.declared(name)
        assert isinstance(declared, ir.Alias)
        assert isinstance(declared.type, ir.Union)
        return declared.type

    def tag(self, name: str) -> tuple[str, dict[str, str]] | None:
        """The tag of a declared union: its property, and the class for each value."""
        tag = self.union(name).tag
        if tag is None:
            return None
        return tag.wire, {value: self.text(ir.Ref(key)) for value, key in tag.cases}

    @property
    def names(self) -> list[str]:
        return [declared.name for declared in self.api.types]

    def fields(self, name: str) -> dict[str, str]:
        """The attributes of a model with their types; ``?`` after the name: not required."""
        fields = self.model(name).fields
        return {f.name + ("" if f.required else "?"): self.text(f.type) for f in fields}

    def operation(self, id: str) -> ir.Operation:
        operations = (o for service in self.api.services for o in service.operations)
        return next(operation for operation in operations if operation.id == id)

    def arguments(self, id: str) -> dict[str, str]:
        """The arguments of an operation with location and type; ``?`` after the name: not required."""
        return {
            a.name + ("" if a.required else "?"): f"{a.location} {self.text(a.type)}"
            for a in self.operation(id).arguments
        }

    def result(self, id: str) -> str:
        result = self.operation(id).result
        return self.text(result) if result else "nothing"

    def text(self, type: ir.Type) -> str:
        """A type on one line: names of declarations, ``[items]``, ``(first, second)``, ``{values}``, ``a | b``, ``a?`` for null."""
        match type:
            case ir.AnyType():
                return "any"
            case ir.Scalar(kind=kind):
                return kind
            case ir.Array(items=items):
                return f"[{self.text(items)}]"
            case ir.Tuple(items=places):
                return f"({', '.join(map(self.text, places))})"
            case ir.Map(values=values):
                return "{" + self.text(values) + "}"
            case ir.Ref(key=key):
                return next(declared.name for declared in self.api.types if declared.key == key)
            case ir.LiteralType(values=values):
                return " | ".join(map(repr, values))
            case ir.Union(members=members):
                return " | ".join(map(self.text, members))
            case ir.Nullable(of=of):
                return f"{self.text(of)}?"


def lowered(
    folder: Path,
    description: str,
    *,
    files: dict[str, str] | None = None,
    valid: bool = True,
    exports: tuple[str, ...] = (),
) -> Lowered:
    """A description of OpenAPI 3.1 without its head, lowered; ``valid``: it has to pass validation first."""
    for name, text in {"spec.yaml": _HEAD + dedent(description), **(files or {})}.items():
        (folder / name).write_text(dedent(text), encoding="utf-8")
    document = load(folder / "spec.yaml")
    diagnostics = Diagnostics()
    if valid:
        validate(document, diagnostics)
        assert [found for found in diagnostics.items if found.severity == "error"] == []
    config = Config(
        spec=folder,
        out=folder,
        package="test",
        distribution="test",
        env="TEST",
        exports=(("custom", exports),),
    )
    api = lower(normalize(document, diagnostics), config, diagnostics)
    return Lowered(api, tuple(diagnostics.items))


def with_schemas(folder: Path, schemas: str, *, valid: bool = True) -> Lowered:
    """A description of nothing but component schemas."""
    text = indent(dedent(schemas).strip(), "    ")
    return lowered(folder, f"components:\n  schemas:\n{text}\n", valid=valid)


def with_operation(folder: Path, operation: str, rest: str = "", *, valid: bool = True) -> Lowered:
    """A description of one operation, ``POST /things/{id}`` called ``act``; it declares ``id`` itself if it does."""
    text = indent(dedent(operation).strip(), "      ")
    head = "paths:\n  /things:\n    post:\n      operationId: act\n      tags: [things]\n"
    tail = "" if "responses:" in operation else '\n      responses: {"204": {description: Done.}}'
    return lowered(folder, f"{head}{text}{tail}\n{dedent(rest)}", valid=valid)


def paths(folder: Path, *operations: str, rest: str = "") -> Lowered:
    """A description of empty operations, each given as ``METHOD PATH key: value, ...``."""
    lines = ["paths:"]
    for operation in operations:
        method, path, members = operation.split(" ", 2)
        responses = "responses: {'204': {description: Done.}}"
        lines.append(f"  {path}: {{{method}: {{{members}, {responses}}}}}")
    return lowered(folder, "\n".join(lines) + f"\n{rest}")


def response(text: str = "", schema: str = "") -> str:
    """A response as YAML, with members given as text or with a JSON schema."""
    content = f"content: {{application/json: {{schema: {{{schema}}}}}}}" if schema else text
    return f"{{description: Done.{content and f', {content}'}}}"
