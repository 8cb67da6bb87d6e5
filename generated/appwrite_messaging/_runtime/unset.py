"""``UNSET``: a member that is absent, as opposed to one that is null (``None``).

There is one such object in a package: it is the default of optional arguments, the value of absent model
members and the mark that keeps a member out of a request. It is a class of its own, not that of msgspec, so
that importing a client does not load msgspec (``models`` bridges the two).
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would cost more to import than this module
if TYPE_CHECKING:
    from enum import Enum
    from typing import Final, Literal

    class Unset(Enum):
        """The type of ``UNSET``; an enum for type checkers, so that ``is UNSET`` and truth tests narrow."""

        UNSET = "UNSET"

        def __bool__(self) -> Literal[False]: ...

    UNSET: Final = Unset.UNSET

else:

    class Unset:
        """The type of ``UNSET``, its only instance."""

        __slots__ = ()

        def __new__(cls) -> Unset:
            return UNSET

        def __init_subclass__(cls) -> None:
            raise TypeError("Unset has exactly one instance and no subclasses")

        def __repr__(self) -> str:
            return "UNSET"

        def __bool__(self) -> bool:
            return False

        def __reduce__(self) -> str:
            # The name of a module global: pickle, copy and deepcopy all give back the object itself.
            return "UNSET"

    UNSET = object.__new__(Unset)
