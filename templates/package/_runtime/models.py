"""The base classes of generated models.

A model is generated as a subclass of ``Model``. ``rename={"id": "$id"}`` among the arguments of the class lists the
members whose wire name differs. A required member has no default (``id: str``), an optional one is
``T | Unset = UNSET`` (absent: ``UNSET``, null: ``None``), one with a single possible value has that default
(``kind: Literal["cat"] = "cat"``) and is sent. If that value tells the model from others, msgspec knows it as the tag:
the class has the arguments ``tag_field="kind", tag="cat"``, and the member is a ``ClassVar``. The order is free: every
argument is a keyword.

A model that keeps the members it does not name (typed ``additionalProperties`` beside ``properties``) is a subclass of
``OpenModel`` with a member such as ``additional_properties: dict[str, int] = {}``.

Members that hold credentials are listed as ``__secret__ = ("api_key",)`` in the class body; ``repr`` shows them as
``'***'``.

What models are: mutable (a body is often built step by step), compared by value, not hashable; they pickle, copy,
match patterns and work with ``copy.replace`` (``msgspec.structs.replace`` before Python 3.13). Nothing is validated
when a program builds one; a type checker does that. Members unknown to a plain ``Model`` are ignored when it is decoded.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform, get_args

import msgspec

from .convert import convert, encode, parse, struct_members, to_plain
from .lenient import ParseWarning, Path, Walk, members_of, repair
from .shapes import is_object
from .unset import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .unset import Unset
else:
    # In annotations msgspec must meet its own class to know that a member may be absent.
    Unset = msgspec.UnsetType

__all__ = ["UNSET", "Model", "OpenModel", "ParseWarning", "Unset"]

_EXTRA = "additional_properties"
_EXTRA_WIRE = ""  # no API names a member so, and a free member of that name does not meet it


class _Convertible:
    """What plain and open models have in common: the ways from and to JSON."""

    __slots__ = ()

    @property
    def parse_warnings(self) -> tuple[ParseWarning, ...]:
        """Where the decoded answer contradicted its description; kept on the object that was asked for.

        Not a member: it is never sent, and copies start without it.
        """
        warnings: tuple[ParseWarning, ...] = self.__dict__.get("parse_warnings", ())
        return warnings

    def to_dict(self) -> dict[str, Any]:
        """The JSON object as it would be sent: wire names, plain values, absent members left out."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    def to_json(self) -> bytes:
        """The JSON text as it would be sent (UTF-8)."""
        return encode(self)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """The model of a JSON object with wire names, such as ``to_dict`` returns.

        Members that do not fit are kept as they are and listed in ``parse_warnings``. Raises ``ValueError`` when
        ``value`` is no object at all.
        """
        model, warnings = repair(value, cls)
        if not isinstance(model, cls):
            raise ValueError(f"{cls.__name__}: {warnings[0]}")
        attach_warnings(model, warnings)
        return model

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """The model of a JSON text, on the terms of ``from_dict``. Raises ``ValueError`` also for malformed JSON."""
        return cls.from_dict(parse(text))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let a model be a field of a pydantic model: instances pass, objects with wire names are decoded strictly."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else convert(value, cls),
            serialization=core_schema.plain_serializer_function_ser_schema(to_plain),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """What FastAPI documents for such a field."""
        return {"title": cls.__name__, "type": "object"}


class _ModelMeta(msgspec.StructMeta):
    """What msgspec does not inherit or offer: keyword arguments only, and constants that are sent.

    ``omit_defaults`` keeps ``UNSET`` out of what is sent, but a member whose default is its only value
    (``kind: Literal["cat"] = "cat"``) has to be there. A tag is none of the members.
    """

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any
    ) -> Any:
        constants = {
            member: msgspec.field(default_factory=partial(_constant, value))
            for member, value in namespace.items()
            if isinstance(value, (str, int, float)) and not member.startswith("__")
        }
        wires: dict[str, str] = config.get("rename") or {}
        tags = [m for m in constants if wires.get(m, m) == config.get("tag_field")]
        for member in tags:
            constants |= {member: namespace[member], "__tag__": member}
        return super().__new__(cls, name, bases, namespace | constants, kw_only=True, **config)


def _constant(value: object) -> object:
    return value


