"""JSON to typed values and back, by msgspec plus what it does not know by itself.

Two kinds of class are ours: objects that keep members they do not name (``models.OpenModel``) and unions that
need a decision (``unions``). Both offer ``__from_json__`` on the class; instances of the former offer
``__to_json__``. Everything here is strict; ``lenient`` is for answers that contradict their description.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from .shapes import is_array, is_object
from .unset import UNSET


class InvalidJsonError(ValueError):
    """The bytes are no JSON text."""


class _UnsetFoundError(Exception):
    """``UNSET`` stands where msgspec cannot leave it out by itself."""


# --- from JSON ---------------------------------------------------------------------------------------------------------


def parse(text: bytes | str) -> Any:
    """A JSON text as plain values. Raises ``InvalidJsonError``."""
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return _parse_patiently(text)


def _parse_patiently(text: bytes | str) -> Any:
    """What msgspec refuses although it is JSON: a byte order mark, half a surrogate pair, a number beyond floats."""
    import json  # only now: hardly ever needed

    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise InvalidJsonError(str(error)) from None
    except RecursionError:
        raise InvalidJsonError("nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def convert(value: object, kind: Any) -> Any:
    """A plain value as ``kind``. Raises ``ValueError`` when it does not fit."""
    return msgspec.convert(value, kind, dec_hook=from_json_hook)


def from_json_hook(kind: Any, value: object) -> object:
    """Decode what msgspec calls a custom type (``dec_hook``)."""
    return kind.__from_json__(value)


# --- to JSON -----------------------------------------------------------------------------------------------------------


def encode(value: object) -> bytes:
    """A value as JSON text: models by wire names, members that are ``UNSET`` left out, null for ``None``.

    Enums are sent by value, bytes as base64, dates and times in RFC 3339 form (see ``moment``), durations in
    ISO 8601 form. Raises ``TypeError`` for what JSON cannot carry.
    """
    try:
        text = _encoder.encode(value)
    except _UnsetFoundError:
        text = _encoder.encode(value := _without_unset(value))
    # msgspec has a form of its own for them, so what holds one is written in two steps
    return _encoder.encode(_plain(value, datetime, Decimal)) if _MOMENT.search(text) else text


def to_plain(value: object) -> Any:
    """Like ``encode``, but stops short of the text: dicts, lists, str, int, float, bool and None."""
    try:
        return _plain(value, datetime)
    except _UnsetFoundError:
        return _plain(_without_unset(value), datetime)


def moment(time: datetime) -> str:
    """A point in time in RFC 3339 form (section 5.6): ``2026-11-01T10:00:00.000+00:00``.

    Milliseconds always, as most services write them; microseconds where there are any. A time without a zone
    keeps none.
    """
    return time.isoformat(timespec="microseconds" if time.microsecond % 1000 else "milliseconds")


def struct_members(struct: msgspec.Struct) -> list[tuple[str, Any]]:
    """The members of a struct that are present, its tag among them, as pairs of wire name and value."""
    config = struct.__struct_config__
    tag = [] if config.tag_field is None else [(config.tag_field, config.tag)]
    names = zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True)
    members = ((wire, getattr(struct, name)) for wire, name in names)
    return [*tag, *((wire, value) for wire, value in members if value is not UNSET)]


_CONTAINERS: tuple[tuple[type, Callable[[Any], object]], ...] = ((Mapping, dict), (Sequence, list))


def _to_json_hook(value: Any) -> object:
    """Encode an instance of a custom type (``enc_hook``)."""
    if value is UNSET:
        raise _UnsetFoundError
    if hasattr(value, "__to_json__"):
        return value.__to_json__()
    for kind, copy in _CONTAINERS:
        if isinstance(value, kind):
            return copy(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


_encoder = msgspec.json.Encoder(enc_hook=_to_json_hook, decimal_format="number")
_MOMENT = re.compile(rb'"\d{4}-\d\d-\d\dT')


def _plain(value: object, *kept: type) -> Any:
    """A value as JSON has it, but with the kinds kept that are none of JSON's; times are written."""
    return _timed(msgspec.to_builtins(value, builtin_types=kept, enc_hook=_to_json_hook))


def _timed(plain: object) -> Any:
    if isinstance(plain, datetime):
        return moment(plain)
    if is_object(plain):
        return {_timed(name): _timed(item) for name, item in plain.items()}
    if is_array(plain):
        return [_timed(item) for item in plain]
    return plain


def _without_unset(value: Any) -> Any:
    """A copy without absent members at any depth: the slow path, for a model that lacks a required member."""
    if isinstance(value, msgspec.Struct):
        value = dict(struct_members(value))
    elif hasattr(value, "__to_json__"):
        value = value.__to_json__()
    if is_object(value):
        return {name: _without_unset(item) for name, item in value.items() if item is not UNSET}
    if is_array(value):
        return [_without_unset(item) for item in value if item is not UNSET]
    return value
