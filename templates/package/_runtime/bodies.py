"""Request bodies: a value and the kind of its media type become bytes, or chunks of bytes that are read while sending.

A file, wherever one is expected, is any of

* bytes;
* a path (``pathlib.Path``; a ``str`` is text, never a path), opened when it is sent;
* a file object opened in binary mode, sent from where it stands;
* an iterator of bytes, or an async iterable of them (asynchronous clients only);
* in a multipart body also ``(file name, any of these)``, with a media type (or None) as third item, and with a
  dict of the part's own headers as fourth.
"""

from __future__ import annotations

from .files import Source, content_of, in_memory, open_source
from .multipart import encode_parts, guess_media_type
from .params import FORM, Media, Style, plain, query_pairs
from .redaction import Secret
from .shapes import is_object
from .unset import UNSET

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .files import Content
    from .files import FileInput as FileInput


class Payload:
    """A body ready to be sent.

    Attributes:
        content: bytes, or an iterable of them that starts over each time it is iterated, if ``replayable``.
        content_type: the media type with its parameters.
        length: bytes in all; None if that is not known beforehand.
        replayable: whether the content can be sent a second time.
    """

    __slots__ = ("content", "content_type", "length", "replayable")

    def __init__(self, source: Source, content_type: str) -> None:
        self.content: Content = content_of(source)
        self.content_type = content_type
        self.length = source.length
        self.replayable = source.replayable


def encode(
    codec: str,
    value: Any,
    parts: Mapping[str, str | Style | Media] | None = None,
    media_type: str | None = None,
) -> Payload:
    """The payload of a body.

    Arguments:
        codec: ``json``, ``form``, ``multipart``, ``text``, ``binary`` or ``jsonl``.
        value: what is sent; for ``form`` and ``multipart`` a dict by wire names, or a model. Absent members are
            left out, here as everywhere; forms have no null, so null ones are too.
        parts: how members of a form or multipart body are encoded, by wire name: a media type, or for ``form`` also
            a ``Style`` (OpenAPI 3.1, section 4.8.15, Encoding Object). Others follow the defaults given there.
        media_type: the exact media type; without it, or with a range such as ``image/*``, the usual one.

    Raises ``ValueError`` or ``TypeError`` for what cannot be sent so, ``OSError`` when a path leads nowhere.
    """
    if isinstance(value, Secret):
        value = value.reveal()
    exact = media_type if media_type and "*" not in media_type else None
    if codec == "multipart":
        source, boundary = encode_parts(_members(value), parts or {})
        return Payload(source, f"{exact or 'multipart/form-data'}; boundary={boundary}")
    if codec == "binary":
        source = open_source(value)
        return Payload(source, exact or guess_media_type(source.name or ""))
    usual, data = _in_memory(codec, value, parts or {})
    return Payload(in_memory(data), exact or usual)


def _in_memory(
    codec: str, value: Any, parts: Mapping[str, str | Style | Media]
) -> tuple[str, bytes]:
    """The usual media type and the bytes of a body that is made at once."""
    from .convert import encode as to_json  # only now: it loads msgspec

    match codec:
        case "json":
            if is_object(value):
                value = {name: member for name, member in value.items() if member is not UNSET}
            return "application/json", to_json(value)
        case "jsonl":
            return "application/jsonl", b"".join(to_json(item) + b"\n" for item in value)
        case "form":
            pairs = [_form_pairs(name, item, parts.get(name)) for name, item in _members(value)]
            text = "&".join(pair for group in pairs for pair in group)
            return "application/x-www-form-urlencoded", text.encode()
        case "text":
            content = plain("body", value)
            if not isinstance(content, str):
                raise TypeError(f"a text body is a single value, not {type(value).__name__}")
            return "text/plain; charset=utf-8", content.encode()
        case _:
            raise ValueError(f"no request body is sent as {codec!r}")


def _form_pairs(name: str, value: Any, encoding: str | Style | Media | None) -> list[str]:
    if isinstance(encoding, str):
        encoding = Media(encoding)
    if encoding is not None:
        return query_pairs(name, value, encoding)
    content = plain(name, value)
    if isinstance(content, dict):
        return query_pairs(name, content, Media("application/json"))
    if isinstance(content, list) and any(isinstance(item, (dict, list)) for item in content):
        return [pair for item in content for pair in _form_pairs(name, item, None)]
    return query_pairs(name, content, FORM)


def _members(value: Any) -> list[tuple[str, Any]]:
    """The members of an object that are neither absent nor null, by wire name."""
    members = value if is_object(value) else _model_members(value)
    return [(k, v) for k, v in members.items() if v is not UNSET and v is not None]


def _model_members(value: Any) -> dict[str, Any]:
    """The members of a model, not converted: some may be files."""
    if hasattr(value, "__to_json__"):
        members: dict[str, Any] = value.__to_json__()
        return members
    if hasattr(value, "__struct_fields__"):
        from .convert import struct_members

        return dict(struct_members(value))
    raise TypeError(f"a form is a dict or a model, not {type(value).__name__}")
