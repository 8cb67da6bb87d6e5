"""Names: how a text of the description becomes a Python name, and what happens when two want the same one.

This module is the only authority for names: it knows words, the ways to write them, what is reserved, and scopes.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import TypeAlias

CLASSES = frozenset(
    # what generated modules define or import beside the API's own types
    "API ApiInfo Any AsyncClient AsyncMiddleware AsyncPager AsyncStream AsyncTransportChoice BY_TYPE Client "
    "ClientCredentials FileInput Idempotency Literal Mapping Media Middleware Model OpenIntEnum OpenModel "
    "OpenStrEnum Operation Pager Pagination RequestOptions Scheme Sequence ServerSentEvent Stream Style "
    "TYPE_CHECKING TransportChoice TypeAlias UNSET UUID Unset "
    # the exceptions and warnings every client has
    "ApiConnectionError ApiError ApiTimeoutError ApiWarning AuthenticationError BadRequestError "
    "ConfigurationError ConflictError DeadlineError DecodeError InsecureTransportWarning InternalServerError "
    "NotFoundError PermissionDeniedError RateLimitError ResponseWarning ServerWarning StatusError "
    "UnprocessableEntityError "
    # builtins that code beside them names
    "AttributeError BaseException ConnectionError DeprecationWarning Exception IndexError KeyError OSError "
    "RuntimeError StopIteration TimeoutError TypeError UserWarning ValueError Warning".split()
)
"""Names no class of the described API can have."""

MODEL_ATTRIBUTES = frozenset(
    "additional_properties from_dict from_json parse_warnings to_dict to_json".split()
)
"""Names no field of a model can have."""

ARGUMENTS = frozenset({"self", "options", "conceal"})
"""Names no argument of a method can have."""

PAGER_ARGUMENTS = ARGUMENTS | {"max_items"}
"""The same for a method that has an iterating companion."""

CLIENT_ARGUMENTS = frozenset(
    "ca_file client_cert connect_timeout deadline endpoint headers middleware proxy query retries self super timeout "
    "transport".split()
)
"""Names no credential can have: the client has arguments of its own, and calls ``super``."""

CLIENT_ATTRIBUTES = frozenset("call close paginate property raw stream with_options".split())
"""Names no service can have: each is an attribute of the client, or decorates those after it."""

METHODS = frozenset({"deprecated", "overload"})
"""Names no method of a service can have: decorators of the methods after it."""

MODULES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Names no module can have: Windows keeps them for devices."""

MAX_LENGTH = 80
"""Characters of a name before an escape or a scope adds to it."""

_SYMBOLS = {
    "!": "not",
    "!=": "not_equal",
    "#": "hash",
    "$": "dollar",
    "%": "percent",
    "&": "and",
    "*": "star",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "dot",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less",
    "<=": "less_or_equal",
    "<>": "not_equal",
    "=": "equal",
    "==": "equal",
    ">": "greater",
    ">=": "greater_or_equal",
    "?": "question",
    "@": "at",
    "^": "caret",
    "_": "underscore",
    "|": "or",
    "~": "tilde",
}

_ASCII_PIECE = re.compile(r"[A-Za-z0-9]+")
_LATIN_MARKS = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_APOSTROPHE = re.compile("(?<=[A-Za-z])['\u2019](?=[A-Za-z])")
_SIGN = re.compile(r"^([+-])(?=[.\w])")
_ONE_WORD = re.compile(
    r"(?<![A-Za-z])(?:iOS|macOS|oAuth)|OAuth|GraphQL|GitHub|(?<![A-Z])IPv(?=[46])|[A-Z]{2,}s(?![a-z])"
)
"""Spellings whose capitals do not start a word; the last alternative is the plural of an acronym."""

# Words are found on the shape of a text: A stands for an upper-case letter, 0 for a digit, a for any other letter.
_WORD = re.compile(
    r"0+A+(?!a)"  # 2FA
    r"|A+0*(?!a)"  # SHA256, or TLS before a capitalised word
    r"|A?[a0]+"  # Msg91
    r"|A"
)


@lru_cache(maxsize=65536)
def snake(text: str, stand_in: str = "value") -> str:
    """A name for a variable, function or module: ``serviceAccountJSON`` -> ``service_account_json``.

    ``stand_in`` is the name of a text without letters and goes before one that begins with a digit.
    A keyword gets a trailing underscore; builtins and soft keywords stay.
    """
    return _escaped(_prefixed(_joined([word.lower() for word in words(text)]), stand_in))


def upper(text: str, stand_in: str = "value") -> str:
    """A name for an enum member or a constant: ``in-transit`` -> ``IN_TRANSIT``."""
    return _composed(snake(text, stand_in).rstrip("_").upper())


