"""Which operations share a page, and what the page is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from generator import ir
from generator.frozen import frozen
from generator.naming import Scope, snake, words

PAGES = ("index", "models", "enums", "errors", "names")
"""Pages every API has; no group is called like one of them."""
_MOST = 40
"""Operations on a page."""
_WORTH_A_PAGE = 5
"""Operations below which a topic stays on its group's page."""


@frozen()
class Group:
    """The operations of one page: a service, or the part of it below one path segment.

    ``name`` is the page's file name without its ending. A group too large for a page has further ones, whose ``under``
    is the name of the first and whose ``topic`` is what tells them apart.
    """

    name: str
    title: str
    service: ir.Service
    operations: tuple[ir.Operation, ...]
    under: str = ""
    topic: str = ""


def groups(api: ir.Api) -> tuple[Group, ...]:
    """Every operation in exactly one group, services and segments in the description's order."""
    found = tuple(_groups(api, Scope(PAGES)))
    titles = Counter(group.title for group in found)
    return tuple(_told_apart(group) if titles[group.title] > 1 else group for group in found)


def _told_apart(group: Group) -> Group:
    """A group whose title others have too, with its service in front."""
    service = _title("", group.service)
    return group if service == group.title else replace(group, title=f"{service}: {group.title}")


def _groups(api: ir.Api, names: Scope) -> Iterator[Group]:
    for service in api.services:
        for segment, operations in _parts(service, alone=len(api.services) == 1):
            name, title = names.claim(*_candidates(segment, service)), _title(segment, service)
            first, *others = _pages(operations, {snake(word) for word in (service.name, segment)})
            yield Group(name, title, service, first[1])
            for topic, part in others:
                own = names.claim(snake(f"{name}_{topic}"))
                yield Group(own, f"{title}: {topic}", service, part, name, topic)


def _candidates(segment: str, service: ir.Service) -> tuple[str, ...]:
    if not segment:
        return (service.name,)
    return (snake(segment), snake(f"{service.name}_{segment}"))


def _title(segment: str, service: ir.Service) -> str:
    text = " ".join(words(segment)) or re.sub("[-_]", " ", service.tag or service.name)
    return text[:1].upper() + text[1:]


def _pages(
    operations: tuple[ir.Operation, ...], known: set[str]
) -> list[tuple[str, tuple[ir.Operation, ...]]]:
    """The operations by topic, the first part being what has no page of its own.

    A topic has one if it is worth it; what is left without is split where the page is full.
    """
    if len(operations) <= _MOST:
        return [("", operations)]
    topics: dict[str, list[ir.Operation]] = {}
    for operation in operations:
        topics.setdefault(_topic(operation, known), []).append(operation)
    own = {topic for topic, found in topics.items() if topic and len(found) >= _WORTH_A_PAGE}
    rest = [o for topic, found in topics.items() if topic not in own for o in found]
    parts = [
        ("", rest),
        *((" ".join(words(topic)), topics[topic]) for topic in topics if topic in own),
    ]
    return [
        (
            f"{topic or 'more'} {start // _MOST + 1}" if start else topic,
            tuple(part[start : start + _MOST]),
        )
        for topic, part in parts
        for start in range(0, max(len(part), 1), _MOST)
    ]


def _topic(operation: ir.Operation, known: set[str]) -> str:
    """The first word of a path below the object it starts with that does not only repeat the group's name."""
    _, *below = operation.path.strip("/").split("/")
    found = (part for part in below if "{" not in part and snake(part) not in known)
    return next(found, "")


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
