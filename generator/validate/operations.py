"""Do the operations agree with themselves: ids, path templates, parameters?"""

from __future__ import annotations

from generator.diagnostics import Diagnostics
from generator.document import Document, Node
from generator.document.paths import identity, operations, template, variables

Parameters = dict[tuple[str, str], Node]
"""Resolved parameters by location and name."""


def check(document: Document, diagnostics: Diagnostics) -> None:
    """Reports ids and parameters that clash, and path templates that say something else than the parameters."""
    for name, item in (document.node / "paths").items():
        if template(name) != name:
            message = f"the path '{name}' does not begin with a slash; it is given one"
            diagnostics.warning("path-without-slash", item, message)
    first: dict[str, Node] = {}
    for path, item, operation in operations(document):
        _check_id(operation, first, diagnostics)
        shared = _parameters(item, diagnostics)
        own = _parameters(operation, diagnostics)
        if path is not None and all(map(_is_known, (shared | own).values())):
            _check_declared(path, operation, shared | own, diagnostics)
            _check_used(path, own, diagnostics)


def _is_known(parameter: Node) -> bool:
    """Whether the parameter is there: a reference may lead nowhere, which is reported elsewhere."""
    return isinstance(parameter.get("name"), str)


def _check_id(operation: Node, first: dict[str, Node], diagnostics: Diagnostics) -> None:
    name = operation.get("operationId")
    if not isinstance(name, str):
        return
    earlier = first.setdefault(name, operation)
    if earlier != operation:
        diagnostics.warning(
            "duplicate-operation-id",
            operation / "operationId",
            f"the operation id '{name}' is used twice; the first keeps it",
            related=(((earlier / "operationId").pointer, "first here"),),
        )


def _parameters(owner: Node, diagnostics: Diagnostics) -> Parameters:
    """The parameters listed by an operation or a path item."""
    found: Parameters = {}
    for parameter in map(Node.resolve, (owner / "parameters").elements()):
        earlier = found.setdefault(identity(parameter), parameter)
        if earlier is not parameter:
            message = f"the parameter '{parameter.get('name')}' is there twice; the first counts"
            related = ((earlier.pointer, "the first"),)
            diagnostics.warning("duplicate-parameter", parameter, message, related=related)
    return found


def _check_declared(
    path: str, operation: Node, parameters: Parameters, diagnostics: Diagnostics
) -> None:
    for name in variables(path):
        if ("path", name) not in parameters:
            message = f"'{{{name}}}' of the path is not declared; it is taken as required text"
            hint = f"add a parameter with 'name: {name}' and 'in: path'"
            diagnostics.warning("undeclared-path-parameter", operation, message, hint)


def _check_used(path: str, parameters: Parameters, diagnostics: Diagnostics) -> None:
    names = variables(path)
    for (location, name), parameter in parameters.items():
        if location == "path" and name not in names:
            message = f"the path has no variable '{name}'; the parameter is left out"
            diagnostics.warning("unused-path-parameter", parameter, message)
