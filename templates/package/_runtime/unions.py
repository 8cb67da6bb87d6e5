"""Unions whose member is not told by the JSON type alone.

An alias of such a union is generated twice. For type checkers it is the plain union, ``Cat | Dog | OtherPet``; for the
program it is a placeholder, ``tagged_union("Pet", "kind", lambda: {"cat": Cat, "dog": Dog}, lambda: OtherPet)`` or
``union("Data", lambda: (EmailData, SmsData))``.

The lambdas are called when the first value is decoded, so members may be declared later, be other such unions or
lead back to the union itself. In annotations the name stands alone, in a list or a dict, or beside ``None`` and
``Unset`` (``Pet | None | Unset``); a further type beside it belongs among its members.

``tagged_union`` goes by the text of the tag property (a wire name); an object with another text is read as the last
argument, if there is one. Where msgspec knows the tags of all cases (``models``), it decodes them without us, and only
a text it does not know leads here, on the second look (``lenient``).

``union`` takes the member that the value fits strictly and that explains it best (``_misfit``), the first of several
equals. A value that fits none, or has an unknown tag, stays as the server sent it and is reported. Members are encoded
like any other value, and ``isinstance(pet, Pet)`` asks whether a value belongs to one of them.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec

from .convert import convert
from .enums import OpenIntEnum, OpenStrEnum
from .lenient import is_union, members_of
from .models import OpenModel
from .shapes import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .lenient import Path, Walk

Choice: TypeAlias = tuple[Any, Any]
"""The member that was chosen, and the value decoded as it."""


def union(name: str, members: Callable[[], tuple[Any, ...]]) -> Any:
    """A union whose member is found by trying."""
    return _Union(name, members)


def tagged_union(
    name: str,
    tag: str,
    cases: Callable[[], Mapping[str, Any]],
    other: Callable[[], Any] | None = None,
) -> Any:
    """A union of objects, told apart by the text of one property."""
    return _TaggedUnion(name, tag, cases, other)


class _TaggedUnion(type):
    """The class of a tagged union, which is itself a class: msgspec calls back only for classes."""

    _tag: str
    _cases: Callable[[], Mapping[str, Any]]
    _other: Callable[[], Any] | None

    def __new__(cls, name: str, tag: str, cases: Any, other: Any) -> _TaggedUnion:
        members = {"_tag": tag, "_cases": cache(cases), "_other": other}
        return super().__new__(cls, name, (), members)

    def __init__(cls, name: str, tag: str, cases: Any, other: Any) -> None:
        super().__init__(name, (), {})

    @property
    def __supertype__(cls) -> Any:
        """The union as msgspec can decode it without us. This is where ``NewType`` has the type it stands for."""
        cases = cls._cases()
        configs = [getattr(case, "__struct_config__", None) for case in cases.values()]
        tags = [(config.tag_field, config.tag) for config in configs if config is not None]
        if tags != [(cls._tag, text) for text in cases]:
            raise AttributeError("__supertype__")
        either: Any = Union
        return either[tuple(cases.values())]

    def members(cls) -> tuple[Any, ...]:
        """What a value of this union may be."""
        return (*cls._cases().values(), *([cls._other()] if cls._other else ()))

    def __instancecheck__(cls, value: object) -> bool:
        return any(_belongs(value, member) for member in cls.members())

    def __from_json__(cls, value: object) -> Any:
        case = cls.__case__(value)
        if case is None:
            raise ValueError(f"expected {cls.__name__}")
        return convert(value, case)

    def __repair__(cls, value: object, path: Path, walk: Walk) -> Any:
        case = cls.__case__(value)
        if case is None:
            return walk.odd(value, f"{cls.__name__} with a known {cls._tag!r}", path)
        return walk.decode(value, case, path)

    def __case__(cls, value: object) -> Any:
        """The model to read a value as; None if there is none."""
        if not is_object(value):
            return None
        tag = value.get(cls._tag)
        case = cls._cases().get(tag) if isinstance(tag, str) else None
        return cls._other() if case is None and cls._other else case


class _Union(type):
    """The class of an untagged union, which is itself a class: msgspec calls back only for classes."""

    members: Callable[[], tuple[Any, ...]]

    def __new__(cls, name: str, members: Callable[[], tuple[Any, ...]]) -> _Union:
        return super().__new__(cls, name, (), {"members": cache(members)})

    def __init__(cls, name: str, members: Callable[[], tuple[Any, ...]]) -> None:
        super().__init__(name, (), {})

    def __instancecheck__(cls, value: object) -> bool:
        return any(_belongs(value, member) for member in cls.members())

    def __from_json__(cls, value: object) -> Any:
        choice = _choose(cls, value)
        if choice is None:
            raise ValueError(f"expected {cls.__name__}")
        return choice[1]

    def __repair__(cls, value: object, path: Path, walk: Walk) -> Any:
        try:
            choice = _choose(cls, value)
        except RecursionError:
            choice = None
        member = choice[0] if choice else _resembling(cls, value)
        if member is None:
            return walk.odd(value, cls.__name__, path)
        return walk.decode(value, member, path)


# --- the choice --------------------------------------------------------------------------------------------------------

_choices: ContextVar[dict[tuple[int, type], Choice | None] | None] = ContextVar(
    "choices", default=None
)
"""What was found for the parts of the value that is being decoded. Without it, a union that contains itself would
be tried again in every member at every level: two members and thirty levels make a thousand million trials."""


def _choose(union: _Union, value: object) -> Choice | None:
    """The member a value fits best; None if it fits none."""
    choices = _choices.get()
    if choices is None:
        token = _choices.set({})
        try:
            return _choose(union, value)
        finally:
            _choices.reset(token)
    key = (id(value), union)  # the outermost call holds the whole value, so ids stay its own
    if key not in choices:
        choices[key] = _try_members(union, value)
    return choices[key]


def _try_members(union: _Union, value: object) -> Choice | None:
    last_resort = None
    for member, _ in _candidates(union, _shape(value)):
        try:
            result = convert(value, member)
        except ValueError:
            continue
        if not isinstance(result, (OpenStrEnum, OpenIntEnum)) or result.is_known:
            return member, result
        last_resort = last_resort or (member, result)
    return last_resort


def _resembling(union: _Union, value: object) -> Any:
    """The member to read a value as, although it does not fit: a container of its kind, a model it has much of."""
    for member, misfit in _candidates(union, _shape(value)):
        if get_origin(member) in (list, dict) or (_struct(member) and misfit < 1):
            return member
    return None


Shape: TypeAlias = "type | frozenset[str]"
"""What a choice goes by before trying: the names of an object's members, or the type of another value."""


