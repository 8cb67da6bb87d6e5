"""Request bodies: one flat object becomes keyword arguments, anything else one argument."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field, replace

from generator import ir
from generator.diagnostics import Diagnostics
from generator.document import Node
from generator.frozen import frozen
from generator.naming import Scope
from generator.operations.media import MediaType, distinct, offered, payload, warn
from generator.operations.parameters import is_header_name
from generator.schemas import Schemas, documentation, without_null

_FORM_STYLES: tuple[ir.Style, ...] = ("form", "spaceDelimited", "pipeDelimited", "deepObject")
_MADE = ("content-type", "content-disposition")
"""Headers of a part that are made of its media type and its name."""


@frozen()
class Choice:
    """A media type a body can be sent as, and the names of those that would carry the same."""

    media_type: MediaType
    alternatives: tuple[str, ...]


@frozen()
class Bodies:
    """Lowers request bodies. ``flattened`` collects the keys of schemas that became arguments."""

    schemas: Schemas
    diagnostics: Diagnostics
    flattened: set[ir.Key] = field(default_factory=set[ir.Key])

    def choices(self, node: Node) -> list[Choice]:
        """What a Request Body Object (OpenAPI 3.1, section 4.8.13) offers, the preferred choice first.

        Media types that carry the same are one choice: JSON, unless there are files to send.
        """
        found = distinct(offered(node.resolve() / "content", request=True))
        return [self._choice(media_types) for media_types in found]

    def _choice(self, media_types: list[MediaType]) -> Choice:
        first, *others = media_types
        multipart = next((other for other in others if other.codec == "multipart"), None)
        if first.codec == "json" and multipart and self._has_files(first):
            first, others = multipart, [first, *(o for o in others if o is not multipart)]
        return Choice(first, tuple(other.name for other in others))

    def _has_files(self, media_type: MediaType) -> bool:
        if not self._is_flat(media_type):
            return False
        assert media_type.schema is not None, "only an object is flat"
        types = (member.type for member in self.schemas.fields(media_type.schema))
        return any(_is_file(type) for type in types)

    def body(
        self, node: Node, scope: Scope, choice: Choice, *, flatten: bool = True
    ) -> tuple[ir.Body | None, tuple[ir.Argument, ...]]:
        """One of the choices of a request body and its arguments; no body when it has no content."""
        described = node.resolve()
        chosen = choice.media_type
        warn(chosen, self.schemas, self.diagnostics)
        if chosen.codec == "form" and chosen.schema and not self._has_members(chosen.schema):
            chosen = replace(chosen, codec="text")  # a text that the caller has encoded
        if not described.get("required") and chosen.schema and self.schemas.is_void(chosen.schema):
            return None, ()
        body = ir.Body(
            media_type=chosen.name,
            codec=chosen.codec,
            type=ir.Map(ir.AnyType()),
            required=described.get("required") is True,
            flat=flatten and self._is_flat(chosen),
            optional=described.get("required") is False,
            alternatives=choice.alternatives,
            description=documentation.description((described,)),
            examples=documentation.examples(*filter(None, (chosen.schema, chosen.node))),
            pointer=described.pointer,
        )
        return (
            self._flat(body, node, chosen, scope) if body.flat else self._whole(body, chosen, scope)
        )

    def _has_members(self, schema: Node) -> bool:
        return self.schemas.is_structured(schema) or self.schemas.type_of(schema) == ir.AnyType()

    def _type(self, chosen: MediaType) -> ir.Type:
        """What the argument of a whole body is: whatever a schema says, a form has members and lines are several."""
        type = payload(chosen, self.schemas)
        if chosen.codec in ("form", "multipart") and not self.schemas.has_names(type):
            if type != ir.AnyType():
                message = "a form has named members, the schema names none; any can be sent"
                self.diagnostics.warning("not-carried", chosen.node / "schema", message)
            return ir.Map(ir.AnyType())
        if chosen.codec in ("form", "multipart"):
            return self._named(type, chosen)
        lines = chosen.codec == "jsonl" and not isinstance(type, ir.Array)
        return ir.Array(type) if lines else type

    def _named(self, type: ir.Type, chosen: MediaType) -> ir.Type:
        """What a form can be of a type: of several the ones that have names."""
        declared = self.schemas.declaration(type.key) if isinstance(type, ir.Ref) else None
        union = declared.type if isinstance(declared, ir.Alias) else type
        if not isinstance(union, ir.Union):
            return type
        named = tuple(member for member in union.members if self.schemas.has_names(member))
        if len(named) == len(union.members):
            return type
        message = (
            "a form has named members; the alternatives of its schema without any are left out"
        )
        self.diagnostics.warning("not-carried", chosen.node / "schema", message)
        return named[0] if len(named) == 1 else ir.Union(named)

    def _is_flat(self, chosen: MediaType) -> bool:
        is_object = chosen.codec in ("json", "form", "multipart")
        return is_object and chosen.schema is not None and self.schemas.is_flat(chosen.schema)

    # --- one argument ------------------------------------------------------------------------------------------------

    def _whole(
        self, body: ir.Body, chosen: MediaType, scope: Scope
    ) -> tuple[ir.Body, tuple[ir.Argument, ...]]:
        type = self._type(chosen)
        body = replace(body, type=type, parts=tuple(self._parts(type, chosen)))
        argument = ir.Argument(
            name=scope.claim_variable("body"),
            wire="body",
            location="body",
            type=body.type,
            required=body.required,
            description=body.description,
            examples=body.examples,
            pointer=body.pointer,
        )
        return body, (argument,)

    # --- an argument for each member ---------------------------------------------------------------------------------

    def _flat(
        self, body: ir.Body, node: Node, chosen: MediaType, scope: Scope
    ) -> tuple[ir.Body, tuple[ir.Argument, ...]]:
        """Read-only members are the server's to give, members with one possible value are sent unasked."""
        assert chosen.schema is not None, "only an object is flat"
        self.schemas.contexts.make_transparent(node)
        members: list[ir.Argument] = []
        constants: list[tuple[str, ir.Json]] = []
        parts: list[ir.Part] = []
        for member in self.schemas.fields(chosen.schema):
            value = constant(member.type) if member.required and not body.optional else None
            if value is not None:
                constants.append((member.wire, value))
            elif member.read_only:
                continue
            else:
                members.append(self._member(member, body.optional, chosen, scope))
            if part := self._part(member.wire, member.type, chosen):
                parts.append(part)
        self.flattened.add(self.schemas.key(chosen.schema))
        return replace(body, constants=tuple(constants), parts=tuple(parts)), tuple(members)

    def _member(
        self, member: ir.Field, optional: bool, chosen: MediaType, scope: Scope
    ) -> ir.Argument:
        # Most descriptions forget that a body is required: where they do not say, its members decide.
        headers = _headers(chosen, member.wire) if _is_file(member.type) else ()
        others = [
            f"`{name}`"
            for name, header in headers
            if name.lower() not in _MADE and self._header_value(name, header) is None
        ]
        own = f"Its part can have headers of its own: {', '.join(others)}." if others else ""
        return ir.Argument(
            name=scope.claim_variable(member.name, f"body_{member.name}"),
            wire=member.wire,
            location="field",
            type=member.type,
            required=member.required and not optional,
            description="\n\n".join(filter(None, [member.description, own])),
            default=member.default,
            deprecated=member.deprecated,
            examples=member.examples,
            errata=member.errata,
            pointer=member.pointer,
        )

    # --- encodings ---------------------------------------------------------------------------------------------------

    def _parts(self, type: ir.Type, chosen: MediaType) -> Iterator[ir.Part]:
        """How the members of a form that is passed whole are encoded, whichever of its models they are of."""
        if chosen.codec not in ("form", "multipart"):
            return
        members: dict[str, ir.Type] = {}
        for model in self.schemas.opened(type):
            for one in model.fields if isinstance(model, ir.Model) else ():
                members.setdefault(one.wire, one.type)
        for wire in chosen.node.get("encoding") or ():
            members.setdefault(wire, ir.AnyType())
        for wire, member in members.items():
            if part := self._part(wire, member, chosen):
                yield part

    def _part(self, wire: str, type: ir.Type, chosen: MediaType) -> ir.Part | None:
        """How a member of a form is encoded (OpenAPI 3.1, section 4.8.15); None: as usual."""
        if chosen.codec not in ("form", "multipart"):
            return None
        encoding = chosen.node / "encoding" / wire
        said = encoding.get("style") if chosen.codec == "form" else None
        style = _FORM_STYLES[_FORM_STYLES.index(said)] if said in _FORM_STYLES else None
        explode = style is not None and encoding.get("explode", style == "form") is True
        if (style, explode) == ("form", True):
            style, explode = None, False
        data = self._data(type) if chosen.codec == "multipart" else []
        base64 = bool(data) and all(_is_scalar(one, "bytes") for one in data)
        part = ir.Part(
            wire=wire,
            style=style,
            explode=explode,
            content_type=_content_type(encoding, chosen)
            or ("application/octet-stream" if base64 else None),
            headers=tuple(self._constants(wire, type, chosen)),
            data=bool(data),
        )
        return part if part != ir.Part(wire=wire) else None

    def _data(self, type: ir.Type) -> list[ir.Type | ir.Model]:
        """What could be taken for a file in a member that has none: tuples, and bytes that are Base64 text."""
        opened = list(self.schemas.opened(type))
        items = [one.items for one in opened if isinstance(one, ir.Array)]
        opened += [one for item in items for one in self.schemas.opened(item)]
        if any(_is_scalar(one, "binary") for one in opened):
            return []
        return [one for one in opened if isinstance(one, ir.Tuple) or _is_scalar(one, "bytes")]

    def _constants(self, wire: str, type: ir.Type, chosen: MediaType) -> Iterator[tuple[str, str]]:
        """The headers of a part with one possible value. Others come with a file."""
        for name, header in _headers(chosen, wire):
            value = self._header_value(name, header)
            if name.lower() in _MADE:
                message = f"'{name}' is ignored here: it is made of the media type and the name"
                self.diagnostics.note("ignored-header", header, message)
            elif value is not None:
                yield name, value
            elif not _is_file(type):
                message = f"the header '{name}' of a part that is no file is not sent"
                self.diagnostics.warning("not-carried", header, message)

    def _header_value(self, name: str, header: Node) -> str | None:
        """The only value of a header, if it has just one."""
        schema = header.resolve() / "schema"
        value = constant(self.schemas.type_of(schema)) if schema.exists else None
        if value is None or not is_header_name(name):
            return None
        return value if isinstance(value, str) else json.dumps(value)


