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
    """The credentials of the first complete alternative, and where its access token comes from.

    One that takes a credential the caller has given goes before those that take none.

    Raises:
        ConfigurationError: no alternative is; says which arguments and environment variables would do.
    """
    complete = [
        alternative
        for alternative in operation.security or ((),)
        if all(credentials.get(name) or _is_optional(api, name) for name in alternative)
    ]
    if not complete:
        raise ConfigurationError(_explain(api, operation, credentials), operation=operation.id)
    used = [names for names in complete if any(credentials.get(name) for name in names)]
    alternative = (used or complete)[0]
    found = [
        (scheme, credentials[scheme.name])
        for scheme in api.schemes
        if scheme.name in alternative and scheme.name in credentials
    ]
    ready = [(scheme, given) for scheme, given in found if isinstance(given, Secret)]
    fetched = [given for _, given in found if not isinstance(given, Secret)]
    return ready, fetched[0] if fetched else None


def _is_optional(api: ApiInfo, name: str) -> bool:
    """Mutual TLS is proved by the connection; what the client cannot do itself, a middleware may do."""
    return any(s.name == name and s.kind in ("mutual_tls", "other") for s in api.schemes)


def _explain(api: ApiInfo, operation: Operation[object], credentials: Credentials) -> str:
    ways = [
        " and ".join(
            _source(api, name)
            for name in alternative
            if not credentials.get(name) and not _is_optional(api, name)
        )
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
    if scheme.kind in ("api_key", "other"):
        return secret.reveal()
    if scheme.kind == "basic":
        return basic(secret)
    return "Bearer " + secret.reveal()


def basic(pair: Secret) -> str:
    """User and password with a colon between, as the header wants them (RFC 7617, section 2)."""
    from binascii import b2a_base64

    return "Basic " + b2a_base64(pair.reveal().encode(), newline=False).decode()
