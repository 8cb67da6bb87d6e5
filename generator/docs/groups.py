"""Which operations share a page, and what the page is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import ir
from generator.naming import Scope, snake, words

PAGES = ("index", "models", "enums", "errors", "names")
"""Pages every API has; no group is called like one of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one page: a service, or the part of it below one path segment.

    ``name`` is the page's file name without its ending.
    """

    name: str
    title: str
    service: ir.Service
    operations: tuple[ir.Operation, ...]


def groups(api: ir.Api) -> tuple[Group, ...]:
    """Every operation in exactly one group, services and segments in the description's order."""
    names = Scope(PAGES)
    return tuple(
        Group(
            names.claim(*_candidates(segment, service)),
            _title(segment, service),
            service,
            operations,
        )
        for service in api.services
        for segment, operations in _parts(service, alone=len(api.services) == 1)
    )


def _candidates(segment: str, service: ir.Service) -> tuple[str, ...]:
    if not segment:
        return (service.name,)
    return (snake(segment), snake(f"{service.name}_{segment}"))


def _title(segment: str, service: ir.Service) -> str:
    text = " ".join(words(segment)) or service.tag or service.name
    return text[:1].upper() + text[1:]


def _parts(service: ir.Service, *, alone: bool) -> Iterator[tuple[str, tuple[ir.Operation, ...]]]:
    """The operations by the path segment that follows what all paths share; one part called "" if that is no help.

    It is none where a segment is missing or a parameter, where most parts would hold a single operation, and
    where nothing is shared although tags have already split the API: tags say more than stray first segments.
    """
    paths = [tuple(operation.path.strip("/").split("/")) for operation in service.operations]
    columns = enumerate(zip(*paths, strict=False))
    shared = next(
        (depth for depth, column in columns if len(set(column)) > 1),
        min(map(len, paths), default=0),
    )
    parts: dict[str, list[ir.Operation]] = {}
    for operation, path in zip(service.operations, paths, strict=True):
        parts.setdefault("".join(path[shared : shared + 1]), []).append(operation)
    helpful = all(segment and "{" not in segment for segment in parts)
    if helpful and 2 * len(parts) <= len(paths) and (shared or alone):
        yield from ((segment, tuple(operations)) for segment, operations in parts.items())
    else:
        yield "", service.operations
