"""Role texts, which say who may subscribe to a topic.

```python
from appwrite_messaging import Client, Role

with Client() as client:
    client.messaging.create_topic(
        topic_id="order-updates",
        name="Order updates",
        subscribe=[Role.users("verified"), Role.team("loyalty")],
    )
```

See https://appwrite.io/docs/advanced/platform/permissions for how Appwrite uses roles elsewhere.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Status: TypeAlias = Literal["", "verified", "unverified"]


class Role:
    """Makes role texts. It is never instantiated; every method returns a ``str``.

    A value that cannot be right, such as an empty ID or one with a slash in it, raises ``ValueError``.
    """

    __slots__ = ()

    @staticmethod
    def any() -> str:
        """Everyone, signed in or not.

        >>> Role.any()
        'any'
        """
        return "any"

    @staticmethod
    def guests() -> str:
        """Everyone who is not signed in."""
        return "guests"

    @staticmethod
    def users(status: Status = "") -> str:
        """Everyone who is signed in.

        Args:
            status: ``"verified"`` or ``"unverified"`` to ask for users whose email or phone is, or is not, verified.

        >>> Role.users("verified")
        'users/verified'
        """
        return _with("users", _status(status))

    @staticmethod
    def user(id: str, status: Status = "") -> str:
        """One user.

        Args:
            id: ID of the user.
            status: ``"verified"`` or ``"unverified"`` to ask for that as well.

        >>> Role.user("ada")
        'user:ada'
        """
        return _with(f"user:{_id(id)}", _status(status))

    @staticmethod
    def team(id: str, role: str = "") -> str:
        """The members of a team.

        Args:
            id: ID of the team.
            role: a role within the team, to ask for members who hold it.

        >>> Role.team("loyalty", "owner")
        'team:loyalty/owner'
        """
        return _with(f"team:{_id(id)}", role and _id(role, "a role within a team"))

    @staticmethod
    def member(id: str) -> str:
        """One membership of a team.

        Args:
            id: ID of the membership, not of the user.
        """
        return f"member:{_id(id)}"

    @staticmethod
    def label(name: str) -> str:
        """Every user who carries a label.

        Args:
            name: the label, 1 to 36 letters and digits.

        >>> Role.label("vip")
        'label:vip'
        """
        if not (name.isascii() and name.isalnum() and len(name) <= 36):
            raise ValueError(f"not a label: {name!r}; it takes 1 to 36 letters and digits")
        return f"label:{name}"


def _with(role: str, dimension: str) -> str:
    return f"{role}/{dimension}" if dimension else role


def _status(status: str) -> str:
    if status not in ("", "verified", "unverified"):
        raise ValueError(f"not a status: {status!r}; use 'verified' or 'unverified'")
    return status


def _id(id: str, noun: str = "an ID") -> str:
    """The ID, if it could be one: 1 to 36 letters, digits, periods, hyphens and underscores."""
    plain = id.replace(".", "").replace("-", "").replace("_", "")
    if not (1 <= len(id) <= 36 and id[0].isalnum() and plain.isascii() and plain.isalnum()):
        raise ValueError(
            f"not {noun}: {id!r}; it takes 1 to 36 letters, digits, periods, hyphens and underscores, the first a"
            " letter or digit"
        )
    return id
