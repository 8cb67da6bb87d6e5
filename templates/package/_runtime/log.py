"""Logging through the standard module, to the logger named after the package.

``<PREFIX>_LOG=info`` (or ``debug``) turns it on without any code: one line for each call and retry, to standard
error. ``debug`` adds URLs and headers, credentials masked. Bodies are never logged.
"""

from __future__ import annotations

from sys import modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from logging import Logger

    from .errors import ApiError
    from .options import ApiInfo
    from .transport import Request, Response

DEBUG, INFO = 10, 20
_LEVELS = {"debug": DEBUG, "info": INFO, "warning": 30}


def set_up(api: ApiInfo, environment: Mapping[str, str]) -> None:
    """Turn logging on if the environment asks for it; otherwise leave it all to the application.

    Raises:
        ValueError: the variable names no level.
    """
    variable = api.variable("log")
    wanted = environment.get(variable, "").strip().lower() if variable else ""
    if not wanted:
        return
    if wanted not in _LEVELS:
        raise ValueError(f"{variable} is one of {', '.join(_LEVELS)}, not {wanted!r}")
    import logging

    logger = logging.getLogger(api.package)
    logger.setLevel(_LEVELS[wanted])
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)


def logger_of(api: ApiInfo) -> Logger | None:
    """The logger of the package; None as long as nobody can have set logging up, because nobody has imported it."""
    # Another thread may be importing it just now.
    get_logger: Callable[[str], Logger] | None = getattr(modules.get("logging"), "getLogger", None)
    return get_logger(api.package) if get_logger else None


def sending(logger: Logger, request: Request) -> None:
    if logger.isEnabledFor(DEBUG):
        logger.debug(
            "%s: %s %s %s",
            request.operation,
            request.method,
            request.shown_url,
            request.headers.shown(),
        )


def answered(logger: Logger, request: Request, response: Response, seconds: float) -> None:
    logger.info("%s: %d in %.0f ms", request.operation, response.status, seconds * 1000)
    if logger.isEnabledFor(DEBUG):
        logger.debug("%s: response headers %s", request.operation, response.headers.shown())


def retrying(api: ApiInfo, error: ApiError, wait: float, retry: int, retries: int) -> None:
    logger = logger_of(api)
    if logger and logger.isEnabledFor(INFO):
        what = type(error).__name__
        logger.info("%s: %s; retry %d of %d in %.2f s", error.operation, what, retry, retries, wait)


def failed(api: ApiInfo, error: ApiError) -> None:
    logger = logger_of(api)
    if logger and logger.isEnabledFor(INFO):
        kind = type(error).__name__
        retries, waited = error.retries_taken, error.waited
        logger.info(
            "%s: failed with %s after %d retries and %.2f s of waiting",
            error.operation,
            kind,
            retries,
            waited,
        )
