"""A client of a description full of payloads: as many of them as the generator takes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator import Output, generate
from generator.config import Config
from generator.diagnostics import Diagnostic, listing
from generator.document import load
from tests.hostile.places import behind, filled, in_path, texts
from tests.hostile.rich import RICH

PACKAGE = "hostile_client"
TEXTS = tuple(dict.fromkeys(texts(RICH)))


@dataclass(frozen=True, slots=True)
class Carried:
    """What came out, and the texts it took; all the others were refused at their place."""

    files: dict[str, bytes]
    taken: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]


def carried(folder: Path, new: Callable[[int, str], str]) -> Carried:
    """Puts a text in every place; where that is an error, which has to be located, what was there comes back."""
    taken = frozenset(TEXTS)
    for _ in range(len(TEXTS)):
        value, output = run(folder, new, taken)
        errors = [found for found in output.diagnostics if found.severity == "error"]
        if not errors:
            return Carried(output.files, taken, output.diagnostics)
        taken = less(value, errors, taken, new)
    raise AssertionError("nothing is taken")


@cache
def client(payload: str) -> Carried:
    """A client with a payload behind every text it can stand behind."""
    with TemporaryDirectory() as folder:
        return carried(Path(folder), behind(payload))


def alike(
    folder: Path,
    found: Carried,
    new: Callable[[int, str], str],
    plain: Callable[[int, str], str],
    listed: str = "",
) -> tuple[Carried, Carried]:
    """Two runs with the same of the texts that were taken, so many that the generator has the same to say about both.

    A comma or an asterisk in ``listed`` makes several types, or any, of the one that a part of a form has.
    """
    taken = found.taken - ({"image/png"} if {*",*"} & {*listed} else set())
    for _ in range(len(TEXTS)):
        value, output = run(folder, new, taken)
        other, expected = run(folder, plain, taken)
        more, missing = _difference(output, expected), _difference(expected, output)
        if not more and not missing:
            found = Carried(output.files, taken, output.diagnostics)
            return found, Carried(expected.files, taken, expected.diagnostics)
        if more:
            taken = less(value, more, taken, new)
        if missing:
            taken = less(other, missing, taken, plain)
    raise AssertionError("nothing is taken alike")


def run(
    folder: Path, new: Callable[[int, str], str], taken: frozenset[str], rich: Any = RICH
) -> tuple[Any, Output]:
    """One run with a text in every place that is taken."""
    put = {text: new(n, text) for n, text in enumerate(TEXTS) if text in taken}
    value = filled(rich, put)
    (folder / "spec.json").write_text(json.dumps(value), "utf-8")
    document = load(folder / "spec.json")
    output = generate(document, Config.for_document(document, folder, PACKAGE))
    listing(output.diagnostics, document.locate)
    return value, output


def _difference(one: Output, other: Output) -> list[Diagnostic]:
    """What is found in the one only and can change more than a text: a name against the rules is used all the same."""
    found = [
        d
        for d in one.diagnostics
        if d.code != "path-fragment" and not d.message.startswith("the name ")
    ]
    surplus = Counter(d.code for d in found) - Counter(d.code for d in other.diagnostics)
    return [each for each in found if each.code in surplus]


def less(
    value: Any, found: list[Diagnostic], taken: frozenset[str], new: Callable[[int, str], str]
) -> frozenset[str]:
    """The texts taken without those that stand where something was found."""
    put = {new(n, text): text for n, text in enumerate(TEXTS) if text in taken}
    put |= {in_path(text): old for text, old in put.items() if old.startswith("/")}
    for depth in range(5):
        at = {text for each in found for text in _at(value, each.pointer, depth)}
        back = {old for text, old in put.items() if any(_holds(place, text) for place in at)}
        if back:
            return taken - back
    places = [f"{each.code} {each.pointer}: {each.message}" for each in found]
    raise AssertionError(f"refused where no payload stands: {places}")


def _holds(place: str, text: str) -> bool:
    return place == text or (len(text) > 3 and text in place)


def _at(value: Any, pointer: str, depth: int) -> Iterator[str]:
    """The texts at a pointer, and around it the more the deeper."""
    steps = [
        s.replace("~1", "/").replace("~0", "~") for s in pointer.partition("#")[2].split("/")[1:]
    ]
    for number, step in enumerate(steps):
        if number >= len(steps) - max(depth, 1):
            yield step
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            break
    yield from _leaves(value, depth)


def _leaves(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth:
        children = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value) if isinstance(value, list) else ()
        )
        for name, child in children:
            yield str(name)
            yield from _leaves(child, depth - 1)
