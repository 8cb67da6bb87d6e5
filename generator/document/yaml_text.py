"""Reading YAML with the YAML 1.2 core schema, and finding where its values stand.

The parser's events are turned into plain values here, not by its own constructors: those follow YAML 1.1, in which
``no`` is false, ``1:30`` is ninety, ``012`` is ten, a date is an object and a repeated key silently wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from generator.diagnostics import did_you_mean
from generator.document.source import (
    MAX_DEPTH,
    PUT_AROUND,
    Fault,
    Lines,
    Mark,
    Path,
    TextError,
    repeated,
)
from generator.document.values import as_index

MAX_ALIASED = 1_000_000
"""Values that aliases may add when they are written out: more is a bomb, not a description."""

_CORE = "tag:yaml.org,2002:"
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMERIC_START = frozenset("-+.0123456789")
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
_MERGE_HINT = "YAML 1.2 has no merge keys: write the members out, or quote the key if it is a name"


def read(text: str) -> tuple[Any, list[Fault]]:
    """The value, and what is wrong with it. Raises TextError."""
    builder = _Builder()
    value = builder.build(text)
    return value, builder.faults


class YamlPlaces:
    """Where the values of a valid YAML text stand; the text is parsed again when this is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _built(self) -> tuple[Any, dict[int, dict[str | int, Mark]]]:
        builder = _Builder(keep_marks=True)
        return builder.build(self._text), builder.marks

    def find(self, path: Path) -> Mark:
        value, marks = self._built
        mark = (0, 0)
        for step in path:
            here = marks.get(id(value), {})
            known = step if step in here else as_index(step)
            if known not in here:
                if step in PUT_AROUND:
                    continue
                break
            mark = here[known]
            value = value[known]
        return mark


@dataclass(slots=True)
class _Part:
    """A value and what it costs to write it out: ``size`` counts the values inside, ``height`` the levels."""

    value: Any
    size: int = 0
    height: int = 0


@dataclass(slots=True)
class _Frame(_Part):
    """A mapping or sequence that is still open; ``key`` is the one whose value comes next."""

    anchor: str | None = None
    key: str | None = None
    marks: dict[str | int, Mark] = field(default_factory=dict[str | int, Mark])

    @property
    def wants_key(self) -> bool:
        return self.key is None and isinstance(self.value, dict)


class _Builder:
    """Makes a value from the events of a YAML text.

    ``marks`` holds, per container, the marks of its keys or elements. Containers are known by identity: they live
    as long as the value does.
    """

    def __init__(self, keep_marks: bool = False) -> None:
        self.faults: list[Fault] = []
        self.marks: dict[int, dict[str | int, Mark]] = {}
        self._keep_marks = keep_marks
        self._root: Any = None
        self._open: list[_Frame] = []
        self._anchors: dict[str, _Part] = {}
        self._aliased = 0
        self._documents = 0

    def build(self, text: str) -> Any:
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        try:
            for event in _events(text):
                if handler := handlers.get(type(event)):
                    handler(event)
        except yaml.YAMLError as error:
            raise TextError(_syntax_fault(text, error)) from None
        return self._root

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _stop("invalid-yaml", event, "a second document starts here", "keep one per file")

    def _scalar(self, event: Any) -> None:
        try:
            value = _scalar_value(event)
        except ValueError as error:
            self._fault("invalid-scalar", event, str(error))
            value = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = _Part(value)
        if self._open and self._open[-1].wants_key:
            self._key(self._open[-1], value, event)
        else:
            self._place(value, event)

    def _key(self, frame: _Frame, value: Any, event: Any) -> None:
        key = event.value if isinstance(event, yaml.ScalarEvent) else str(value)
        if value is None or isinstance(value, (bool, float)):
            self._fault("invalid-key", event, f"the key '{key}' is not a string", "quote it")
        elif key == "<<" and event.implicit[0]:
            self._fault("merge-key", event, "'<<' merges nothing", _MERGE_HINT)
        elif key in frame.marks:
            self.faults.append(repeated(key, _mark(event), frame.marks[key]))
        frame.marks[key] = _mark(event)
        frame.key = key

    def _start(self, event: Any) -> None:
        if self._open and self._open[-1].wants_key:
            raise _stop("invalid-key", event, "a key is a string, not a mapping or a sequence")
        if event.tag not in (None, "!", f"{_CORE}map", f"{_CORE}seq"):
            self._fault("invalid-scalar", event, _unknown_tag(event.tag))
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._place(value, event)
        self._open.append(_Frame(value, height=1, anchor=event.anchor))
        if len(self._open) > MAX_DEPTH:
            raise _stop("too-deep", event, _TOO_DEEP)

    def _end(self, _: Any) -> None:
        frame = self._open.pop()
        if self._keep_marks:
            self.marks[id(frame.value)] = frame.marks
        if frame.anchor is not None:
            self._anchors[frame.anchor] = frame
        self._charge(frame)

    def _alias(self, event: Any) -> None:
        if any(frame.anchor == event.anchor for frame in self._open):
            raise _stop("recursive-alias", event, f"*{event.anchor} stands inside &{event.anchor}")
        part = self._anchors.get(event.anchor)
        if part is None:
            hint = did_you_mean(event.anchor, self._anchors)
            raise _stop("undefined-alias", event, f"there is no &{event.anchor} before this", hint)
        self._aliased += 1 + part.size
        if self._aliased > MAX_ALIASED:
            message = f"aliases stand for more than {MAX_ALIASED:,} values"
            raise _stop("too-many-aliases", event, message, "write the parts out, or use $ref")
        if len(self._open) + part.height > MAX_DEPTH:
            raise _stop("too-deep", event, _TOO_DEEP)
        if not (self._open and self._open[-1].wants_key):
            self._place(part.value, event)
            self._charge(part)
        elif isinstance(part.value, (dict, list)):
            raise _stop("invalid-key", event, "a key is a string, not a mapping or a sequence")
        else:
            self._key(self._open[-1], part.value, event)

    def _place(self, value: Any, event: Any) -> None:
        """Puts a value where the open container wants it."""
        if not self._open:
            self._root = value
            return
        frame = self._open[-1]
        frame.size += 1
        if frame.key is None:
            if self._keep_marks:
                frame.marks[len(frame.value)] = _mark(event)
            frame.value.append(value)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _charge(self, part: _Part) -> None:
        """Adds what is inside a finished value to the container it was placed in."""
        if self._open:
            frame = self._open[-1]
            frame.size += part.size
            frame.height = max(frame.height, part.height + 1)

    def _fault(self, code: str, event: Any, message: str, hint: str = "") -> None:
        self.faults.append(Fault(code, _mark(event), message, hint))


