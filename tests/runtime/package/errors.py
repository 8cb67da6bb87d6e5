"""Errors of the hand-written package."""

from __future__ import annotations

from _runtime.errors import ConflictError, NotFoundError, StatusError


class ThingNotFoundError(NotFoundError):
    """There is no such thing."""


class ThingAlreadyExistsError(ConflictError):
    """The id is taken."""


ERROR_TYPES: dict[str, type[StatusError]] = {
    "thing_not_found": ThingNotFoundError,
    "thing_already_exists": ThingAlreadyExistsError,
}
