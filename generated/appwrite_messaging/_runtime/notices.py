"""Python warnings that point at the line of the caller, not into the package."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class ApiWarning(UserWarning):
    """The base of the warnings of this package."""


class ResponseWarning(ApiWarning):
    """A response contradicts the description; the odd values were kept as they came."""


class ServerWarning(ApiWarning):
    """Something the server says about the way it is called."""


class InsecureTransportWarning(ApiWarning):
    """A credential travels unencrypted."""


_PACKAGE = __name__.rpartition(".")[0].rpartition(".")[0] or __name__.partition(".")[0]


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the nearest line of the user's: outside the package, and outside asyncio, which runs tasks."""
    import sys
    from warnings import warn as warn_at

    level = 1
    # The way ``warnings`` itself finds its caller.
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None and _inside(str(frame.f_globals.get("__name__", ""))):
        frame = frame.f_back
        level += 1
    warn_at(message, category, stacklevel=level + 1)


def _inside(module: str) -> bool:
    return f"{module}.".startswith((f"{_PACKAGE}.", "asyncio."))


def warn_parse(operation: str, problems: Iterable[object]) -> None:
    """One warning for all that is odd in a response."""
    listed = [str(problem) for problem in problems]
    rest = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    warn(
        f"{operation}: the response contradicts the description: {'; '.join(listed[:3])}{rest}",
        ResponseWarning,
    )
