"""Answers and bodies as JSON.

``decoder`` gives what reads an answer as a type named by an expression of the generated package: strictly by msgspec,
and only when the answer contradicts its description once more by ``lenient``. ``encode`` is that of ``convert``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import UUID

import msgspec

from .convert import InvalidJsonError, encode, from_json_hook, parse
from .enums import unknown_values
from .lenient import members_of, repair
from .models import attach_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from .lenient import ParseWarning

__all__ = ["InvalidJsonError", "decoder", "encode"]


_SCALARS = {kind.__name__: kind for kind in (date, datetime, time, timedelta, UUID)}


@cache
def decoder(
    expression: str, module: str
) -> Callable[[bytes], tuple[Any, tuple[ParseWarning, ...]]]:
    """What reads JSON texts as a type, and tells where they contradict it.

    ``expression`` is an annotation such as ``list[Pet]`` or ``Message | None``; its names are those of the module
    with the name ``module``, and of the scalar types. The warnings are also on the value if it is a model.
    The function raises ``InvalidJsonError`` (a ``ValueError``) if the bytes are no JSON; nothing else about them is
    an error.
    """
    names = {"Any": Any, "Literal": Literal, **_SCALARS, **vars(import_module(module))}
    # The expression is one that the generator wrote into the package, like a forward reference; no input gets here.
    kind = eval(expression, names)
    decode_strictly = _strict(kind)

    def decode(data: bytes) -> tuple[Any, tuple[ParseWarning, ...]]:
        mark = next(unknown_values)
        try:
            value = decode_strictly(data)
            if next(unknown_values) == mark + 1:
                return value, ()
        except (ValueError, RecursionError):
            pass
        value, warnings = repair(parse(data), kind)
        attach_warnings(value, warnings)
        return value, warnings

    return decode


def _strict(kind: Any) -> Callable[[bytes], Any]:
    try:
        return msgspec.json.Decoder(kind, dec_hook=from_json_hook).decode
    except RecursionError:
        _study_from_leaves(kind)
        return msgspec.json.Decoder(kind, dec_hook=from_json_hook).decode


def _study_from_leaves(kind: Any) -> None:
    """Lets msgspec study a long chain of models one by one, the last first: by itself it descends recursively."""
    seen: set[Any] = set()
    stack: list[tuple[Any, bool]] = [(kind, False)]
    while stack:
        item, ready = stack.pop()
        native: Any = getattr(item, "__supertype__", item)
        if ready:
            msgspec.json.Decoder(item, dec_hook=from_json_hook)
        elif not (isinstance(item, type) and issubclass(item, msgspec.Struct)):
            stack.extend((part, False) for part in get_args(native))
        elif item not in seen:
            seen.add(item)
            stack.append((item, True))
            stack.extend((member, False) for _, _, member, _ in members_of(item))
