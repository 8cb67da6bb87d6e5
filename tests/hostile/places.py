"""Where a description holds a text of its author's, found by walking one; and the same with other texts there.

A text is replaced wherever it stands, so that what belongs together by its name still does: a tag and its
description, a property and its place in ``required``, a component and the references to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

NAMED = frozenset(
    "properties patternProperties schemas securitySchemes paths headers examples links callbacks content encoding"
    " scopes variables mapping webhooks types example value parameters security".split()
)
"""Members whose own members are called as the author likes."""

FIXED = frozenset("openapi type in style kind scheme format const $ref".split())
"""Members whose value is a word of OpenAPI, or a reference."""

METHODS = frozenset("get put post patch".split())

_STEP = re.compile(r"\{([^{}]*)\}")


def texts(value: Any, around: tuple[str, ...] = ()) -> Iterator[str]:
    """Every text of the author's, names included, in the order of the description."""
    if isinstance(value, dict):
        for name, child in value.items():
            if _is_free(name, around):
                yield name
            if not (name in FIXED and isinstance(child, str)):
                yield from texts(child, (*around, name))
    elif isinstance(value, list):
        for child in value:
            yield from texts(child, _inside(around))
    elif isinstance(value, str) and not value.startswith("#/"):
        yield value


def _inside(around: tuple[str, ...]) -> tuple[str, ...]:
    """What is around the elements of a list: names of the author's only where they are requirements."""
    return around if around[-1:] == ("security",) else (*around, "[]")


def _is_free(name: str, around: tuple[str, ...]) -> bool:
    return around[-1:] != () and around[-1] in NAMED and name not in METHODS


def filled(value: Any, new: Mapping[str, str], around: tuple[str, ...] = ()) -> Any:
    """A copy with other texts."""
    if isinstance(value, dict):
        return {
            (_name(name, new, around) if _is_free(name, around) else name): (
                _reference(child, new)
                if isinstance(child, str) and child.startswith("#/")
                else (
                    child
                    if name in FIXED and isinstance(child, str)
                    else filled(child, new, (*around, name))
                )
            )
            for name, child in value.items()
        }
    if isinstance(value, list):
        return [filled(child, new, _inside(around)) for child in value]
    if isinstance(value, str) and value.startswith("https://{"):
        return _templated(value, new)
    return new.get(value, value) if isinstance(value, str) else value


def _name(name: str, new: Mapping[str, str], around: tuple[str, ...]) -> str:
    if around[-1] != "paths":
        return new.get(name, name)
    return _templated(name, new)


def _templated(text: str, new: Mapping[str, str]) -> str:
    """A path or an address with other texts, those of its variables included."""
    own = in_path(new.get(text, text).removeprefix(text))
    return _STEP.sub(lambda step: "{" + new.get(step[1], step[1]) + "}", text) + own


def in_path(text: str) -> str:
    """The text without braces, which would declare parameters."""
    return text.translate({ord("{"): "(", ord("}"): ")"})


def _reference(text: str, new: Mapping[str, str]) -> str:
    steps = [new.get(step, step).replace("~", "~0").replace("/", "~1") for step in text.split("/")]
    return "#/" + "/".join(quote(step, safe="~") for step in steps[1:])


def behind(payload: str) -> Callable[[int, str], str]:
    """The text, the number of the place, and the payload: see ``TAG``."""
    return lambda number, text: f"{text}w{number:03}{payload}"


TAG = re.compile(r"w\d{3}", re.IGNORECASE)
"""What tells a text that was put in from one of ours; it survives in every name made from the text."""
