"""Which service an operation belongs to, and what it is called."""

from __future__ import annotations

import re
from dataclasses import field

from generator.diagnostics import Diagnostics
from generator.document import Document, Node
from generator.document.paths import operations
from generator.document.values import is_list
from generator.frozen import frozen
from generator.naming import (
    CLIENT_ATTRIBUTES,
    METHODS,
    MODULES,
    Scope,
    iterator,
    pascal,
    same_words,
    snake,
)
from generator.schemas import documentation

_UNTAGGED = "default"
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_GROUPED = re.compile(r"([^/.:]+)[/.:](.+)|([^_]+)_([^_]+)")
"""Operation ids that begin with the name of a group: ``repos/list-forks``, ``Users_GetById``."""


@frozen()
class Place:
    """Where an operation stands and what it is called, before anything else is known of it.

    Types that stand in it are called after ``class_name``.
    """

    path: str
    item: Node
    node: Node
    id: str
    name: str
    class_name: str


@frozen()
class Group:
    """The operations of one tag."""

    tag: str
    name: str
    class_name: str
    description: str
    methods: Scope = field(default_factory=lambda: Scope(METHODS))
    places: list[Place] = field(default_factory=list[Place])


def groups(document: Document, classes: Scope, diagnostics: Diagnostics) -> list[Group]:
    """The operations of a document by their first tag, in the order in which tags are listed or else met.

    Tags that differ only in how their words are joined are one group.
    """
    placed = [(path, item, node) for path, item, node in operations(document) if path is not None]
    described = {str(tag.get("name")): tag for tag in (document.node / "tags").elements()}
    used = dict.fromkeys(_tag(node) for _, _, node in placed)
    listed = [tag for tag in described if tag in used]
    scope = Scope(CLIENT_ATTRIBUTES | MODULES)
    found: dict[str, Group] = {}
    for tag in dict.fromkeys([*listed, *used]):
        text = documentation.description((described[tag],)) if tag in described else ""
        if _module(tag) not in found:
            found[_module(tag)] = _group(tag, text, scope, classes)
    ids = _Ids(placed, diagnostics)
    for path, item, node in placed:
        group = found[_module(_tag(node))]
        group.places.append(_place(path, item, node, ids.of(path, node), group))
    return list(found.values())


def _tag(operation: Node) -> str:
    tags = operation.get("tags")
    return str(tags[0]) if is_list(tags) and tags else _UNTAGGED


def _module(tag: str) -> str:
    return snake(tag, "service")


def _group(tag: str, description: str, scope: Scope, classes: Scope) -> Group:
    class_name = pascal(tag, "Service")
    return Group(
        tag=tag,
        name=scope.claim_variable(_module(tag)),
        class_name=classes.claim(
            class_name,
            f"{class_name.rstrip('_')}Service",
            companions=lambda name: (f"Async{name}",),
        ),
        description=description,
    )


def _place(path: str, item: Node, node: Node, id: str, group: Group) -> Place:
    method = snake(_without_group(id, group.tag), "operation")
    paginated = "x-pagination" in node
    name = group.methods.claim_variable(
        method, companions=lambda name: (iterator(name),) if paginated else ()
    )
    return Place(path, item, node, id, name, pascal(id, "Operation"))


def _without_group(id: str, tag: str) -> str:
    """An operation id without the name of the group it begins with."""
    if match := _GROUPED.fullmatch(id):
        group, name = match[1] or match[3], match[2] or match[4]
        if same_words(group, tag):
            return name
    return id


def path_text(path: str) -> str:
    """A path template in words: ``/users/{id}`` -> ``users by id``."""
    return _VARIABLE.sub(r" by \1 ", path)


class _Ids:
    """The ids of operations, made up from method and path where there is none."""

    def __init__(self, placed: list[tuple[str, Node, Node]], diagnostics: Diagnostics) -> None:
        self._declared = {_declared_id(node) for _, _, node in placed}
        self._used: set[str] = set()
        self._diagnostics = diagnostics

    def of(self, path: str, node: Node) -> str:
        declared = _declared_id(node)
        if declared and declared not in self._used:
            self._used.add(declared)
            return declared
        id = self._made(path, node.name)
        what = f"the operationId '{declared}' is taken" if declared else "there is no operationId"
        self._diagnostics.warning("missing-operation-id", node, f"{what}; '{id}' is used")
        return id

    def _made(self, path: str, method: str) -> str:
        base = id = snake(f"{method} {path_text(path)}")
        number = 2
        while id in self._used or id in self._declared:
            id = f"{base}_{number}"
            number += 1
        self._used.add(id)
        return id


def _declared_id(node: Node) -> str:
    declared = node.get("operationId")
    return declared if isinstance(declared, str) else ""
