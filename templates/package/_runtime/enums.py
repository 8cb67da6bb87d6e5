"""Open enums: a value the server adds later is a member that the description does not know yet.

>>> class MessageStatus(OpenStrEnum):
...     SENT = "sent"
>>> MessageStatus("archived")
<MessageStatus.archived: 'archived'>
>>> MessageStatus("archived").is_known
False

Such a member equals and hashes as its value, travels back unchanged, and is never stored, so that a server cannot
fill the memory of a client by inventing values. Compare unknown members with ``==``, not ``is``.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from itertools import count

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from typing import Any, Self

unknown_values = count()
"""Advances whenever an unknown member is made. The decoder draws from it before and after a payload: two
successive numbers mean that the payload held known values only. (``next`` is atomic, so no lock is needed.)"""


class OpenStrEnum(StrEnum):
    """Texts of which the description lists those known when the client was made."""

    @property
    def is_known(self) -> bool:
        """Whether the description lists this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        next(unknown_values)
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member

    def __reduce_ex__(self, protocol: Any) -> tuple[type[Self], tuple[str]]:
        # By value: Python 3.11 would look the name up on the class, where an unknown member is not found.
        return type(self), (self._value_,)


class OpenIntEnum(IntEnum):
    """Integers of which the description lists those known when the client was made."""

    @property
    def is_known(self) -> bool:
        """Whether the description lists this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        next(unknown_values)
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(int(value)), int(value)
        return member

    def __reduce_ex__(self, protocol: Any) -> tuple[type[Self], tuple[int]]:
        # By value: Python 3.11 would look the name up on the class, where an unknown member is not found.
        return type(self), (self._value_,)
