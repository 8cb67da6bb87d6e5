"""What a client holds, and the parts of a call that need no I/O. Shared by ``SyncApiClient`` and ``AsyncApiClient``."""

from __future__ import annotations

from . import log, middleware
from .clock import Clock
from .connections import Network
from .options import DEFAULT_CONNECT_TIMEOUT, DEFAULT_RETRIES, DEFAULT_TIMEOUT, Settings, secrets
from .prepare import prepare
from .shapes import is_object
from .unset import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from logging import Logger
    from typing import Any, TypeAlias, TypedDict

    from .operation import Operation
    from .options import ApiInfo, RequestOptions
    from .prepare import Values
    from .responses import Answer
    from .steps import Call
    from .transport import Response

    Observer: TypeAlias = Callable[[Response | None, BaseException | None, int], None]

    class CommonArguments(TypedDict, total=False):
        """Arguments that the constructors of both clients take, besides credentials, transport and middleware.

        timeout: seconds for each attempt (30). connect_timeout: seconds for opening a connection (5).
        deadline: seconds for a whole call, retries, waits and the reading of a stream included (None: no such bound).
        retries: how many times to try again (2). headers, query: added to every request. variables: of base URLs.
        proxy: URL of a proxy (None: the usual environment variables decide). ca_file: PEM file of authorities to
        trust besides the system's. client_cert: PEM file with certificate and key, or a pair of files.
        """

        timeout: float
        connect_timeout: float
        deadline: float | None
        retries: int
        variables: Mapping[str, str | None]
        headers: Mapping[str, str | None] | None
        query: Mapping[str, object] | None
        proxy: str | None
        ca_file: str | None
        client_cert: str | tuple[str, str] | None


class Core:
    """A client's settings and connections. ``owner`` is False for clients made by ``with_options``."""

    __slots__ = (
        "api",
        "settings",
        "connections",
        "middleware",
        "clock",
        "owner",
        "_shown",
        "_ready",
        "_logger",
    )

    def __init__(
        self,
        api: ApiInfo,
        settings: Settings,
        connections: Any,
        middleware: Sequence[Any],
        clock: Clock,
        *,
        owner: bool,
    ) -> None:
        self.api = api
        self.settings = settings
        self.connections = connections
        self.middleware = tuple(middleware)
        self.clock = clock
        self.owner = owner
        self._shown = bool(self.middleware) or connections.is_foreign
        self._ready = False
        self._logger: Logger | None = None

    def derived(self, options: RequestOptions) -> Core:
        """The same connections with other settings."""
        settings = self.settings.changed(options)
        return Core(self.api, settings, self.connections, self.middleware, self.clock, owner=False)

    def call(self, operation: Operation[Any], values: Values, *, stream: bool = False) -> Call:
        """Prepare a call and say what the caller should know about it."""
        if not self._ready:
            self._get_ready()
        call = prepare(
            self.api,
            self.settings,
            operation,
            values,
            self.clock,
            stream=stream,
            shown=self._shown,
        )
        if operation.deprecated or operation.deprecated_parameters:
            _warn_deprecated(operation, values)
        if call.authenticated and call.request.url.startswith("http:"):
            self._warn_insecure(call.request.url)
        if call.tokens is not None:
            url = call.tokens.url(self.api, call.settings)
            if url.startswith("http:"):
                self._warn_insecure(url)
        return call

    def _get_ready(self) -> None:
        """What a constructor would otherwise check. An error there would show credentials among its locals."""
        from os import environ

        self.settings.check()
        middleware.check(self.middleware, asynchronous=self.connections.asynchronous)
        log.set_up(self.api, environ)
        self._ready = True

    def observers(self, call: Call) -> list[Observer]:
        """Tell those who want to know that a call begins; what they want to be told at its end."""
        starts = [getattr(layer, "call_started", None) for layer in self.middleware]
        return [start(call.request) for start in starts if start]

    def succeeded(self, answer: Answer, observers: list[Observer]) -> None:
        """Tell of a call that succeeded, its caller included, if the server says something about it."""
        if observers:
            _tell(observers, answer.response, None, answer.retries)
        name, headers = self.api.warning_header, answer.response.headers
        if name is not None and name in headers and (text := headers.get(name)):
            from .notices import ServerWarning, warn

            warn(f"{answer.request.operation}: {text}", ServerWarning)

    def failed(self, error: BaseException, observers: list[Observer]) -> None:
        """Tell of a call that failed, in the log as well."""
        from .errors import ApiError

        retries = 0
        if isinstance(error, ApiError):
            retries = error.retries_taken
            log.failed(self.api, error)
        _tell(observers, None, error, retries)

    def logger(self) -> Logger | None:
        """The logger of the package, if anything about an attempt would be seen."""
        if self._logger is None:
            self._logger = log.logger_of(self.api)
        logger = self._logger
        return logger if logger and logger.isEnabledFor(log.INFO) else None

    def _warn_insecure(self, url: str) -> None:
        """Once for each host that is not this machine."""
        authority = url.split("/", 3)[2]
        if authority in self.connections.judged:
            return
        self.connections.judged.add(authority)
        from urllib.parse import urlsplit

        host = urlsplit(url).hostname or ""
        if _is_loopback(host):
            return
        from .notices import InsecureTransportWarning, warn

        warn(
            f"credentials are sent to {host} over plain HTTP; use https://",
            InsecureTransportWarning,
        )

    def __repr__(self) -> str:
        endpoint = self.settings.endpoint or self.api.endpoint
        shown = [f"endpoint={endpoint!r}"]
        shown += [f"{name}={value!r}" for name, value in self.settings.variables.items()]
        shown += [f"{name}=***" for name in self.settings.credentials]
        return ", ".join(shown)


