"""The errors module: which exception of the runtime a documented error type extends."""

from __future__ import annotations

from generator import ir

RUNTIME_ERRORS = (
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "DeadlineError",
    "DecodeError",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "StatusError",
    "UnprocessableEntityError",
)
"""The exceptions every generated client has."""

_BY_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


def status_error(status: int) -> str:
    """The runtime's exception class for an HTTP status."""
    return _BY_STATUS.get(status, "InternalServerError" if status >= 500 else "StatusError")


def exported_errors(api: ir.Api) -> list[str]:
    """Every exception class of the package, sorted."""
    return sorted([*RUNTIME_ERRORS, *(error.name for error in api.errors)])
