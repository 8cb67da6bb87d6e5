"""IDs for objects you create."""

from __future__ import annotations

_LONGEST = 36
_TIME_DIGITS = 13


class ID:
    """Makes IDs. It is never instantiated; every method returns a ``str``."""

    __slots__ = ()

    @staticmethod
    def unique(padding: int = 7) -> str:
        """Make a new ID from the time and random digits: 20 characters that sort by creation time.

        It starts with the seconds since 1970 and the microseconds, both in hexadecimal, and ends with ``padding``
        random hexadecimal digits. Because it is chosen before the call, a create that uses it can be repeated
        safely; the text ``"unique()"``, which lets the server choose, gives no such safety.

        Args:
            padding: number of random digits, 0 to 23.

        Raises:
            ValueError: the padding is negative, or makes the ID longer than the 36 characters a server accepts.
        """
        import secrets
        import time

        if not 0 <= padding <= _LONGEST - _TIME_DIGITS:
            raise ValueError(f"padding must be from 0 to {_LONGEST - _TIME_DIGITS}, not {padding}")
        seconds, microseconds = divmod(time.time_ns() // 1_000, 1_000_000)
        return f"{seconds:x}{microseconds:05x}{secrets.token_hex(padding)[:padding]}"

    @staticmethod
    def custom(id: str) -> str:
        """Use an ID of your own; it is returned as it is.

        The server accepts 1 to 36 letters, digits, periods, hyphens and underscores, the first a letter or digit.

        >>> ID.custom("order-1042")
        'order-1042'
        """
        return id
