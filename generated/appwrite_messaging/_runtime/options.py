"""What an API is (``ApiInfo``), how a client is set up (``Settings``), what one call may change (``RequestOptions``)."""

from __future__ import annotations

from .redaction import Secret
from .shapes import is_tuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal, TypeAlias, TypedDict

    from .auth import Chosen
    from .oauth2 import Tokens
    from .operation import Operation
    from .prepare import Draft
    from .transport import AsyncTransport, Transport

    class RequestOptions(TypedDict, total=False):
        """What a single call, or a client made by ``with_options``, does differently.

        headers: added to the request; None removes a header that would be sent. query: added to the URL.
        timeout: seconds for each attempt. deadline: seconds for the whole call, retries, waits and the reading of a
        stream included; None for no such bound. retries: how many times to try again, 0 for never.
        """

        headers: Mapping[str, str | None]
        query: Mapping[str, object]
        timeout: float
        deadline: float | None
        retries: int

    TransportChoice: TypeAlias = "Literal['httpx2', 'pyreqwest'] | Transport | None"
    AsyncTransportChoice: TypeAlias = "Literal['httpx2', 'pyreqwest'] | AsyncTransport | None"
else:
    RequestOptions = dict

DEFAULT_TIMEOUT = 30.0
DEFAULT_CONNECT_TIMEOUT = 5.0
DEFAULT_RETRIES = 2
LONGEST_TIMEOUT = 2_000_000.0
"""Seconds; more than three weeks, and the most every platform's ``poll`` can count in milliseconds."""

OPTION_NAMES = ("headers", "query", "timeout", "deadline", "retries")


class Scheme:
    """A way to prove who calls.

    ``name`` is its name in the description, ``argument`` the client's argument for it, ``wire`` the header,
    query parameter or cookie it travels in, ``token_url`` where a program gets access tokens by itself.
    """

    __slots__ = ("name", "kind", "location", "wire", "argument", "token_url")

    def __init__(
        self,
        name: str,
        *,
        kind: Literal[
            "api_key", "bearer", "basic", "oauth2", "openid_connect", "mutual_tls", "other"
        ] = "api_key",
        location: Literal["header", "query", "cookie"] = "header",
        wire: str = "Authorization",
        argument: str = "",
        token_url: str = "",
    ) -> None:
        self.name = name
        self.kind = kind
        self.location = location
        self.wire = wire
        self.argument = argument or name
        self.token_url = token_url


