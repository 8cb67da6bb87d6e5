"""``multipart/form-data`` bodies: RFC 7578, with names escaped as browsers do (HTML Living Standard, section 4.10.22.8)."""

from __future__ import annotations

import os

from .files import Source, in_memory, is_file, join, open_source
from .headers import Headers
from .params import Media, media_text, plain
from .redaction import Secret
from .shapes import is_array, is_tuple

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from .params import Style


def encode_parts(
    members: Iterable[tuple[str, Any]], parts: Mapping[str, str | Style | Media]
) -> tuple[Source, str]:
    """The body of some members, null and absent ones excluded, and its boundary.

    An array is one part for each item. The media type of a part is the one its file tuple gives, or the one in
    ``parts`` (of several the one that goes with the file's name, else the first), or the file name's, or the default of OpenAPI 3.1, section 4.8.15: JSON for objects, plain text for
    single values, octets for files.
    """
    boundary = os.urandom(16).hex()
    pieces: list[Source] = []
    for name, value in members:
        if isinstance(value, Secret):
            value = value.reveal()
        encoding = _encoding(parts.get(name))
        is_several = is_array(value) and (encoding.data or not is_tuple(value))
        for item in value if is_several else [value]:
            if item is not None:
                head, source = _part(name, item, encoding)
                pieces += (
                    in_memory(f"--{boundary}\r\n{head}\r\n\r\n".encode()),
                    source,
                    in_memory(b"\r\n"),
                )
    pieces.append(in_memory(f"--{boundary}--\r\n".encode()))
    return join(pieces), boundary


def _part(name: str, value: Any, encoding: Media) -> tuple[str, Source]:
    """The header lines and the content of one part."""
    filename: str | None = None
    media_type: str | None = None
    headers: Mapping[str, str] = encoding.headers
    if is_tuple(value) and not encoding.data:
        if len(value) not in (2, 3, 4):
            raise TypeError(
                f"part {name!r}: a file is (name, content), (name, content, media type)"
                " or (name, content, media type, headers)"
            )
        filename, value, media_type, own = (*value, None, None)[:4]
        headers = {**headers, **(own or {})}
    if filename is not None or (is_file(value) and not encoding.data):
        source = in_memory(value.encode()) if isinstance(value, str) else open_source(value)
        filename = filename or source.name or name
        usual = guess_media_type(filename)
        media_type = media_type or _chosen(encoding.media_type, usual) or usual
        return _head(name, filename, media_type, headers), source
    usual = "text/plain" if isinstance(plain(name, value), str) else "application/json"
    media_type = _chosen(encoding.media_type, usual) or (None if usual == "text/plain" else usual)
    text = media_text(name, value, Media(media_type or usual))
    return _head(name, None, media_type, headers), in_memory(text.encode())


def _head(
    name: str, filename: str | None, media_type: str | None, headers: Mapping[str, str]
) -> str:
    lines = f'Content-Disposition: form-data; name="{_escape(name)}"'
    if filename is not None:
        lines += f'; filename="{_escape(filename)}"'
    if media_type is not None:
        if not media_type.isascii() or not media_type.isprintable():
            raise ValueError(f"part {name!r}: {media_type!r} is not a media type")
        lines += f"\r\nContent-Type: {media_type}"
    for header, value in Headers(headers.items()).items() if headers else ():
        if header.lower() in ("content-type", "content-disposition"):
            raise ValueError(f"part {name!r}: {header} is made of the file's name and media type")
        lines += f"\r\n{header}: {value}"
    return lines


def _escape(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _encoding(given: str | Style | Media | None) -> Media:
    return given if isinstance(given, Media) else Media(given if isinstance(given, str) else "")


def _chosen(choice: str, usual: str) -> str | None:
    """The one of several media types: the usual one if it is allowed, else the first; None if there are ranges."""
    allowed = [media_type.strip() for media_type in choice.split(",")]
    ranges = ("*/*", f"{usual.partition('/')[0]}/*", usual)
    if any(media_type in ranges for media_type in allowed):
        return usual
    return (allowed[0] or None) if "*" not in choice else None


def guess_media_type(filename: str) -> str:
    """The usual media type of a file name's ending."""
    from mimetypes import guess_type  # only now: it reads the system's tables

    return guess_type(filename)[0] or "application/octet-stream"
