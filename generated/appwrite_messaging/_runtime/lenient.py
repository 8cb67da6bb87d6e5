"""The second look at an answer that contradicts its description.

The server has acted, so the caller gets the object. One rule covers every contradiction: a value that does not
fit is kept as the server sent it, at its place, and reported. That goes for a wrong type, null where it is
forbidden, a malformed date, a list in place of an object (also the whole answer), an object that fits no member
of a union or carries an unknown tag. A required member that is missing is ``UNSET`` and reported; an enum value
the description does not list is an unknown member (``is_known`` false) and reported. Not reported, because JSON
Schema allows them: members the description does not name, and ``1.0`` for an integer.

Whatever fits is decoded by msgspec at full speed; only the way down to each odd value is walked here.
"""

from __future__ import annotations

import types
from enum import Enum
from functools import cache, reduce
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec

from .convert import convert
from .enums import OpenIntEnum, OpenStrEnum, unknown_values
from .shapes import is_array, is_object
from .unset import UNSET

Path: TypeAlias = tuple[str | int, ...]

_DEPTH = 64
"""Below this many levels odd values are not looked for: what does not fit as a whole is kept as a whole."""


class ParseWarning(msgspec.Struct, frozen=True):
    """One place where an answer contradicts its description.

    ``path`` leads there by wire names (``messages[3].$createdAt``; empty: the whole answer), ``expected`` is a
    Python type, ``received`` what came instead, shortened, and without the value where that is a secret.
    """

    path: str
    expected: str
    received: str

    def __str__(self) -> str:
        return f"{self.path or 'the answer'}: expected {self.expected}, received {self.received}"


def repair(value: object, kind: Any) -> tuple[Any, tuple[ParseWarning, ...]]:
    """A plain value as ``kind`` as far as it goes, with a warning for each place where it does not fit."""
    walk = Walk()
    result = walk.decode(value, kind, ())
    return result, tuple(walk.warnings)


class Walk:
    """One pass over one answer; classes of our own take part in it by ``__repair__(value, path, walk)``."""

    def __init__(self) -> None:
        self.warnings: list[ParseWarning] = []
        self._hidden = False  # the values at hand belong to a secret member

    def decode(self, value: object, kind: Any, path: Path) -> Any:
        """The value as ``kind``, strictly if possible, else by its parts."""
        # A tagged union; msgspec would study it anew for each value.
        if hasattr(kind, "__case__"):
            return kind.__repair__(value, path, self)
        mark = next(unknown_values)
        try:
            result = convert(value, kind)
        except (ValueError, RecursionError):
            result = UNSET
        else:
            if next(unknown_values) == mark + 1:
                return result
        parts = self._by_parts(value, kind, path) if len(path) < _DEPTH else UNSET
        if parts is not UNSET:
            return parts
        return self.odd(value, describe(kind), path) if result is UNSET else result

    def odd(self, value: object, expected: str, path: Path) -> Any:
        """Keeps a value that does not fit and reports it."""
        self._warn(path, expected, _shorten(value, self._hidden))
        return value

    def struct(self, value: dict[str, Any], kind: Any, path: Path) -> Any:
        """An object as a struct, member by member; a required one that is missing becomes ``UNSET``."""
        hidden = self._hidden
        members: dict[str, object] = {}
        for name, wire, member_kind, required in members_of(kind):
            self._hidden = hidden or name in getattr(kind, "__secret__", ())
            if wire in value:
                members[name] = self.decode(value[wire], member_kind, (*path, wire))
            elif required:
                members[name] = UNSET
                self._warn((*path, wire), describe(member_kind), "nothing")
        self._hidden = hidden
        model = kind(**members)
        config = kind.__struct_config__
        if config.tag_field in value and value[config.tag_field] != config.tag:
            odd = value[config.tag_field]
            # The tag belongs to the class; what is odd about this object stands in its own dictionary.
            model.__dict__[kind.__tag__] = self.odd(
                odd, repr(config.tag), (*path, config.tag_field)
            )
        return model

    def _by_parts(self, value: object, kind: Any, path: Path) -> Any:
        """The value decoded part by part, or ``UNSET`` if this type has no parts for such a value."""
        for option in options(kind):
            # msgspec admits one option for each JSON type, and a class of our own only alone.
            if hasattr(option, "__repair__"):
                return option.__repair__(value, path, self)
            if is_object(value) and _is_class(option, msgspec.Struct):
                return self.struct(value, option, path)
            if is_object(value) and get_origin(option) is dict:
                _, member = get_args(option)
                return {k: self.decode(v, member, (*path, k)) for k, v in value.items()}
            if is_array(value) and get_origin(option) is list:
                (item,) = get_args(option)
                return [self.decode(v, item, (*path, i)) for i, v in enumerate(value)]
            if is_array(value) and get_origin(option) is tuple:
                kinds = get_args(option)
                if len(value) == len(kinds):
                    return tuple(self.decode(v, kinds[i], (*path, i)) for i, v in enumerate(value))
            if isinstance(value, float) and option is int and value.is_integer():
                return int(value)
            if isinstance(value, (str, int)) and _is_class(option, (OpenStrEnum, OpenIntEnum)):
                return self._enum(value, option, path)
        return UNSET

    def _enum(self, value: object, kind: Any, path: Path) -> Any:
        try:
            member = convert(value, kind)
        except ValueError:
            return UNSET
        return member if member.is_known else self.odd(member, f"a known {kind.__name__}", path)

    def _warn(self, path: Path, expected: str, received: str) -> None:
        self.warnings.append(ParseWarning(_dotted(path), expected, received))


# --- types -------------------------------------------------------------------------------------------------------------


def options(kind: Any) -> tuple[Any, ...]:
    """What a value may be besides absent and null: the members of a plain union, or the type alone."""
    if not is_union(kind):
        return (kind,)
    return tuple(o for o in get_args(kind) if o not in (types.NoneType, msgspec.UnsetType))


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


@cache
def members_of(struct: Any) -> tuple[tuple[str, str, Any, bool], ...]:
    """Attribute, wire name, type and whether it is required, for each member of a struct."""
    return tuple(
        (field.name, field.encode_name, _when_present(field.type), field.required)
        for field in msgspec.structs.fields(struct)
    )


def _when_present(kind: Any) -> Any:
    """The type of a member that is not absent."""
    if not is_union(kind):
        return kind
    present = [option for option in get_args(kind) if option is not msgspec.UnsetType]
    return reduce(lambda union, option: union | option, present)


def describe(kind: Any) -> str:
    """A type in the words of Python's annotations."""
    if kind is types.NoneType:
        return "None"
    if is_union(kind):
        return " | ".join(map(describe, get_args(kind)))
    if get_origin(kind) is Literal:
        return " | ".join(map(repr, get_args(kind)))
    name = getattr(get_origin(kind) or kind, "__name__", str(kind))
    arguments = ", ".join(map(describe, get_args(kind)))
    return f"{name}[{arguments}]" if arguments else name


def _is_class(kind: object, base: type | tuple[type, ...]) -> bool:
    return isinstance(kind, type) and issubclass(kind, base)


# --- texts -------------------------------------------------------------------------------------------------------------


def _shorten(value: object, hidden: bool) -> str:
    if is_object(value):
        return "an object"
    if is_array(value):
        return "an array"
    if value is None:
        return "null"
    if isinstance(value, Enum):
        value = value.value
    if hidden:
        return f"a value of type {type(value).__name__}"
    text = repr(value[:80] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _dotted(path: Path) -> str:
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")
