"""What a parameter may be. A rule looks at a value and says what is wrong with it, in the server's words.

A rule is a function of the value and the present; it returns an empty text if there is nothing to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias, TypeGuard

from .._runtime.shapes import is_array
from .clock import parsed

Rule: TypeAlias = Callable[[object, datetime], str]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,35}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*")'
    rf"@(?:(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?|\[(?:IPv6:[0-9A-Fa-f:.]+|[0-9.]+)\])"
)

OWN_ID_TEXT = (
    "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore."
    " Can't start with a special char"
)
ID_TEXT = (
    "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore."
    " Can't start with a leading underscore"
)
FILE_TEXT = (
    "Must consist of multiple UIDs separated by a colon. Each UID must contain at most 36 chars. Valid chars are"
    " a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"
)


def is_id(value: object) -> bool:
    """Whether this can be the ID of something."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _rule(test: Callable[[object], bool], text: str) -> Rule:
    return lambda value, now: "" if test(value) else text


def text(shortest: int = 1, longest: int | None = None) -> Rule:
    """Text of so many characters."""
    words = "Value must be a valid string"
    words += f" and at least {shortest} chars" if shortest else ""
    words += f" and no longer than {longest} chars" if longest else ""

    def test(value: object) -> bool:
        return (
            isinstance(value, str)
            and len(value) >= shortest
            and (longest is None or len(value) <= longest)
        )

    return _rule(test, words)


def each(element: Rule) -> Rule:
    """A list whose elements follow a rule."""

    def rule(value: object, now: datetime) -> str:
        items = value if is_array(value) else [None]
        wrong = next((fault for item in items if (fault := element(item, now))), "")
        return f"Value must a valid array and {wrong}" if wrong else ""

    return rule


def whole(least: int, most: int) -> Rule:
    """A whole number in a range. The server also takes it as text; the stand-in does not."""
    words = f"Value must be a valid range between {least:,} and {most:,}"
    return _rule(lambda value: is_whole(value) and least <= value <= most, words)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether this is a JSON integer; a Boolean is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def one_of(*values: str) -> Rule:
    """One of some words, in capitals or not."""
    words = f"Value must be one of ({', '.join(values)})"
    return _rule(lambda value: isinstance(value, str) and value.lower() in values, words)


def _is_file(value: object) -> bool:
    ids = value.split(":") if isinstance(value, str) else []
    return len(ids) >= 2 and all(map(is_id, ids))


def _is_email(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= 254
        and _EMAIL.fullmatch(value) is not None
        and len(value.rpartition("@")[0]) <= 64
        and all(len(label) <= 63 for label in value.rpartition("@")[2].split("."))
    )


def _is_json_map(value: object) -> bool:
    try:
        return isinstance(json.loads(value) if isinstance(value, str) else value, dict)
    except ValueError:
        return False


def future(value: object, now: datetime) -> str:
    """A point in time that is not over."""
    moment = parsed(value)
    return "Value must be valid date in future." if moment is None or moment < now else ""


own_id = _rule(lambda value: value == "unique()" or is_id(value), OWN_ID_TEXT)
uid = _rule(is_id, ID_TEXT)
file = _rule(_is_file, FILE_TEXT)
flag = _rule(lambda value: isinstance(value, bool), "Value must be a valid boolean")
integer = _rule(is_whole, "Value must be a valid integer")
email = _rule(_is_email, "Value must be a valid email address")
phone = _rule(
    lambda value: isinstance(value, str) and _PHONE.fullmatch(value) is not None,
    "Phone number must start with a '+' can have a maximum of fifteen digits.",
)
mapping = _rule(lambda value: isinstance(value, dict), "Value must be a valid JSON string")
json_map = _rule(_is_json_map, "Value must be a valid JSON string")


# --- roles -----------------------------------------------------------------------------------------------------------

_MOST_ROLES = 100
_STATUSES = ("verified", "unverified")
_ROLES: Mapping[str, tuple[bool, tuple[str, ...] | None]] = {
    "any": (False, ()),
    "guests": (False, ()),
    "users": (False, _STATUSES),
    "user": (True, _STATUSES),
    "team": (True, None),
    "member": (True, ()),
    "label": (True, ()),
}
"""Whether a role has an ID, and the words that may follow its slash; None: any that could be an ID."""

_LABEL_TEXT = (
    "Value must be a valid string between 1 and 36 chars containing only alphanumeric chars"
)


def roles(value: object, now: datetime) -> str:
    """Roles of Appwrite's permission system, at most 100."""
    if not is_array(value):
        return "Provided roles are not an array."
    if len(value) > _MOST_ROLES:
        return f"You can only provide up to {_MOST_ROLES} roles."
    return next((fault for role in value if (fault := _role_fault(role))), "")


def _role_fault(role: object) -> str:
    """What is wrong with a role. The server overlooks a second colon and an empty ID; the stand-in does not."""
    if not isinstance(role, str):
        return "Every role must be of type string."
    if role == "*":
        return 'Wildcard role "*" has been replaced. Use "any" instead.'
    if "role:" in role:
        return (
            'Roles using the "role:" prefix have been removed. Use "users", "guests", or "any"'
            " instead."
        )
    head, slash, dimension = role.partition("/")
    name, colon, id = head.partition(":")
    if name not in _ROLES:
        shown = name if role.startswith(tuple(_ROLES)) else role
        return f'Role "{shown}" is not allowed. Must be one of: {", ".join(_ROLES)}.'
    if "/" in dimension:
        return "Only one dimension can be provided"
    if slash and not dimension:
        return "Dimension must not be empty"
    fault = _role_id_fault(name, id if colon else None) or _dimension_fault(name, dimension)
    return fault and f'Role "{name}" {fault}'


def _role_id_fault(name: str, id: str | None) -> str:
    needs_id, _ = _ROLES[name]
    if not needs_id:
        return "" if id is None else "can not have an ID value."
    if not id:
        return "must have an ID value."
    if not is_id(id) or (name == "label" and not id.isalnum()):
        text = _LABEL_TEXT if name == "label" else OWN_ID_TEXT
        return f"identifier value is invalid: {text}"
    return ""


def _dimension_fault(name: str, dimension: str) -> str:
    _, dimensions = _ROLES[name]
    if not dimension:
        return ""
    if dimensions == ():
        return "can not have a dimension value."
    if dimensions and dimension not in dimensions:
        return f"dimension value is invalid. Must be one of: {', '.join(dimensions)}."
    return "" if is_id(dimension) else f"dimension value is invalid: {OWN_ID_TEXT}"