def pascal(text: str, stand_in: str = "Model") -> str:
    """A name for a class. Capitals inside a word stay as they are written: ``smtpServer_TLS`` -> ``SmtpServerTLS``."""
    parts = _pieces(text)
    shouted = len(parts) > 1 and not any(part != part.upper() for part in parts)
    name = ""
    for part in parts:
        part = part.capitalize() if shouted else part[0].upper() + part[1:]
        gap = "_" if name[-1:].isdigit() and part[0].isdigit() else ""
        if name and len(name) + len(part) > MAX_LENGTH:
            break
        name += gap + part
    name = name[:MAX_LENGTH]
    return _escaped(_composed(name if name.isidentifier() else stand_in + name))


def renamed(name: str) -> tuple[str, ...]:
    """What a class is called whose own name is taken or reserved: ``ClientModel`` for ``Client``."""
    name = name.rstrip("_")
    return (f"{name}Object",) if name.endswith("Model") else (f"{name}Model", f"{name}Object")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, split where its author did: at symbols, at capitals, behind acronyms.

    ``createAPNSProvider`` -> ``create``, ``APNS``, ``Provider``; ``queries[]`` -> ``queries``.
    """
    found: list[str] = []
    for piece in _pieces(text):
        whole = _ONE_WORD.sub(lambda match: match[0].capitalize(), piece)
        found += [whole[match.start() : match.end()] for match in _WORD.finditer(_shape(whole))]
    return tuple(found)


def same_words(text: str, other: str) -> bool:
    """Whether two texts differ in nothing but how their words are written and joined."""
    return "".join(words(text)).casefold() == "".join(words(other)).casefold()


def iterator(method: str) -> str:
    """The method that iterates over what ``method`` lists: ``list_messages`` -> ``iter_messages``."""
    return f"iter_{method.removeprefix('list_')}"


def _pieces(text: str) -> list[str]:
    """The runs of letters and digits of a text, Latin letters without their accents.

    A sign in front and a text of nothing but symbols are spelled out.
    """
    text = text.strip()
    if text in _SYMBOLS:
        return _SYMBOLS[text].split("_")
    text = _SIGN.sub(lambda sign: f"{_SYMBOLS[sign[1]]} ", text)
    if text.isascii():
        return _ASCII_PIECE.findall(_APOSTROPHE.sub("", text))
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", plain))
    return "".join(char if _is_word_character(char) else " " for char in text).split()


def _is_word_character(char: str) -> bool:
    return char != "_" and f"a{char}".isidentifier()


def _shape(piece: str) -> str:
    return "".join("A" if c.isupper() else "0" if c.isdecimal() else "a" for c in piece)


def _joined(parts: list[str]) -> str:
    name = ""
    for part in parts:
        if name and len(name) + len(part) >= MAX_LENGTH:
            break
        name = f"{name}_{part}" if name else part[:MAX_LENGTH]
    return _composed(name)


def _composed(name: str) -> str:
    """The form Python compares identifiers by; putting words together or into lower case can leave it."""
    return unicodedata.normalize("NFKC", name)


def _prefixed(name: str, stand_in: str) -> str:
    if not name:
        return stand_in
    return name if name.isidentifier() else f"{stand_in}_{name}"


def _escaped(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def all_differ(names: Collection[str]) -> bool:
    """Whether names differ in more than case."""
    return len(set(map(str.casefold, names))) == len(names)


Companions: TypeAlias = Callable[[str], tuple[str, ...]]
"""The other names that come with a name and must be free as well."""


def alone(name: str) -> tuple[str, ...]:
    """No companions."""
    return ()


class Scope:
    """Names that must differ, and not only in case: files and pages are named after them.

    ``reserved`` names are taken from the start, in exactly this spelling.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = frozenset(reserved)
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def claim(self, *candidates: str, companions: Companions = alone) -> str:
        """Takes the first free candidate, or else the last one with the smallest number that makes it free."""
        free = (name for name in candidates if self.is_free(name, *companions(name)))
        name = next(free, "") or self._numbered(candidates[-1].rstrip("_"), companions)
        self._taken.update(map(str.casefold, (name, *companions(name))))
        return name

    def claim_variable(self, name: str, *qualified: str, companions: Companions = alone) -> str:
        """Claims a snake-case name, or else a qualified form of it, or the name with a trailing underscore.

        The underscore comes first where the name is reserved.
        """
        escaped = f"{name.rstrip('_')}_"
        last = (escaped, *qualified) if name in self._reserved else (*qualified, escaped)
        return self.claim(name, *last, companions=companions)

    def is_free(self, *names: str) -> bool:
        folded = map(str.casefold, names)
        return self._reserved.isdisjoint(names) and self._taken.isdisjoint(folded)

    def _numbered(self, base: str, companions: Companions) -> str:
        joint = "_" if base in (base.lower(), base.upper()) or base[-1:].isdigit() else ""
        number = self._next.get(base.casefold(), 2)
        name = f"{base}{joint}{number}"
        while not self.is_free(name, *companions(name)):
            number += 1
            name = f"{base}{joint}{number}"
        self._next[base.casefold()] = number + 1
        return name
