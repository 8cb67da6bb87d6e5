"""Arguments, attributes and values as lists: definition lists in HTML, bullet lists in Markdown.

An API may have tens of thousands of them. They are most of what the documentation weighs and of the time it takes, so
they are put together here and not by a template, with no more markup than a reader needs; end tags that HTML lets one
leave out are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from html import escape

from generator import ir
from generator.docs.compare import models_in
from generator.docs.markdown import cell, code_cell, markdown
from generator.frozen import frozen
from generator.python.describe import constraints, phrase
from generator.python.once import Once
from generator.python.text import code, first_sentence, literal, visible
from generator.python.types import Annotator, Declarations, Side

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\w+|[^\w"\']+|.')
_PLACES: Mapping[ir.Location, str] = {
    "path": "in the path",
    "query": "in the query",
    "header": "in a header",
    "cookie": "in a cookie",
    "field": "in the body",
    "body": "the body",
}
_MOST_ALTERNATIVES = 4
"""A member that can be of more models than this names them and leads to their own page."""
_MOST_NESTED = 60
"""How many attributes of nested models unfold where a result is described; the others are on their own page."""


@frozen()
class Members:
    """What is said about members. ``links`` leads from a class name to its section, without the ending of the page."""

    types: Declarations
    links: Mapping[str, tuple[str, str]]
    _once: Once = field(default_factory=Once, repr=False)
    """Many members are of one type, and many results hold one model."""

    # --- types -------------------------------------------------------------------------------------------------------

    def annotation(self, type: ir.Type, side: Side = "result") -> str:
        """The annotation of a type."""
        return Annotator(self.types, side)(type)

    def limits(self, type: ir.Type) -> str:
        """What a value must satisfy, in words; empty if nothing is asked."""
        return self._once(("limits", type), lambda: phrase(constraints(type, self.types)))

    def _html(self, type: ir.Type, side: Side = "result") -> tuple[str, str]:
        """The annotation with its own names linked, and the limits."""
        return self._once(
            ("html", side, type),
            lambda: (self.linked(self.annotation(type, side)), cell(self.limits(type))),
        )

    def linked(self, annotation: str, ending: str = "html") -> str:
        """An annotation as HTML, the names in it linked to pages of that ending."""

        def token(match: re.Match[str]) -> str:
            place, text = self.links.get(match[0]), escape(match[0], quote=False)
            return f'<a href="{place[0]}.{ending}#{place[1]}">{text}</a>' if place else text

        return _TOKEN.sub(token, visible(annotation))

    def markdown(self, type: ir.Type, side: Side = "result") -> str:
        """The annotation as Markdown, a link to the first of our own names in it."""
        return self._once(
            ("markdown", side, type), lambda: self.linking(self.annotation(type, side))
        )

    def linking(self, annotation: str) -> str:
        """An annotation as Markdown, likewise."""
        names = (self.links.get(token) for token in _TOKEN.findall(annotation))
        place = next((place for place in names if place), None)
        return f"[{code(annotation)}]({place[0]}.md#{place[1]})" if place else code(annotation)

    # --- HTML --------------------------------------------------------------------------------------------------------

    def arguments_html(self, operation: ir.Operation) -> str:
        """The arguments of an operation, the required first, each with an anchor."""
        ordered = sorted(operation.arguments, key=lambda argument: not argument.required)
        return _list(self._argument_html(operation.name, argument) for argument in ordered)

    def _argument_html(self, owner: str, argument: ir.Argument) -> str:
        default = argument.default
        need = ""
        if argument.required:
            need = " <strong>required</strong>"
        elif default is not None:
            need = f" <em>default <code>{_text(literal(default.value))}</code></em>"
        type, limits = self._html(argument.type, "argument")
        where = _wire_html(argument) if argument.location == "field" else _place_html(argument)
        about = _spaced(_about_html(argument, limits), where)
        return f'<dt id="{owner}.{argument.name}"><b>{argument.name}</b> {type}{need}<dd>{about}'

    def declared_html(self, declaration: ir.Declaration) -> str:
        """The attributes of a model, the members of an enum."""
        match declaration:
            case ir.Model(fields=fields) if fields:
                return _list(map(self._field_html, fields))
            case ir.Enum(members=members):
                return _list(
                    f"<dt><b>{member.name}</b> {_text(literal(member.value))}"
                    f"<dd>{cell(member.description)}"
                    for member in members
                )
            case _:
                return ""

    def result_html(self, model: ir.Model) -> str:
        """The attributes of a model that is a result, those of nested models to be unfolded."""
        return self._attributes_html(model, (model.key,), [_MOST_NESTED])

    def alternatives_html(self, type: ir.Type) -> str:
        """The models a result can be or hold, each to be unfolded."""
        return self._nested_html(self._nested(type), (), [_MOST_NESTED])

    def _attributes_html(self, model: ir.Model, passed: tuple[ir.Key, ...], left: list[int]) -> str:
        rows = self._once(("rows", model.key), lambda: [*map(self._row, model.fields)])
        return _list(row + self._nested_html(inner, passed, left) for row, inner in rows)

    def _row(self, field: ir.Field) -> tuple[str, list[ir.Model]]:
        """An attribute of a result with its summary, and the models it holds."""
        type, _ = self._html(field.type)
        summary = cell(first_sentence(field.description))
        return _described(field, type, summary), self._nested(field.type)

    def _nested_html(
        self, models: list[ir.Model], passed: tuple[ir.Key, ...], left: list[int]
    ) -> str:
        parts: list[str] = []
        for inner in models if len(passed) <= 2 else ():
            if inner.key in passed or not 0 < len(inner.fields) <= left[0]:
                continue
            left[0] -= len(inner.fields)
            summary = f"<summary>Attributes of <code>{inner.name}</code></summary>"
            inside = self._attributes_html(inner, (*passed, inner.key), left)
            parts.append(f"<details>{summary}{inside}</details>")
        return "".join(parts)

    def _nested(self, type: ir.Type) -> list[ir.Model]:
        """The models inside a type, as far as they are few enough to be shown where it stands."""
        found = models_in(type, self.types)
        return found if len(found) <= _MOST_ALTERNATIVES else []

    def _field_html(self, field: ir.Field) -> str:
        type, limits = self._html(field.type)
        return _described(field, type, _about_html(field, limits, field.default))

    # --- Markdown ----------------------------------------------------------------------------------------------------

    def arguments_markdown(self, operation: ir.Operation) -> str:
        """The arguments of an operation in the order of its signature."""
        return "\n".join(
            _bullet(
                argument.name,
                [self.markdown(argument.type, "argument"), _need(argument), place(argument)],
                self._about_markdown(argument),
            )
            for argument in operation.arguments
        )

    def declared_markdown(self, declaration: ir.Declaration) -> str:
        """The attributes of a model, the members of an enum."""
        match declaration:
            case ir.Model(fields=fields):
                bullets = [self._field_markdown(field) for field in fields]
            case ir.Enum(members=members):
                bullets = [
                    _bullet(
                        member.name, [code(literal(member.value))], markdown(member.description)
                    )
                    for member in members
                ]
            case _:
                bullets = []
        return "\n".join(bullets)

    def _field_markdown(self, field: ir.Field) -> str:
        words = [self.markdown(field.type), presence(field)]
        words.append(f"wire {code(field.wire)}" if field.wire != field.name else "")
        return _bullet(field.name, words, self._about_markdown(field))

    def _about_markdown(self, value: ir.Argument | ir.Field) -> str:
        default = value.default if isinstance(value, ir.Field) else None
        parts = [
            "**Deprecated.**" if value.deprecated else "",
            markdown(value.description),
            self.limits(value.type),
            f"Default: {code(literal(default.value))}." if default else "",
        ]
        parts = [part for part in parts if part]
        return ("\n\n" if any("\n" in part for part in parts) else " ").join(parts)


def presence(field: ir.Field) -> str:
    """When an attribute is there, if that is not always."""
    parts = (
        "never received" if field.write_only else "" if field.required else "may be absent",
        "never sent" if field.read_only else "",
    )
    return ", ".join(filter(None, parts))


def place(argument: ir.Argument) -> str:
    """Where in a request an argument goes, and its name there if that is another, as Markdown."""
    renamed = argument.wire != argument.name and argument.location != "body"
    return _PLACES[argument.location] + (f" {code(argument.wire)}" if renamed else "")


def _need(argument: ir.Argument) -> str:
    if argument.required:
        return "required"
    default = argument.default
    return f"default {code(literal(default.value))}" if default is not None else ""


def _bullet(name: str, words: list[str], about: str) -> str:
    head = f"- {code(name)} ({', '.join(word for word in words if word)})"
    if "\n" in about:
        lines = "\n".join(f"  {line}" if line else "" for line in about.split("\n"))
        return f"{head}\n\n{lines}"
    return f"{head}: {about}" if about else head


def _text(text: str) -> str:
    return escape(visible(text), quote=False)


def _list(members: Iterable[str]) -> str:
    return '<dl class="members">\n' + "\n".join(members) + "\n</dl>"


def _described(field: ir.Field, type: str, about: str) -> str:
    need = presence(field)
    shown = f" <em>{need}</em>" if need else ""
    return f"<dt><b>{field.name}</b> {type}{shown}<dd>{_spaced(about, _wire_html(field))}"


def _about_html(
    value: ir.Argument | ir.Field, limits: str, default: ir.Default | None = None
) -> str:
    parts = (
        "<strong>Deprecated.</strong>" if value.deprecated else "",
        cell(value.description),
        limits,
        f"Default: {code_cell(literal(default.value))}" if default else "",
    )
    return "<br>".join(filter(None, parts))


def _place_html(argument: ir.Argument) -> str:
    return f"<small>{cell(place(argument))}</small>"


def _wire_html(value: ir.Argument | ir.Field) -> str:
    return f"<small>wire {code_cell(value.wire)}</small>" if value.wire != value.name else ""


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))
