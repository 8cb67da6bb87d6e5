"""Parameters as text: OpenAPI 3.1, section 4.8.12 (Parameter Object), on the grounds of RFC 6570 and RFC 3986.

Values are those of a generated method by wire name. What is ``UNSET`` or ``None`` is left out (RFC 6570, section 3.2.1:
undefined). Each location has its default encoding; others are given by wire name, such as
``{"filter": Style("deepObject", True), "where": Media("application/json")}``.

Texts, numbers, booleans, enums, dates, UUIDs and bytes (base64) are values; lists and tuples are arrays; dicts and
models (by wire names) are objects. What arrays and objects hold are single values; the OpenAPI text leaves deeper
nesting undefined. It is sent as JSON text, as Swagger UI does, except in ``deepObject``, where servers agree on
``a[b][c]=1`` and ``a[b][0]=1``.
Everything outside RFC 3986's unreserved characters is percent-encoded, names and UTF-8 included.
"""

from __future__ import annotations

from .shapes import is_array, is_object
from .unset import UNSET

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Literal, TypeAlias

    StyleName = Literal[
        "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"
    ]
    Plain: TypeAlias = "str | list[Any] | dict[str, Any]"


class Style:
    """How a parameter's value is laid out: OpenAPI 3.1, section 4.8.12.2 (Style Values).

    ``allow_reserved`` leaves those reserved characters of a query value as they are that cannot be taken for
    its end: ``: / ? @ ! $ ' ( ) * , ; =``.
    """

    __slots__ = ("allow_reserved", "explode", "style")

    def __init__(self, style: StyleName, explode: bool, allow_reserved: bool = False) -> None:
        self.style = style
        self.explode = explode
        self.allow_reserved = allow_reserved

    def __repr__(self) -> str:
        return f"Style({self.style!r}, {self.explode!r}, {self.allow_reserved!r})"


class Media:
    """A parameter described by ``content``: its value is one text of this media type, JSON or plain.

    Also a part of a multipart body: then there may be a choice of media types, or none, and ``headers`` that are
    sent with the part. ``data``: it holds no file, so a tuple in it is an array, and bytes are Base64 text.
    """

    __slots__ = ("data", "headers", "media_type")

    def __init__(
        self, media_type: str, headers: Mapping[str, str] | None = None, *, data: bool = False
    ) -> None:
        self.media_type = media_type
        self.headers = headers or {}
        self.data = data

    def __repr__(self) -> str:
        return f"Media({self.media_type!r}, {self.headers!r})"


_NESTED = Media("application/json")
SIMPLE = Style("simple", False)
FORM = Style("form", True)


# --- the four locations ------------------------------------------------------------------------------------------------


def build_path(
    template: str, values: Mapping[str, object], encodings: Mapping[str, Style | Media]
) -> str:
    """The path of a template such as ``/topics/{topicId}`` with its parameters put in.

    Raises ``ValueError``, naming the parameter, when a value is missing or empty, or when a segment would be ``.``
    or ``..``: servers and proxies resolve such segments, and the request would reach another resource.
    """
    path, *pieces = template.split("{")
    for number, piece in enumerate(pieces, start=1):
        name, _, literal = piece.partition("}")
        path += _path_value(name, values.get(name), encodings.get(name, SIMPLE))
        end, slash, rest = literal.partition("/")
        path += end
        is_whole = slash or number == len(pieces)
        if is_whole and (segment := path.rpartition("/")[2]) in (".", ".."):
            raise ValueError(f"path parameter {name!r} must not make the path segment {segment!r}")
        path += slash + rest
    return path


def _path_value(name: str, value: object, encoding: Style | Media) -> str:
    if value is None or value is UNSET:
        raise ValueError(f"path parameter {name!r} is missing")
    if isinstance(encoding, Media):
        return quote(media_text(name, value, encoding))
    content = plain(name, value)
    text = _expand(name, content, encoding) if content else ""
    if not text:
        raise ValueError(f"path parameter {name!r} must not be empty")
    return text


def build_query(values: Mapping[str, object], encodings: Mapping[str, Style | Media]) -> str:
    """The query string, without the question mark; empty when nothing is given."""
    pairs: list[str] = []
    for name, value in values.items():
        if value is None or value is UNSET:
            continue
        if type(value) is str and name not in encodings:
            pairs.append(f"{quote(name)}={quote(value)}")
        else:
            pairs += query_pairs(name, value, encodings.get(name, FORM))
    return "&".join(pairs)


def build_headers(
    values: Mapping[str, object], encodings: Mapping[str, Style | Media]
) -> list[tuple[str, str]]:
    """Header fields, not percent-encoded (OpenAPI 3.1, section 4.8.12.2: simple style).

    Raises ``ValueError`` for line breaks, NUL and characters outside ASCII, which have no agreed meaning there
    (RFC 9110, section 5.5).
    """
    fields: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is None or value is UNSET:
            continue
        encoding = encodings.get(name, SIMPLE)
        if isinstance(encoding, Media):
            text = media_text(name, value, encoding)
        else:
            text = _simple(name, plain(name, value), encoding.explode, _as_is)
        if not text.isascii() or any(mark in text for mark in "\r\n\0"):
            raise ValueError(
                f"header {name!r}: line breaks and characters outside ASCII cannot be sent"
            )
        fields.append((name, text))
    return fields


