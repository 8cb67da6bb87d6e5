"""Choosing credentials for an operation and putting them on its request (OpenAPI, Security Requirement Object)."""

from __future__ import annotations

from .errors import ConfigurationError
from .redaction import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from .oauth2 import Tokens
    from .operation import Operation
    from .options import ApiInfo, Scheme

    Credentials: TypeAlias = Mapping[str, "Secret | Tokens"]
    Chosen: TypeAlias = "tuple[list[tuple[Scheme, Secret]], Tokens | None]"


def choose(api: ApiInfo, operation: Operation[object], credentials: Credentials) -> Chosen:
    """The credentials of the first alternative that is complete, and where its access token comes from.

    Raises:
        ConfigurationError: no alternative is; says which arguments and environment variables would do.
    """
    for alternative in operation.security:
        if all(credentials.get(name) or _needs_nothing(api, name) for name in alternative):
            found = [
                (scheme, credentials[scheme.name])
                for scheme in api.schemes
                if scheme.name in alternative and scheme.name in credentials
            ]
            ready = [(scheme, given) for scheme, given in found if isinstance(given, Secret)]
            fetched = [given for _, given in found if not isinstance(given, Secret)]
            return ready, fetched[0] if fetched else None
    if not operation.security:
        return [], None
    raise ConfigurationError(_explain(api, operation, credentials), operation=operation.id)


def _needs_nothing(api: ApiInfo, name: str) -> bool:
    """Mutual TLS is proved by the connection, not by the request."""
    return any(scheme.name == name and scheme.kind == "mutual_tls" for scheme in api.schemes)


def _explain(api: ApiInfo, operation: Operation[object], credentials: Credentials) -> str:
    ways = [
        " and ".join(_source(api, name) for name in alternative if not credentials.get(name))
        for alternative in operation.security
    ]
    return f"{operation.id} needs {', or '.join(dict.fromkeys(ways))}"


def _source(api: ApiInfo, name: str) -> str:
    argument = next((scheme.argument for scheme in api.schemes if scheme.name == name), name)
    variable = api.variable(argument)
    return (
        f"{argument}=... (or the environment variable {variable})"
        if variable
        else f"{argument}=..."
    )


def header_value(scheme: Scheme, secret: Secret) -> str:
    """What the scheme puts in its header, query parameter or cookie.

    ``basic`` takes ``user:password`` (RFC 7617); OAuth 2 and OpenID Connect tokens travel as bearer tokens (RFC 6750).
    """
    if scheme.kind == "api_key":
        return secret.reveal()
    if scheme.kind == "basic":
        from binascii import b2a_base64

        return "Basic " + b2a_base64(secret.reveal().encode(), newline=False).decode()
    return "Bearer " + secret.reveal()