def _events(text: str) -> Iterator[object]:
    # the stubs of the parser leave its events untyped
    return yaml.parse(
        text, yaml.CSafeLoader
    )  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def _stop(code: str, event: Any, message: str, hint: str = "") -> TextError:
    return TextError(Fault(code, _mark(event), message, hint))


def _mark(event: Any) -> Mark:
    return event.start_mark.line, event.start_mark.column


def _scalar_value(event: Any) -> Any:
    """The value of a scalar (YAML 1.2, section 10.3.2: tag resolution of the core schema). Raises ValueError."""
    text, tag = event.value, event.tag
    if tag is None:
        return _plain_value(text) if event.implicit[0] else text
    if tag in ("!", f"{_CORE}str"):
        return text
    if tag not in _TAGGED:
        raise ValueError(_unknown_tag(tag))
    value = _plain_value(text)
    if type(value) not in _TAGGED[tag]:
        raise ValueError(f"'{text}' does not fit its tag '{tag}'")
    return value


_TAGGED: dict[str, tuple[type, ...]] = {
    f"{_CORE}null": (type(None),),
    f"{_CORE}bool": (bool,),
    f"{_CORE}int": (int,),
    f"{_CORE}float": (int, float),
}


def _unknown_tag(tag: str) -> str:
    return f"the tag '{tag}' is not part of the YAML core schema"


def _plain_value(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _NOT_FINITE.fullmatch(text) or (_FLOAT.fullmatch(text) and math.isinf(float(text))):
        raise ValueError(f"{text} is not a JSON number")
    return float(text) if _FLOAT.fullmatch(text) else text


def _integer(text: str) -> int:
    try:
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    except ValueError:
        raise ValueError("the number has too many digits") from None


def _syntax_fault(text: str, error: yaml.YAMLError) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position].decode(errors="ignore")
        message = f"the character U+{error.character:04X} is not allowed in YAML"
        return Fault("invalid-yaml", Lines(text).mark(len(before)), message)
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault("invalid-yaml", (0, 0), f"not valid YAML: {error}")
    end = Lines(text).mark(len(text))  # the parser may point behind it
    mark = min((error.problem_mark.line, error.problem_mark.column), end)
    if "maximum nesting depth" in (error.problem or ""):  # of the parser itself, in newer releases
        return Fault("too-deep", mark, _TOO_DEEP)
    around = error.context_mark
    start = min((around.line, around.column), end) if around else mark
    context = ((start, error.context or ""),) if start != mark else ()
    tab = "found character that cannot start any token" in (error.problem or "")
    hint = "indent with spaces, not tabs" if tab else ""
    return Fault("invalid-yaml", mark, f"not valid YAML: {error.problem}", hint, context)