def build_cookies(values: Mapping[str, object], encodings: Mapping[str, Style | Media]) -> str:
    """The value of the ``Cookie`` header; the parts of exploded arrays and objects are cookies of their own."""
    pairs: list[str] = []
    for name, value in values.items():
        if value is not None and value is not UNSET:
            pairs += query_pairs(name, value, encodings.get(name, FORM))
    return "; ".join(pairs)


# --- styles ------------------------------------------------------------------------------------------------------------


def query_pairs(name: str, value: object, encoding: Style | Media) -> list[str]:
    """One parameter as ``name=value`` texts, percent-encoded."""
    key = quote(name)
    if isinstance(encoding, Media):
        return [f"{key}={quote(media_text(name, value, encoding))}"]
    content = plain(name, value)
    escape = quote_loosely if encoding.allow_reserved else quote
    if isinstance(content, str):
        return [f"{key}={escape(content)}"]
    if encoding.style == "deepObject":
        return _deep_pairs(name, content, escape)
    if encoding.explode:
        if isinstance(content, dict):
            return [f"{quote(k)}={escape(v)}" for k, v in _members(name, content)]
        return [f"{key}={escape(item)}" for item in _items(name, content)]
    separator = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(encoding.style, ",")
    parts = [escape(part) for part in _flat(name, content)]
    return [f"{key}={separator.join(parts)}"] if parts else []


def _deep_pairs(key: str, content: Plain, escape: Callable[[str], str]) -> list[str]:
    """``a[b]=1`` for each single value; ``key`` is not yet encoded."""
    if isinstance(content, str):
        return [f"{quote(key)}={escape(content)}"]
    steps = content.items() if isinstance(content, dict) else enumerate(content)
    return [
        pair
        for step, item in steps
        if item is not None and item is not UNSET
        for pair in _deep_pairs(f"{key}[{step}]", plain(key, item), escape)
    ]


def _expand(name: str, content: Plain, encoding: Style) -> str:
    """A path parameter: RFC 6570, sections 3.2.2 (simple), 3.2.5 (label) and 3.2.7 (path-style, here matrix)."""
    if encoding.style == "label":
        joined = _simple(name, content, encoding.explode, quote)
        return "." + (joined.replace(",", ".") if encoding.explode else joined)
    if encoding.style == "matrix":
        key = quote(name)
        if not encoding.explode or isinstance(content, str):
            return f";{key}={_simple(name, content, False, quote)}"
        if isinstance(content, dict):
            return "".join(f";{quote(k)}={quote(v)}" for k, v in _members(name, content))
        return "".join(f";{key}={quote(item)}" for item in _items(name, content))
    return _simple(name, content, encoding.explode, quote)


def _simple(name: str, content: Plain, explode: bool, escape: Callable[[str], str]) -> str:
    if isinstance(content, str):
        return escape(content)
    if explode and isinstance(content, dict):
        return ",".join(f"{escape(k)}={escape(v)}" for k, v in _members(name, content))
    return ",".join(map(escape, _flat(name, content)))


# --- values ------------------------------------------------------------------------------------------------------------


def plain(name: str, value: object) -> Plain:
    """A value as text, or as a list or dict of JSON values. ``name`` is that of the parameter, for errors."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) in (str, int):
        return str(value)
    if isinstance(value, float):
        if value - value != 0:
            raise ValueError(f"parameter {name!r}: {value} cannot be sent")
        return repr(value)
    if is_object(value):
        return value
    if is_array(value):
        return list(value)
    return plain(name, _to_json(name, value))


def _to_json(name: str, value: object) -> object:
    """A date, UUID, enum, model or the like as the JSON value it would be in a body."""
    from .convert import to_plain  # only now: it loads msgspec

    try:
        return to_plain(value)
    except TypeError:
        raise TypeError(f"parameter {name!r}: {type(value).__name__} cannot be sent") from None


def media_text(name: str, value: object, encoding: Media) -> str:
    """A value as one text of a media type."""
    kind = encoding.media_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        from .convert import encode

        return encode(value).decode()
    content = plain(name, value)
    if not isinstance(content, str):
        raise ValueError(f"parameter {name!r}: arrays and objects cannot be sent as {kind}")
    return content


def _items(name: str, content: Iterable[object]) -> list[str]:
    """The single values of an array, without null ones (RFC 6570, section 2.3)."""
    return [_single(name, item) for item in content if item is not None and item is not UNSET]


def _members(name: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    """The members of an object, without null ones."""
    present = ((k, v) for k, v in content.items() if v is not None and v is not UNSET)
    return [(str(k), _single(name, v)) for k, v in present]


def _flat(name: str, content: list[Any] | dict[str, Any]) -> list[str]:
    """The items of an array, or the names and values of an object in turn."""
    if isinstance(content, list):
        return _items(name, content)
    return [part for member in _members(name, content) for part in member]


def _single(name: str, value: object) -> str:
    content = plain(name, value)
    return content if isinstance(content, str) else media_text(name, content, _NESTED)


# --- percent-encoding --------------------------------------------------------------------------------------------------

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]
_LOOSE_ESCAPES = [chr(b) if b in b":/?@!$'()*,;=" else e for b, e in enumerate(_ESCAPES)]


def quote(text: str) -> str:
    """Percent-encode everything but unreserved characters: RFC 3986, sections 2.1 and 2.3."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(map(_ESCAPES.__getitem__, text.encode()))


def quote_loosely(text: str) -> str:
    """Like ``quote``, but reserved characters stay that mean nothing more inside a query value."""
    return "".join(map(_LOOSE_ESCAPES.__getitem__, text.encode()))


def _as_is(text: str) -> str:
    return text