@dataclass_transform(kw_only_default=True)
class Model(
    _Convertible,
    msgspec.Struct,
    metaclass=_ModelMeta,
    omit_defaults=True,
    repr_omit_defaults=True,
    dict=True,  # room for the warnings of this very object; members live in slots
):
    """An object with named members."""

    __secret__: ClassVar[tuple[str, ...]] = ()
    __tag__: ClassVar[str] = ""

    def __repr__(self) -> str:
        if not self.__secret__:
            return super().__repr__()
        return f"{type(self).__name__}({', '.join(f'{n}={v!r}' for n, v in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        members = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return [(n, "***" if n in self.__secret__ else v) for n, v in members if v is not UNSET]

    if not TYPE_CHECKING:  # a type checker that saw this would let every name pass

        def __setattr__(self, name: str, value: object) -> None:
            if name not in self.__struct_fields__:
                raise AttributeError(
                    f"{type(self).__name__} has no member {name!r}", name=name, obj=self
                )
            msgspec.structs.force_setattr(self, name, value)


def attach_warnings(value: object, warnings: tuple[ParseWarning, ...]) -> None:
    """Puts the warnings on a model; other values have no room for them."""
    if warnings and isinstance(value, _Convertible):
        value.__dict__["parse_warnings"] = warnings


# --- models that keep what they do not name ----------------------------------------------------------------------------


class _OpenModelMeta(type):
    """Splits a generated class in two: a hidden struct that holds the members, and the class users see.

    msgspec encodes every struct by itself, so an object with free members cannot be one. The visible class wraps
    the struct; its free members are one more member of it, under a wire name that the API does not use.
    """

    __struct__: type[Model]

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        rename: Mapping[str, str] | None = None,
    ) -> Any:
        if not any(isinstance(base, _OpenModelMeta) for base in bases):
            return super().__new__(cls, name, bases, namespace)
        wires = {**(rename or {}), _EXTRA: _EXTRA_WIRE}
        visible: dict[str, Any] = {
            k: namespace[k] for k in ("__module__", "__qualname__", "__doc__") if k in namespace
        }
        visible["__struct__"] = _ModelMeta(name, (Model,), namespace, rename=wires)
        return super().__new__(cls, name, bases, visible)


@dataclass_transform(kw_only_default=True)
class OpenModel(_Convertible, metaclass=_OpenModelMeta):
    """An object with named members and others, which are kept in ``additional_properties`` by wire name."""

    # Of the instance; a class variable to type checkers, so that they do not take it for a member.
    _struct: ClassVar[Any]

    if not TYPE_CHECKING:  # type checkers make the signature from the members

        def __init__(self, /, **members: Any) -> None:
            object.__setattr__(self, "_struct", type(self).__struct__(**members))

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or "_struct" not in self.__dict__:
                raise AttributeError(name)
            return getattr(self._struct, name)

        def __setattr__(self, name: str, value: object) -> None:
            setattr(self._struct, name, value)

    def __repr__(self) -> str:
        return repr(self._struct)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        shown: list[tuple[str, Any]] = self._struct.__rich_repr__()
        return shown

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return bool(self._struct == other._struct)

    __hash__ = None  # type: ignore[assignment]  # mutable: equal by value, so not hashable

    def __reduce__(self) -> tuple[Any, ...]:
        struct = self._struct
        return _restore, (type(self), {n: getattr(struct, n) for n in struct.__struct_fields__})

    def __replace__(self, /, **changes: Any) -> Self:
        return _wrap(type(self), msgspec.structs.replace(self._struct, **changes))

    def __to_json__(self) -> dict[str, Any]:
        members = dict(struct_members(self._struct))
        others: dict[str, Any] = members.pop(_EXTRA_WIRE)
        return members | {k: v for k, v in others.items() if k not in members}

    @classmethod
    def __from_json__(cls, value: object) -> Self:
        if not is_object(value):
            raise ValueError(f"expected an object, got {type(value).__name__}")
        named, others = cls._split(value)
        return _wrap(cls, convert({**named, _EXTRA_WIRE: others}, cls.__struct__))

    @classmethod
    def __repair__(cls, value: object, path: Path, walk: Walk) -> Any:
        if not is_object(value):
            return walk.odd(value, cls.__name__, path)
        named, others = cls._split(value)
        struct = walk.struct(named, cls.__struct__, path)
        kind = next(kind for name, _, kind, _ in members_of(cls.__struct__) if name == _EXTRA)
        _, values = get_args(kind)
        struct.additional_properties = {
            k: walk.decode(v, values, (*path, k)) for k, v in others.items()
        }
        return _wrap(cls, struct)

    @classmethod
    def _split(cls, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The members that the class names, and the others."""
        names = {wire for _, wire, _, _ in members_of(cls.__struct__) if wire != _EXTRA_WIRE}
        named = {k: v for k, v in value.items() if k in names}
        return named, {k: v for k, v in value.items() if k not in names}


_T = TypeVar("_T", bound=OpenModel)


def _wrap(kind: type[_T], struct: Model) -> _T:
    model = kind.__new__(kind)
    object.__setattr__(model, "_struct", struct)
    return model


def _restore(kind: type[_T], members: dict[str, Any]) -> _T:
    return kind(**members)