def _tell(
    observers: list[Observer], response: Response | None, error: BaseException | None, retries: int
) -> None:
    """Each once, even if one of them fails."""
    while observers:
        observers.pop(0)(response, error, retries)


def _is_loopback(host: str) -> bool:
    """RFC 6761, section 6.3, and RFC 1122, section 3.2.1.3."""
    host = host.removesuffix(".")
    if host.startswith("127."):
        return host.replace(".", "").isdecimal()
    return host in ("localhost", "::1") or host.endswith(".localhost")


def new_core(
    api: ApiInfo,
    endpoint: str | None,
    credentials: Mapping[str, Any],
    make_connections: Callable[[Network], Any],
    layers: Sequence[Any],
    clock: Clock | None,
    arguments: CommonArguments,
) -> Core:
    """The core of a new client. Never fails on a value: what is wrong is reported by the first call."""
    from os import environ

    variable = api.variable("endpoint")
    settings = Settings(
        endpoint=endpoint if endpoint is not None or variable is None else environ.get(variable),
        variables=_variables(api, arguments.get("variables", {}), environ),
        credentials=secrets(api, credentials, environ),
        headers=dict(arguments.get("headers") or {}),
        query=dict(arguments.get("query") or {}),
        timeout=arguments.get("timeout", DEFAULT_TIMEOUT),
        connect_timeout=arguments.get("connect_timeout", DEFAULT_CONNECT_TIMEOUT),
        deadline=arguments.get("deadline"),
        retries=arguments.get("retries", DEFAULT_RETRIES),
    )
    network = Network(
        proxy=arguments.get("proxy"),
        ca_file=arguments.get("ca_file"),
        client_cert=arguments.get("client_cert"),
        connect_timeout=settings.connect_timeout,
    )
    return Core(api, settings, make_connections(network), layers, clock or Clock(), owner=True)


def _variables(
    api: ApiInfo, given: Mapping[str, str | None], environment: Mapping[str, str]
) -> dict[str, str]:
    """The variables of base URLs: the argument if one was given, else the environment variable."""
    found: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            value = environment.get(api.variable(name) or "") or None
        if value is not None:
            found[name] = str(value)
    return found


def _warn_deprecated(operation: Operation[Any], values: Values) -> None:
    from .notices import warn

    if operation.deprecated:
        warn(f"{operation.id} is deprecated: {operation.deprecated}", DeprecationWarning)
    given = [
        values.get("path"),
        values.get("query"),
        values.get("headers"),
        values.get("cookies"),
        values.get("body"),
    ]
    for name in operation.deprecated_parameters:
        if any(is_object(group) and group.get(name, UNSET) is not UNSET for group in given):
            warn(f"{operation.id}: {name} is deprecated", DeprecationWarning)
