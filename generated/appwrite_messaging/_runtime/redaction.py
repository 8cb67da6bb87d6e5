"""Keeping credentials out of everything that can be shown: reprs, logs, tracebacks, pickles."""

from __future__ import annotations

from .unset import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from re import Match
    from typing import Any

MASK = "***"

_SENSITIVE_ENDINGS = (
    "auth",
    "authenticate",
    "authorization",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "jwt",
    "key",
    "password",
    "secret",
    "session",
    "signature",
    "token",
)


class Secret:
    """A value that does not show itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __to_json__(self) -> object:
        return self._value

    def __reduce__(self) -> str:
        raise TypeError("a credential is not pickled or copied")


def conceal(value: Any) -> Any:
    """A value that is sent as it is but does not show itself; what is absent or null stays so.

    Generated methods begin with it where an argument is a secret (``format: password``): whoever shows the locals
    of a traceback would show the argument.
    """
    return value if value is None or value is UNSET else Secret(value)


def is_sensitive(name: str) -> bool:
    """Whether a header, cookie or query parameter of this name is likely to hold a credential."""
    words = name.lower().replace("_", "-").split("-")
    return any(word.endswith(_SENSITIVE_ENDINGS) for word in words)


def mask_url(url: str, secret_names: Container[str] = ()) -> str:
    """The URL without user information, and with credentials in its query masked."""
    scheme, separator, rest = url.partition("://")
    if separator:
        authority, slash, tail = rest.partition("/")
        url = f"{scheme}://{authority.rpartition('@')[2]}{slash}{tail}"
    base, question, query = url.partition("?")
    if not question:
        return url
    pairs = (pair.partition("=") for pair in query.split("&"))
    shown = (
        f"{name}={MASK}" if name in secret_names or is_sensitive(name) else f"{name}{equals}{value}"
        for name, equals, value in pairs
    )
    return f"{base}?{'&'.join(shown)}"


def mask_json(text: str) -> str:
    """A JSON text, whole or not, with the strings masked that stand behind names of credentials."""
    from re import sub

    def masked(found: Match[str]) -> str:
        return f'{found[1]}"{MASK}"' if is_sensitive(found[2]) else found[0]

    return sub(r'("([^"\\]*)"\s*:\s*)"(?:[^"\\]|\\.)*"?', masked, text)
