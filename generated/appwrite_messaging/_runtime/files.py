"""Bytes to send, wherever they come from: memory, a path, a file object, an iterable."""

from __future__ import annotations

import os

from .shapes import is_bytes

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
    from typing import IO, Any, TypeAlias

    Content: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]
    FileContent: TypeAlias = (
        bytes | os.PathLike[str] | IO[bytes] | Iterator[bytes] | AsyncIterable[bytes]
    )
    FileInput: TypeAlias = (
        FileContent
        | tuple[str, FileContent]
        | tuple[str, FileContent, str | None]
        | tuple[str, FileContent, str | None, Mapping[str, str]]
    )

CHUNK = 65_536
"""Bytes read from a file at a time."""


class Source:
    """Bytes that are there, or are read when they are sent.

    Attributes:
        data: the bytes, if they are in memory.
        read: starts reading: an iterator of bytes, an async one if ``asynchronous``.
        length: bytes in all; None if that is not known beforehand.
        name: the file's name, if it has one.
        replayable: whether ``read`` may be called a second time.
    """

    __slots__ = ("asynchronous", "data", "length", "name", "read", "replayable")

    def __init__(
        self,
        read: Callable[[], Any],
        *,
        data: bytes | None = None,
        length: int | None = None,
        name: str | None = None,
        replayable: bool = True,
        asynchronous: bool = False,
    ) -> None:
        self.read = read
        self.data = data
        self.length = length
        self.name = name
        self.replayable = replayable
        self.asynchronous = asynchronous


def is_file(value: object) -> bool:
    """Whether a value is a source of bytes, rather than a text, number, array, object or model."""
    traits = ("__fspath__", "read", "__next__", "__aiter__")
    return is_bytes(value) or any(hasattr(value, trait) for trait in traits)


def in_memory(data: bytes) -> Source:
    return Source(lambda: iter((data,)), data=data, length=len(data))


def open_source(value: Any) -> Source:
    """The source a value stands for: see ``bodies`` for the kinds of file.

    Raises ``OSError`` when a path leads nowhere, ``TypeError`` for what gives no bytes.
    """
    if is_bytes(value):
        return in_memory(bytes(value))
    if hasattr(value, "__fspath__"):
        return _from_path(value)
    if hasattr(value, "read"):
        return _from_file(value)
    if hasattr(value, "__aiter__"):
        again = value.__aiter__() is not value
        return Source(value.__aiter__, replayable=again, asynchronous=True)
    if hasattr(value, "__iter__") and type(value) not in (str, dict):
        return Source(value.__iter__, replayable=value.__iter__() is not value)
    kind = type(value).__name__
    raise TypeError(
        f"a file is bytes, a path, a binary file object or an iterable of bytes, not {kind}"
    )


def join(sources: list[Source]) -> Source:
    """Several sources as one, in memory if all of them are."""
    if all(source.data is not None for source in sources):
        return in_memory(b"".join(source.data or b"" for source in sources))
    lengths = [source.length for source in sources]
    asynchronous = any(source.asynchronous for source in sources)
    return Source(
        (lambda: _read_all_async(sources)) if asynchronous else (lambda: _read_all(sources)),
        length=None if None in lengths else sum(length or 0 for length in lengths),
        replayable=all(source.replayable for source in sources),
        asynchronous=asynchronous,
    )


def content_of(source: Source) -> Content:
    """What a transport is given: the bytes, or an iterable that reads them anew each time it is iterated."""
    if source.data is not None:
        return source.data
    return AsyncChunks(source) if source.asynchronous else Chunks(source)


class Chunks:
    """The bytes of a source, one piece after the other."""

    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        chunks: Iterator[bytes] = self._source.read()
        return chunks


class AsyncChunks:
    """The bytes of an asynchronous source, one piece after the other."""

    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        chunks: AsyncIterator[bytes] = self._source.read()
        return chunks


def _from_path(path: os.PathLike[str]) -> Source:
    length = os.stat(path).st_size

    def read() -> Iterator[bytes]:
        with open(path, "rb") as file:
            yield from _pieces(file, length)

    return Source(read, length=length, name=os.path.basename(path))


def _from_file(file: IO[bytes]) -> Source:
    if isinstance(file.read(0), str):
        raise TypeError("the file object gives text; open it in binary mode")
    given = getattr(file, "name", None)
    name = os.path.basename(given) if isinstance(given, str) else None
    if not _is_seekable(file):
        return Source(lambda: _pieces(file, None), name=name, replayable=False)
    start = file.tell()
    length = file.seek(0, os.SEEK_END) - start
    file.seek(start)

    def read() -> Iterator[bytes]:
        file.seek(start)
        yield from _pieces(file, length)

    return Source(read, length=length, name=name)


def _is_seekable(file: IO[bytes]) -> bool:
    seekable = getattr(file, "seekable", None)
    return seekable is not None and seekable()


def _pieces(file: IO[bytes], length: int | None) -> Iterator[bytes]:
    """What is left of a file, up to ``length`` bytes: a log may have grown since its length was announced."""
    while piece := file.read(CHUNK if length is None else min(CHUNK, length)):
        if length is not None:
            length -= len(piece)
        yield piece


def _read_all(sources: list[Source]) -> Iterator[bytes]:
    for source in sources:
        yield from source.read()


async def _read_all_async(sources: list[Source]) -> AsyncIterator[bytes]:
    for source in sources:
        if source.asynchronous:
            async for piece in source.read():
                yield piece
        else:
            for piece in source.read():
                yield piece
