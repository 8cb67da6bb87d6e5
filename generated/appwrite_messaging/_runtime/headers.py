"""HTTP header fields: case-insensitive names, several values a name, no line breaks, masked when shown."""

from __future__ import annotations

from .redaction import MASK, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    Fields: TypeAlias = "dict[str, tuple[tuple[str, str], ...]]"


class Headers:
    """The header fields of a request or response.

    ``headers["name"]`` is the field's value, its several values joined by ``", "`` (RFC 9110, section 5.3);
    ``get_all`` keeps them apart. Names compare without case. Assigning replaces every value of the name.

    Raises:
        ValueError: a name that is no token, or a value with a line break, another control character, a character
            outside ASCII, or a space at its beginning or end; a name or value that is no text.
    """

    __slots__ = ("_fields", "_read", "_secret", "_source")
    _fields: Fields
    _read: Callable[[Any], Iterable[tuple[str, str]]]
    _secret: frozenset[str]
    _source: Container[str] | None

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = {}
        self._source = None
        self._secret = _NONE
        for name, value in fields:
            self.add(name, value)

    @classmethod
    def received(cls, fields: Iterable[tuple[str, str]]) -> Headers:
        """Fields that came from a server, taken as they are."""
        headers = object.__new__(cls)
        headers._fields = _by_name(fields)
        headers._source = None
        headers._secret = _NONE
        return headers

    @classmethod
    def unread(
        cls, source: Container[str], read: Callable[[Any], Iterable[tuple[str, str]]]
    ) -> Headers:
        """Fields that came from a server, still in the hands of the library that has read them.

        ``name in source`` compares without case; ``read(source)`` gives the fields, which nobody may ever look at.
        """
        headers = object.__new__(cls)
        headers._source = source
        headers._read = read
        headers._secret = _NONE
        return headers

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Called for ``_fields`` as long as they are unread, by several threads maybe."""
            if name != "_fields":
                raise AttributeError(name)
            source = self._source
            if source is not None:
                self._fields = _by_name(self._read(source))
                self._source = None
            return self._fields

    def add(self, name: str, value: str) -> None:
        """Add a value, keeping those already there."""
        _check(name, value)
        lowered = name.lower()
        self._fields[lowered] = (*self._fields.get(lowered, ()), (name, value))

    def update(self, fields: Mapping[str, str | None]) -> None:
        """Replace the values of these names; None removes a name. What is wrong is left for ``check`` to find."""
        for name, value in fields.items():
            lowered = str(name).lower()
            if value is None:
                self._fields.pop(lowered, None)
            else:
                self._fields[lowered] = ((name, value),)

    def check(self) -> None:
        """Raises ValueError for a name or value that can not be sent.

        No value is a local variable of the frame that raises: it may be a credential.
        """
        problem = next(filter(None, map(_problem, self.items())), None)
        if problem is not None:
            raise ValueError(problem)

    def hide(self, name: str) -> None:
        """Mask the values of this name wherever the headers are shown."""
        self._secret |= {name.lower()}

    def get(self, name: str, default: str | None = None) -> str | None:
        fields = self._fields.get(name.lower())
        return ", ".join(value for _, value in fields) if fields else default

    def get_all(self, name: str) -> list[str]:
        return [value for _, value in self._fields.get(name.lower(), ())]

    def pop(self, name: str) -> None:
        """Remove every value of the name, if there is one."""
        self._fields.pop(name.lower(), None)

    def items(self) -> list[tuple[str, str]]:
        """Every field as it was given, in order of the first use of each name."""
        return [field for fields in self._fields.values() for field in fields]

    def copy(self) -> Headers:
        copied = object.__new__(Headers)
        copied._fields = self._fields.copy()
        copied._source = None
        copied._secret = self._secret
        return copied

    def shown(self) -> list[tuple[str, str]]:
        """The fields with credentials masked."""
        return [
            (name, MASK if lowered in self._secret or is_sensitive(name) else value)
            for lowered, fields in self._fields.items()
            for name, value in fields
        ]

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        _check(name, value)
        self._fields[name.lower()] = ((name, value),)

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        source = self._source
        return name in source if source is not None else name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._folded() == other._folded()

    __hash__ = None  # type: ignore[assignment]  # mutable: equal by content, so not hashable

    def _folded(self) -> dict[str, list[str]]:
        return {name: [value for _, value in fields] for name, fields in self._fields.items()}

    def __repr__(self) -> str:
        return f"Headers({self.shown()!r})"

    def __reduce__(self) -> tuple[Callable[..., Headers], tuple[list[tuple[str, str]]]]:
        return Headers.received, (self.shown(),)


_NONE: frozenset[str] = frozenset()


def _by_name(fields: Iterable[tuple[str, str]]) -> Fields:
    found: Fields = {}
    for field in fields:
        lowered = field[0].lower()
        found[lowered] = (*found[lowered], field) if lowered in found else (field,)
    return found


_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _check(name: str, value: str) -> None:
    problem = _problem((name, value))
    if problem is not None:
        raise ValueError(problem)


def _problem(field: tuple[object, object]) -> str | None:
    """What is wrong with a field (RFC 9110, sections 5.1 and 5.5)."""
    name, value = field
    if not isinstance(name, str) or not name or not _TOKEN.issuperset(name):
        return f"{name!r} is not a header name"
    if not isinstance(value, str):
        return f"the value of header {name!r} is no text"
    if not value.replace("\t", " ").isprintable() and value.isascii():
        return f"the value of header {name!r} holds a line break or another control character"
    if value.strip(" \t") != value:
        return f"the value of header {name!r} begins or ends with a space"
    if not value.isascii():
        return f"the value of header {name!r} holds characters outside ASCII; encode it first"
    return None
