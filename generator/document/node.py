"""The document and the cursor that walks it."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from generator.diagnostics import Pointer, Position, file_of
from generator.document.references import Context, Steps, anchors, references
from generator.document.source import Source
from generator.document.values import as_index, is_list, is_mapping
from generator.frozen import frozen


class Missing:
    """What stands where nothing stands; null is a value."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@frozen(by_value=False)
class Document:
    """The files of a description by their names, which are relative to ``folder``, the root file's folder.

    The values of ``files`` may be replaced by better ones of the same shape (``normalize``); ``sources`` stays what
    was read, so that every pointer can still be located.
    """

    root: str
    folder: Path
    files: Mapping[str, Any]
    sources: Mapping[str, Source]
    _references: list[tuple[Node, Context]] = field(
        default_factory=lambda: list[tuple[Node, Context]](), init=False, repr=False
    )
    _targets: dict[tuple[str, str], Node] = field(
        default_factory=lambda: dict[tuple[str, str], Node](), init=False, repr=False
    )
    _anchors: dict[str, dict[str, Steps]] = field(
        default_factory=lambda: dict[str, dict[str, Steps]](), init=False, repr=False
    )

    @property
    def node(self) -> Node:
        return self.at(self.root)

    @property
    def path(self) -> Path:
        return self.folder / self.root

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that was read: the names and texts of all files."""
        digest = sha256()
        for name in sorted(self.sources):
            text = sha256(self.sources[name].lines.text.encode()).hexdigest()
            digest.update(f"{text}  {name}\n".encode())
        return digest.hexdigest()

    @property
    def title(self) -> str:
        return str((self.node / "info").get("title", ""))

    def at(self, file: str, path: Steps = ()) -> Node:
        """The node at a path of a file; one without a value when there is no such place."""
        node = Node(self, file, (), self.files.get(file, MISSING))
        for step in path:
            node = node / step
        return node

    def target(self, file: str, reference: str) -> Node:
        """The node a reference in a file means (RFC 3986, section 5; RFC 6901, section 6).

        The fragment may also be an anchor (JSON Schema 2020-12, section 8.2.2).
        """
        found = self._targets.get((file, reference))
        if found is None:
            name, path = target_of(file, reference)
            if path and str(path[0]).startswith("#") and name in self.files:
                path = self._anchors_of(name).get(str(path[0])[1:], path)
            found = self.at(name, path)
            if found.exists:  # else its file may yet be read
                self._targets[file, reference] = found
        return found

    def _anchors_of(self, file: str) -> dict[str, Steps]:
        if file not in self._anchors:
            self._anchors[file] = anchors(self.files[file])
        return self._anchors[file]

    def references(self) -> Sequence[tuple[Node, Context]]:
        """Every object with a ``$ref`` that can be reached from the root, and what its target is."""
        return self._references or list(self.walk())

    def walk(self) -> Iterator[tuple[Node, Context]]:
        """The same, found on the way: a target is walked after its reference was handed out.

        Whoever iterates may add its file first. What a walk to the end has found is remembered.
        """
        found: list[tuple[Node, Context]] = []
        seen: set[tuple[int, Context]] = set()
        followed: set[tuple[str, str]] = set()
        pending = deque([(self.node, Context.OBJECT)])
        while pending:
            node, context = pending.popleft()
            for path, value, inside in references(node.value, context, seen):
                holder = Node(self, node.file, (*node.path, *path), value)
                found.append((holder, inside))
                yield found[-1]
                if (node.file, value["$ref"]) not in followed:
                    followed.add((node.file, value["$ref"]))
                    pending.append((holder.follow(value["$ref"]), inside))
        self._references[:] = found

    def locate(self, pointer: Pointer) -> Position:
        """Where a pointer's member name or list element stands; the longest part of the pointer that exists.

        Steps that only lead on behind a reference are those of its target.
        """
        file, _, fragment = pointer.partition("#")
        if file not in self.sources:
            return file_of(pointer)
        steps = _steps(fragment)
        here = self.at(file)
        for number, step in enumerate(steps):
            if "$ref" in here and not (here / step).exists:
                target = here.resolve()
                if (target / step).exists:
                    return self.locate(pointer_of(target.file, (*target.path, *steps[number:])))
            here = here / step
        return self.sources[file].locate(steps)


@frozen()
class Node:
    """A value and its place: a step that leads nowhere gives a node that does not exist, never an error."""

    document: Document = field(compare=False, repr=False)
    file: str
    path: Steps
    value: Any = field(compare=False, repr=False)

    @property
    def pointer(self) -> Pointer:
        return pointer_of(self.file, self.path)

    @property
    def exists(self) -> bool:
        return self.value is not MISSING

    @property
    def name(self) -> str:
        """The last step of the path, or the stem of the file when the node is its root."""
        return str(self.path[-1]) if self.path else Path(self.file).stem

    @property
    def is_ref(self) -> bool:
        return is_mapping(self.value) and isinstance(self.value.get("$ref"), str)

    @property
    def is_standard(self) -> bool:
        """Whether this is part of the objects a root document is made of (OpenAPI 3.1, section 4.8.1)."""
        root = self.document.root
        return self.file == root and self.path[:1] in (("components",), ("paths",), ("webhooks",))

    def __truediv__(self, step: str | int) -> Node:
        if is_mapping(self.value):
            step = str(step)
            return self._child(step, self.value.get(step, MISSING))
        if is_list(self.value):
            index = as_index(step)
            if 0 <= index < len(self.value):
                return self._child(index, self.value[index])
        return self._child(step, MISSING)

    def __contains__(self, key: str) -> bool:
        value = self.value
        return isinstance(value, dict) and key in value

    def get(self, key: str, default: Any = None) -> Any:
        """The plain value of a member."""
        return self.value.get(key, default) if is_mapping(self.value) else default

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping; nothing when it is none."""
        if is_mapping(self.value):
            for key, value in self.value.items():
                yield key, self._child(key, value)

    def elements(self) -> Iterator[Node]:
        """The elements of a list; nothing when it is none."""
        if is_list(self.value):
            for index, value in enumerate(self.value):
                yield self._child(index, value)

    def follow(self, reference: str) -> Node:
        """The node a reference means that stands here."""
        return self.document.target(self.file, reference)

    def resolve(self) -> Node:
        """This node, or what its reference leads to in the end. A circle of references ends where it closes."""
        node = self
        passed: set[Node] = set()
        while node.is_ref and node not in passed:
            passed.add(node)
            node = node.follow(node.value["$ref"])
        return node

    def _child(self, step: str | int, value: Any) -> Node:
        return Node(self.document, self.file, (*self.path, step), value)


def pointer_of(file: str, path: Steps) -> Pointer:
    """The pointer of a value in a file (RFC 6901, section 3)."""
    plain = "/".join(map(str, path))
    if "~" in plain or plain.count("/") >= len(path):
        plain = "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return f"{file}#/{plain}" if path else f"{file}#"


def target_of(file: str, reference: str) -> tuple[str, Steps]:
    """The file and path a reference in ``file`` means; an anchor is one step that leads nowhere."""
    part, _, fragment = reference.partition("#")
    if part:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(part)))
    return file, _steps(unquote(fragment))


def reference_to(target: Node, holder: Node) -> str:
    """The reference that means a node when it stands where another one does."""
    pointer = target.pointer.removeprefix(target.file)
    if target.file == holder.file:
        return quote(pointer, safe="#/~")
    file = posixpath.relpath(target.file, posixpath.dirname(holder.file) or ".")
    return quote(f"{file}{pointer}", safe="#/~")


def _steps(fragment: str) -> Steps:
    if not fragment.startswith("/"):
        return (f"#{fragment}",) if fragment else ()
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in fragment.removeprefix("/").split("/")
    )
