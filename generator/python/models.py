"""The models module: attributes, renames, placeholders, the order of aliases."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from generator import ir
from generator.frozen import frozen
from generator.python.describe import value_text
from generator.python.imports import import_block, merge
from generator.python.layout import (
    Expression,
    Group,
    lay_out,
    lay_out_alias,
    lay_out_annotation,
    one_line,
)
from generator.python.once import Once
from generator.python.text import WIDTH, docstring, literal, prose
from generator.python.types import SHADOWABLE, Annotator, Declarations, imports, is_secret, walk


@frozen()
class ModelsCode:
    """What the template of the models module asks."""

    api: ir.Api
    types: Declarations
    _once: Once = dataclasses.field(default_factory=Once, repr=False)
    """Of many attributes the very same is said."""

    @property
    def models(self) -> list[ir.Model]:
        return [declaration for declaration in self.api.types if isinstance(declaration, ir.Model)]

    def head(self, model: ir.Model) -> str:
        """The class statement of a model up to its colon."""
        base = "Model" if model.extra is None else "OpenModel"
        pairs = [
            (f"{literal(f.name)}: ", literal(f.wire)) for f in model.fields if f.name != f.wire
        ]
        options: list[tuple[str, Expression]] = []
        if pairs:
            options.append(("rename=", Group("{", tuple(pairs), "}")))
        for field in model.fields:
            if field.wire == model.tag and isinstance(field.type, ir.LiteralType):
                value = literal(field.type.values[0])
                options += [("tag_field=", literal(field.wire)), ("tag=", value)]
        return lay_out(Group(f"class {model.name}(", (("", base), *options), "):"), width=WIDTH)

    def attributes(self, model: ir.Model) -> Iterator[str]:
        """The attributes of a model, each with its docstring."""
        annotate = Annotator(self.types, "result", _shadowed(model))
        for field in model.fields:
            annotation = annotate(field.type)
            if field.wire == model.tag and isinstance(field.type, ir.LiteralType):
                value = literal(field.type.values[0])
                annotation, default = f"ClassVar[{annotation}]", f" = {value}"
            else:
                annotation, default = _absent(field, annotation)
            line = lay_out_annotation(f"{field.name}: ", annotation, default, 4, width=WIDTH)
            about = self._about(field)
            yield f"{line}\n    {about}" if about else line

    def _about(self, field: ir.Field) -> str:
        """The docstring of an attribute; empty if there is nothing to say."""

        def write() -> str:
            text = value_text(field, self.types)
            return docstring(prose(text, WIDTH - 4), 4) if text else ""

        said = field.description, id(field.type), id(field.default), field.deprecated
        return self._once(said, write)

    def extra(self, model: ir.Model) -> str:
        """The annotation of the members a model does not name."""
        annotate = Annotator(self.types, "result", _shadowed(model))
        return annotate(ir.Map(model.extra or ir.AnyType()))

    def secrets(self, model: ir.Model) -> str:
        """The names of attributes that ``repr`` must not show, as a tuple; empty if there is none."""
        names = [f.name for f in model.fields if is_secret(f.type)]
        items = tuple(("", literal(name)) for name in names)
        return one_line(Group("(", items, ",)" if len(items) == 1 else ")")) if names else ""

    def placeholders(self) -> list[ir.Alias]:
        """Aliases that need a class of their own to decode by: unions, and aliases that contain themselves."""
        return self._split()[0]

    def aliases(self) -> list[ir.Alias]:
        """The other aliases, each after those it names."""
        return self._split()[1]

    def union(self, alias: ir.Alias) -> str:
        """What type checkers see of a placeholder; quoted where it names an alias that may come later."""
        text = " | ".join(self._members(alias))
        if any(isinstance(self.types[key], ir.Alias) for key in _references(alias)):
            text = literal(text)
        return lay_out_alias(alias.name, text, 4, width=WIDTH)

    def placeholder(self, alias: ir.Alias) -> str:
        """The class that decodes a placeholder."""
        tag = alias.type.tag if isinstance(alias.type, ir.Union) else None
        items: list[tuple[str, Expression]] = [("", literal(alias.name))]
        if tag is None:
            members = tuple(("", member) for member in self._members(alias))
            items.append(("lambda: ", Group("(", members, ",)" if len(members) == 1 else ")")))
        else:
            cases = ((f"{literal(value)}: ", self.types[key].name) for value, key in tag.cases)
            items += [("", literal(tag.wire)), ("lambda: ", Group("{", tuple(cases), "}"))]
            items += [("lambda: ", self.types[tag.other].name)] if tag.other else []
        call = Group("tagged_union(" if tag else "union(", tuple(items), ")")
        head = f"{alias.name} = "
        return head + lay_out(call, 4, before=len(head), width=WIDTH)

    def _members(self, alias: ir.Alias) -> list[str]:
        members = alias.type.members if isinstance(alias.type, ir.Union) else (alias.type,)
        return [Annotator(self.types)(member) for member in members]

    def imports(self) -> str:
        """Imports for the annotations of the module."""
        by_shadows: dict[frozenset[str], list[ir.Type]] = {}
        for model in self.models:
            by_shadows.setdefault(_shadowed(model), []).extend(f.type for f in model.fields)
        tables = [imports(found, self.types, shadowed=s) for s, found in by_shadows.items()]
        tables += [imports([m.extra], self.types) for m in self.models if m.extra]
        aliases = [d.type for d in self.api.types if isinstance(d, ir.Alias)]
        typing = {
            "typing": ["TYPE_CHECKING", "TypeAlias"] if self.placeholders() else ["TypeAlias"]
        }
        tables += [{"typing": ["ClassVar"]}] if any(model.tag for model in self.models) else []
        needed = merge(
            *tables, imports(aliases, self.types), typing if aliases else {}, self._runtime()
        )
        needed.pop(".models", None)
        known = needed.get(".enums", [])
        given = [f"{name} as {name}" for name in self._returned_enums() if name not in known]
        needed = merge(needed, {".enums": given} if given else {})
        return import_block(needed)

    def _returned_enums(self) -> list[str]:
        """Enums that operations return: a result is an expression in the terms of this module."""
        results = [o.result for s in self.api.services for o in s.operations if o.result]
        return imports(results, self.types).get(".enums", [])

    def _runtime(self) -> dict[str, list[str]]:
        names = {"Model" for m in self.models if m.extra is None} | {
            "OpenModel" for m in self.models if m.extra is not None
        }
        if any(not f.required or f.write_only for m in self.models for f in m.fields):
            names |= {"UNSET", "Unset"}
        needed = {"._runtime.models": sorted(names)} if names else {}
        tagged = {
            isinstance(a.type, ir.Union) and a.type.tag is not None for a in self.placeholders()
        }
        unions = [
            name for name, kind in (("tagged_union", True), ("union", False)) if kind in tagged
        ]
        return needed | ({"._runtime.unions": unions} if unions else {})

    def _split(self) -> tuple[list[ir.Alias], list[ir.Alias]]:
        aliases = [d for d in self.api.types if isinstance(d, ir.Alias)]
        recursive = _recursive(aliases)
        special = [a for a in aliases if isinstance(a.type, ir.Union) or a.key in recursive]
        plain = {a.key: a for a in aliases if a not in special}
        ordered: dict[ir.Key, ir.Alias] = {}
        for alias in plain.values():
            _after_its_parts(alias, plain, ordered)
        return special, list(ordered.values())


def _after_its_parts(
    alias: ir.Alias, plain: dict[ir.Key, ir.Alias], ordered: dict[ir.Key, ir.Alias]
) -> None:
    for key in _references(alias):
        if key in plain and key not in ordered:
            _after_its_parts(plain[key], plain, ordered)
    ordered.setdefault(alias.key, alias)


def _references(alias: ir.Alias) -> list[ir.Key]:
    return [part.key for part in walk(alias.type) if isinstance(part, ir.Ref)]


def _recursive(aliases: list[ir.Alias]) -> set[ir.Key]:
    """Keys of aliases that lead back to themselves through other aliases."""
    edges = {alias.key: _references(alias) for alias in aliases}
    found: set[ir.Key] = set()
    for start in edges:
        seen: set[ir.Key] = set()
        todo = list(edges[start])
        while todo:
            key = todo.pop()
            if key in edges and key not in seen:
                seen.add(key)
                todo.extend(edges[key])
        if start in seen:
            found.add(start)
    return found


def _absent(field: ir.Field, annotation: str) -> tuple[str, str]:
    """The annotation with what it means to leave the attribute out, and the default that goes with it."""
    constant = field.type.values if isinstance(field.type, ir.LiteralType) else ()
    if field.required and len(constant) == 1:
        return annotation, f" = {literal(constant[0])}"
    if field.required and not field.write_only:
        return annotation, ""
    return (annotation if annotation == "Any" else f"{annotation} | Unset"), " = UNSET"


def _shadowed(model: ir.Model) -> frozenset[str]:
    """Names the attributes of a model hide from its annotations."""
    return SHADOWABLE.intersection(field.name for field in model.fields)
