"""Stand-ins for ``typing`` names that a class statement needs while the program runs.

Annotations are never evaluated here, so most of ``typing`` is imported for type checkers only. The bases of a
generic class are evaluated, though, and importing ``typing`` costs more than building a client. Type checkers
see the real names; the program sees these.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Generic as Generic
    from typing import Protocol as Protocol
    from typing import overload as overload

    from typing_extensions import deprecated as deprecated
else:

    def deprecated(message):
        """Marks a function for type checkers (PEP 702); the client itself warns when it is called."""

        def mark(function):
            function.__deprecated__ = message
            return function

        return mark

    def overload(function):
        """One way to call the function that follows, for type checkers."""
        return function

    class Generic:
        """``class Box(Generic[T])`` and ``Box[int]`` both work and cost nothing."""

        __slots__ = ()

        def __class_getitem__(cls, item: object) -> type:
            return cls

    class Protocol(Generic):
        """A protocol only type checkers look at."""

        __slots__ = ()