def _shape(value: object) -> Shape:
    return frozenset(value) if is_object(value) else type(value)


@lru_cache(maxsize=1024)
def _candidates(union: _Union, shape: Shape) -> tuple[tuple[Any, float], ...]:
    """The members that a value of this shape may be, with their misfit, the best first."""
    misfits = [(member, _misfit(shape, member)) for member in union.members()]
    possible = [(member, misfit) for member, misfit in misfits if misfit is not None]
    return tuple(sorted(possible, key=itemgetter(1)))


def _misfit(shape: Shape, member: Any) -> float | None:
    """How badly a member explains a value that it may admit: 0 is perfect, None is impossible.

    An object: the share of its members that a model does not name, so that the model that names most of them is
    tried first, and a model that names none only after everything else. Types that admit nearly anything
    (``Any``, ``str``, ``bytes``, containers of ``Any``) come after those that say something.
    """
    struct = _struct(member)
    if struct is not None:
        return _misfit_of_names(shape, struct) if isinstance(shape, frozenset) else None
    container = {dict: dict, list: list, tuple: list}.get(get_origin(member))
    if container is not None:
        if container is not (dict if isinstance(shape, frozenset) else shape):
            return None
        return 1.0 if get_args(member)[-1] is Any else 0.0
    if member is float and shape is int:
        return 0.5
    return 1.0 if member in (Any, str, bytes) else 0.0


def _misfit_of_names(names: frozenset[str], struct: Any) -> float | None:
    members = members_of(struct)
    tag = {struct.__struct_config__.tag_field} - {None}
    if not tag <= names or any(required and wire not in names for _, wire, _, required in members):
        return None
    unknown = len(names.difference(tag, (wire for _, wire, _, _ in members)))
    return 0.0 if not unknown else 1.5 if unknown == len(names) else unknown / len(names)


def _struct(member: Any) -> Any:
    """The struct that holds the named members of a model; None for what is no model."""
    if not isinstance(member, type):
        return None
    if issubclass(member, OpenModel):
        return member.__struct__
    return member if issubclass(member, msgspec.Struct) else None


def _belongs(value: object, member: Any) -> bool:
    if member is Any:
        return True
    if isinstance(member, type):
        return isinstance(value, member)
    if member is None:
        return value is None
    if is_union(member):
        return any(_belongs(value, option) for option in get_args(member))
    if get_origin(member) is Literal:
        return value in get_args(member)
    return isinstance(value, get_origin(member))