def _headers(chosen: MediaType, wire: str) -> list[tuple[str, Node]]:
    """The headers of a member's part; other forms than multipart have none."""
    is_multipart = chosen.codec == "multipart"
    return list((chosen.node / "encoding" / wire / "headers").items()) if is_multipart else []


def _is_file(type: ir.Type) -> bool:
    type = without_null(type)
    return _is_file(type.items) if isinstance(type, ir.Array) else _is_scalar(type, "binary")


def _is_scalar(type: ir.Type | ir.Model, kind: ir.ScalarKind) -> bool:
    return isinstance(type, ir.Scalar) and type.kind == kind


def constant(type: ir.Type) -> str | int | float | bool | None:
    """The only value of a type, if it has just one."""
    return type.values[0] if isinstance(type, ir.LiteralType) and len(type.values) == 1 else None


def _content_type(encoding: Node, chosen: MediaType) -> str | None:
    """The media types of a part (OpenAPI 3.1, section 4.8.15); the first of a form's member, which needs one."""
    said = encoding.get("contentType")
    allowed = [name.strip() for name in said.split(",")] if isinstance(said, str) else []
    if chosen.codec != "multipart":
        allowed = [name for name in allowed[:1] if "*" not in name]
    return ", ".join(filter(None, allowed)) or None