class ApiInfo:
    """What the runtime has to know about the API; each generated package holds one.

    Arguments:
        package: the generated package's module name. Results are looked up in its ``models`` module, error
            classes by type in ``errors.ERROR_TYPES`` (a mapping of the wire name to the class).
        name, version: of the distribution, for the user agent.
        endpoint: the default base URL; None if the description has none. ``{region=eu}`` is a variable in it, filled
            by the client's argument of that name.
        env: prefix of the environment variables, as in ``APPWRITE_ENDPOINT``.
        schemes: every security scheme.
        headers: sent with every request.
        error_type, error_message: members of an error body.
        warning_header: a response header that becomes a Python warning.
    """

    __slots__ = (
        "package",
        "name",
        "version",
        "endpoint",
        "env",
        "schemes",
        "headers",
        "error_type",
        "error_message",
        "warning_header",
    )

    def __init__(
        self,
        package: str,
        *,
        name: str,
        version: str,
        endpoint: str | None = None,
        env: str = "",
        schemes: tuple[Scheme, ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        error_type: str | None = None,
        error_message: str | None = None,
        warning_header: str | None = None,
    ) -> None:
        self.package = package
        self.name = name
        self.version = version
        self.endpoint = endpoint
        self.env = env
        self.schemes = schemes
        self.headers = headers
        self.error_type = error_type
        self.error_message = error_message
        self.warning_header = warning_header

    def variable(self, argument: str) -> str | None:
        """The environment variable that stands in for a client argument."""
        return f"{self.env}_{argument.upper()}" if self.env else None


class Settings:
    """How a client behaves. Never changed: ``changed`` gives a new one.

    What follows for each operation is worked out at its first call and kept: ``bases`` are the checked base URLs,
    ``chosen`` the credentials, ``drafts`` what all its requests have in common (``prepare``).
    """

    __slots__ = (
        "bases",
        "chosen",
        "drafts",
        "endpoint",
        "variables",
        "credentials",
        "headers",
        "query",
        "timeout",
        "connect_timeout",
        "deadline",
        "retries",
    )

    def __init__(
        self,
        *,
        endpoint: str | None,
        variables: Mapping[str, str],
        credentials: Mapping[str, Secret | Tokens],
        headers: Mapping[str, str | None],
        query: Mapping[str, object],
        timeout: float,
        connect_timeout: float,
        deadline: float | None,
        retries: int,
    ) -> None:
        self.endpoint = endpoint
        self.variables = variables
        self.credentials = credentials
        self.headers = headers
        self.query = query
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.deadline = deadline
        self.retries = retries
        self.bases: dict[str, str] = {}
        self.chosen: dict[Operation[Any], Chosen] = {}
        self.drafts: dict[Operation[Any], Draft] = {}

    def check(self) -> None:
        """Raises ValueError or TypeError for a number that makes no sense."""
        _seconds("timeout", self.timeout)
        _seconds("connect_timeout", self.connect_timeout)
        if self.deadline is not None:
            _seconds("deadline", self.deadline)
        _count("retries", self.retries)

    def changed(self, options: RequestOptions) -> Settings:
        """The settings with the options applied: headers and query are merged, the rest replaced.

        Raises:
            TypeError, ValueError: there is no such option, or a number makes no sense.
        """
        unknown = [name for name in options if name not in OPTION_NAMES]
        if unknown:
            raise TypeError(
                f"unknown option {unknown[0]!r}; the options are {', '.join(OPTION_NAMES)}"
            )
        changed = Settings(
            endpoint=self.endpoint,
            variables=self.variables,
            credentials=self.credentials,
            headers=merged(self.headers, options.get("headers")),
            query={**self.query, **options.get("query", {})},
            timeout=options.get("timeout", self.timeout),
            connect_timeout=self.connect_timeout,
            deadline=options.get("deadline", self.deadline),
            retries=options.get("retries", self.retries),
        )
        changed.check()
        changed.bases, changed.chosen = self.bases, self.chosen
        if not options.get("headers") and not options.get("query"):
            changed.drafts = self.drafts
        return changed


def merged(
    base: Mapping[str, str | None], over: Mapping[str, str | None] | None
) -> Mapping[str, str | None]:
    """Two sets of headers as one; names compare without case and the second set wins."""
    if not over:
        return base
    names = {name.lower() for name in over}
    return {**{name: value for name, value in base.items() if name.lower() not in names}, **over}


def secrets(
    api: ApiInfo, given: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, Secret | Tokens]:
    """The credentials by scheme name: the argument if one was given, else the environment variable.

    A value is a text; for HTTP basic authentication also a pair of user and password, for OAuth 2 also what tokens
    are fetched with (``oauth2.ClientCredentials``).
    """
    found: dict[str, Secret | Tokens] = {}
    for scheme in api.schemes:
        value: Any = given.get(scheme.argument)
        variable = api.variable(scheme.argument)
        if value is None and variable is not None:
            value = environment.get(variable)
        tokens: Callable[[Scheme], Tokens] | None = getattr(value, "tokens", None)
        if tokens is not None:
            found[scheme.name] = tokens(scheme)
        elif value is not None:
            found[scheme.name] = Secret(":".join(value) if is_tuple(value) else str(value))
    return found


def _seconds(name: str, value: object) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError(f"{name} is a number of seconds, not {type(value).__name__}")
    if not value > 0:
        raise ValueError(f"{name} is more than 0 seconds, not {value}")


def _count(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is a whole number, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} is 0 or more, not {value}")
