"""Which models and which enums share a page: all of them, until they would be too many to load or to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import ir
from generator.frozen import frozen

_MOST = 2_000
"""Members on a page."""
_HEAD = 4
"""What a declaration adds to a page by itself, in members."""


@frozen()
class Shelf:
    """The declarations of one page, ``name`` being its file name without ending."""

    name: str
    title: str
    declarations: tuple[ir.Declaration, ...]


@frozen()
class Overview:
    """The page that leads to each declaration where they are on several."""

    name: str
    title: str
    shelves: tuple[Shelf, ...]


def shelves(name: str, title: str, declarations: Sequence[ir.Declaration]) -> tuple[Shelf, ...]:
    """One page in the order of the description, or as many as it takes in the order of the alphabet."""
    if sum(map(_weight, declarations)) <= _MOST:
        return (Shelf(name, title, tuple(declarations)),)
    ordered = sorted(declarations, key=lambda declaration: declaration.name.lower())
    return tuple(
        Shelf(f"{name}-{number}", f"{title}: {part[0].name} to {part[-1].name}", tuple(part))
        for number, part in enumerate(_runs(ordered), 1)
    )


def _runs(declarations: Sequence[ir.Declaration]) -> Iterator[list[ir.Declaration]]:
    run: list[ir.Declaration] = []
    weight = 0
    for declaration in declarations:
        if run and weight + _weight(declaration) > _MOST:
            yield run
            run, weight = [], 0
        run.append(declaration)
        weight += _weight(declaration)
    yield run


def _weight(declaration: ir.Declaration) -> int:
    match declaration:
        case ir.Model(fields=fields):
            return _HEAD + len(fields)
        case ir.Enum(members=members):
            return _HEAD + len(members)
        case _:
            return _HEAD
