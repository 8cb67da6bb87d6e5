"""``x-pagination``: how an operation is asked for its next page."""

from __future__ import annotations

from generator import ir
from generator.diagnostics import Diagnostics, did_you_mean
from generator.document import Node
from generator.operations.extensions import Extension, MalformedError
from generator.schemas import Schemas, without_null

_LARGEST_PAGE = 1_000_000
_PLACE = "{value}"


def pagination(
    operation: Node,
    arguments: tuple[ir.Argument, ...],
    result: ir.Type | None,
    schemas: Schemas,
    diagnostics: Diagnostics,
) -> ir.Pagination | None:
    """Reads and checks the extension of an operation; None when there is none, or none that can be used."""
    extension = Extension(operation / "x-pagination", diagnostics)
    if not extension.node.exists:
        return None
    try:
        return _read(extension, arguments, result, schemas)
    except MalformedError:
        return None


def _read(
    extension: Extension,
    arguments: tuple[ir.Argument, ...],
    result: ir.Type | None,
    schemas: Schemas,
) -> ir.Pagination:
    extension.only(
        *("kind", "items", "total", "parameter", "size", "templates", "cursor", "restart")
    )
    kind = extension.one_of("kind", "cursor", "offset")
    page = _model(result, schemas)
    if page is None:
        message = "a paginated operation returns an object that holds the page"
        raise extension.refused(extension.node, message)
    items = _member(extension, "items", page)
    item_type = without_null(items.type)
    if not isinstance(item_type, ir.Array):
        raise extension.refused(extension.node / "items", f"'{items.wire}' is no list")
    argument = _argument(extension, arguments)
    size_template, next_template, previous_template = _templates(extension, argument)
    return ir.Pagination(
        kind="cursor" if kind == "cursor" else "offset",
        items=items.wire,
        item_type=item_type.items,
        total=_member(extension, "total", page).wire if "total" in extension.node else None,
        parameter=argument.wire,
        argument=argument.name,
        size=extension.number("size", 1, _LARGEST_PAGE),
        size_template=size_template,
        next_template=next_template,
        previous_template=previous_template,
        cursor=_cursor(extension, kind, item_type.items, schemas),
        restart=_restart(extension, argument),
    )


def _alternatives(type: ir.Type | None, schemas: Schemas) -> list[ir.Model]:
    """The models a value of the type can be, aliases opened; none if it can be anything else."""
    found: dict[ir.Key, ir.Model] = {}
    pending, passed = [type], set[ir.Key]()
    while pending:
        type = pending.pop()
        type = without_null(type) if type else None
        if isinstance(type, ir.Union):
            pending += type.members
            continue
        declaration = schemas.declaration(type.key) if isinstance(type, ir.Ref) else None
        if isinstance(declaration, ir.Model):
            found[declaration.key] = declaration
        elif not isinstance(declaration, ir.Alias):
            return []
        elif declaration.key not in passed:
            passed.add(declaration.key)
            pending.append(declaration.type)
    return list(found.values())


def _model(type: ir.Type | None, schemas: Schemas) -> ir.Model | None:
    """The model that every value of the type is; None if it can be another one too."""
    models = _alternatives(type, schemas)
    return models[0] if len(models) == 1 else None


def _member(extension: Extension, key: str, model: ir.Model) -> ir.Field:
    wire = extension.text(key)
    for field in model.fields:
        if field.wire == wire:
            return field
    message = f"{model.name} has no member '{wire}'"
    hint = did_you_mean(wire, [field.wire for field in model.fields])
    raise extension.refused(extension.node / key, message, hint)


def _argument(extension: Extension, arguments: tuple[ir.Argument, ...]) -> ir.Argument:
    wire = extension.text("parameter")
    queries = [argument for argument in arguments if argument.location == "query"]
    for argument in queries:
        if argument.wire == wire:
            return argument
    message = f"the operation has no query parameter '{wire}'"
    hint = did_you_mean(wire, [argument.wire for argument in queries])
    raise extension.refused(extension.node / "parameter", message, hint)


def _templates(extension: Extension, argument: ir.Argument) -> tuple[str, str, str]:
    """The texts an element of an array parameter is made from; a plain parameter has none."""
    is_list = isinstance(without_null(argument.type), ir.Array)
    place = extension.node / "templates"
    if not is_list and not place.exists:
        return "", "", ""
    if not is_list or not place.exists:
        message = (
            f"templates are for a list, and '{argument.wire}' is {'one' if is_list else 'none'}"
        )
        raise extension.refused(place, message)
    templates = Extension(place, extension.diagnostics)
    templates.only("size", "next", "previous")
    texts = (
        templates.text("size"),
        templates.text("next"),
        templates.optional_text("previous") or "",
    )
    for key, text in zip(("size", "next", "previous"), texts, strict=True):
        if text and _PLACE not in text:
            raise extension.refused(place / key, f"the template has no {_PLACE}")
    return texts


def _cursor(extension: Extension, kind: str, item: ir.Type, schemas: Schemas) -> str | None:
    if kind == "offset":
        if "cursor" in extension.node:
            message = "a cursor is for the kind 'cursor'"
            raise extension.refused(extension.node / "cursor", message)
        return None
    if models := _alternatives(item, schemas):
        (name,) = {_member(extension, "cursor", model).wire for model in models}
        return name
    raise extension.refused(
        extension.node / "items", "a cursor is a member, but the items are no objects"
    )


def _restart(extension: Extension, argument: ir.Argument) -> tuple[str, ...]:
    elements = extension.texts("restart")
    if elements and not isinstance(without_null(argument.type), ir.Array):
        message = f"'restart' adds elements to a list, and '{argument.wire}' is none"
        raise extension.refused(extension.node / "restart", message)
    return elements
