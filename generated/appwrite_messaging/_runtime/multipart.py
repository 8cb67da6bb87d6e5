"""``multipart/form-data`` bodies: RFC 7578, with names escaped as browsers do (HTML Living Standard, section 4.10.22.8)."""

from __future__ import annotations

import os

from .files import Source, in_memory, is_file, join, open_source
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
    ``parts``, or the file name's, or the default of OpenAPI 3.1, section 4.8.15: JSON for objects, plain text for
    single values, octets for files.
    """
    boundary = os.urandom(16).hex()
    pieces: list[Source] = []
    for name, value in members:
        if isinstance(value, Secret):
            value = value.reveal()
        media_type = _media_type(parts.get(name))
        for item in value if is_array(value) and not is_tuple(value) else [value]:
            if item is not None:
                head, source = _part(name, item, media_type)
                pieces += (
                    in_memory(f"--{boundary}\r\n{head}\r\n\r\n".encode()),
                    source,
                    in_memory(b"\r\n"),
                )
    pieces.append(in_memory(f"--{boundary}--\r\n".encode()))
    return join(pieces), boundary


def _part(name: str, value: Any, media_type: str | None) -> tuple[str, Source]:
    """The header lines and the content of one part."""
    filename: str | None = None
    if is_tuple(value):
        if len(value) not in (2, 3):
            raise TypeError(
                f"part {name!r}: a file is (name, content) or (name, content, media type)"
            )
        filename, value, *given = value
        media_type = given[0] if given else media_type
    if filename is not None or is_file(value):
        source = in_memory(value.encode()) if isinstance(value, str) else open_source(value)
        filename = filename or source.name or name
        media_type = media_type or guess_media_type(filename)
        return _head(name, filename, media_type), source
    return _value_part(name, value, media_type)


def _value_part(name: str, value: Any, media_type: str | None) -> tuple[str, Source]:
    if media_type is None and not isinstance(plain(name, value), str):
        media_type = "application/json"
    text = media_text(name, value, Media(media_type or "text/plain"))
    return _head(name, None, media_type), in_memory(text.encode())


def _head(name: str, filename: str | None, media_type: str | None) -> str:
    lines = f'Content-Disposition: form-data; name="{_escape(name)}"'
    if filename is not None:
        lines += f'; filename="{_escape(filename)}"'
    if media_type is not None:
        if not media_type.isascii() or not media_type.isprintable():
            raise ValueError(f"part {name!r}: {media_type!r} is not a media type")
        lines += f"\r\nContent-Type: {media_type}"
    return lines


def _escape(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _media_type(encoding: str | Style | Media | None) -> str | None:
    """The one media type a part must have; None where the description leaves a choice (``image/*``, lists)."""
    given = encoding.media_type if isinstance(encoding, Media) else encoding
    return given if isinstance(given, str) and "*" not in given and "," not in given else None


def guess_media_type(filename: str) -> str:
    """The usual media type of a file name's ending."""
    from mimetypes import guess_type  # only now: it reads the system's tables

    return guess_type(filename)[0] or "application/octet-stream"
