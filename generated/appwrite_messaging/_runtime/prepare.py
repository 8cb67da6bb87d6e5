"""From an operation and its values to a request. Everything that can be refused is refused here, before any I/O."""

from __future__ import annotations

from . import auth
from .errors import ConfigurationError
from .headers import Headers
from .options import LONGEST_TIMEOUT
from .params import build_cookies, build_headers, build_path, build_query
from .shapes import is_object
from .steps import Call
from .transport import Request
from .unset import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypedDict

    from .bodies import Payload
    from .clock import Clock
    from .operation import Idempotency, Operation
    from .options import ApiInfo, RequestOptions, Scheme, Settings
    from .redaction import Secret

    class Values(TypedDict, total=False):
        """What a generated method passes on: values by wire name, UNSET for those left out."""

        path: Mapping[str, object]
        query: Mapping[str, object]
        headers: Mapping[str, object]
        cookies: Mapping[str, object]
        body: object
        options: RequestOptions | None


ACCEPT = {
    "json": "application/json",
    "text": "text/plain, */*;q=0.5",
    "binary": "*/*",
    "sse": "text/event-stream",
    "jsonl": "application/jsonl, application/x-ndjson, application/json;q=0.5",
}


FRAMING = ("content-length", "transfer-encoding")
"""A length that is not that of the body would cut it off, and make its rest the beginning of the next request."""


class Draft:
    """What all requests of an operation have in common as long as the settings are the same.

    Attributes:
        base: where their URLs begin. url: the URL up to its query, if the path has no parameters; else empty.
        query: the end of their queries: the settings' own, and credentials.
        credentials, tokens: see ``auth.choose``.
        secret_names: names of query parameters that hold credentials.
        heads: the header fields with and without a body, where nothing in them is a call's own; made when needed.
    """

    __slots__ = ("base", "url", "query", "credentials", "tokens", "secret_names", "heads")

    def __init__(self, api: ApiInfo, settings: Settings, operation: Operation[Any]) -> None:
        chosen = settings.chosen.get(operation)
        if chosen is None:
            chosen = settings.chosen[operation] = auth.choose(api, operation, settings.credentials)
        self.credentials, self.tokens = chosen
        self.base = base_url(api, settings, operation.server or "")
        self.url = "" if "{" in operation.path else self.base + operation.path
        secret = [(s, secret) for s, secret in self.credentials if s.location == "query"]
        queries = [build_query(settings.query, {})]
        queries += [
            build_query({scheme.wire: auth.header_value(scheme, value)}, {})
            for scheme, value in secret
            if scheme.kind != "mutual_tls"
        ]
        self.query = "&".join(filter(None, queries))
        self.secret_names = tuple([scheme.wire for scheme, _ in secret])
        self.heads: dict[bool, Headers] = {}


def prepare(
    api: ApiInfo,
    settings: Settings,
    operation: Operation[Any],
    values: Values,
    clock: Clock,
    *,
    stream: bool,
    shown: bool,
) -> Call:
    """Build the request of a call; for ``shown`` see ``Call``.

    Raises:
        ConfigurationError: a credential or the endpoint is missing, or the endpoint is no HTTP URL.
        ValueError, TypeError: a value can not be sent, such as an empty path id or a header with a line break.
    """
    options = values.get("options")
    if options:
        settings = settings.changed(options)
    draft = settings.drafts.get(operation)
    if draft is None:
        draft = settings.drafts[operation] = Draft(api, settings, operation)
    payload = _payload(operation, values["body"]) if "body" in values else None
    head = _head(api, settings, operation, values, payload, draft)
    request = Request(
        operation.method,
        _url(operation, values, draft),
        headers=head.copy() if shown else head,
        content=payload.content if payload else b"",
        timeout=settings.timeout,
        connect_timeout=min(settings.connect_timeout, LONGEST_TIMEOUT),
        stream=stream,
        operation=operation.id,
        route=operation.path,
        secret_names=draft.secret_names,
    )
    tokens = draft.tokens
    if tokens is not None and "Authorization" in head:
        tokens = None
    return Call(
        api,
        settings,
        operation,
        values,
        request,
        clock,
        replayable=payload is None or payload.replayable,
        key=_idempotency_key(operation.idempotency, values) if operation.idempotency else None,
        authenticated=bool(draft.credentials or tokens),
        tokens=tokens,
        shown=shown,
    )


def endpoint(api: ApiInfo, settings: Settings) -> str:
    """The base URL without a trailing slash.

    Raises:
        ConfigurationError: there is none, or it is no absolute HTTP URL.
    """
    return base_url(api, settings, "")


def base_url(api: ApiInfo, settings: Settings, server: str) -> str:
    """Where the URLs of an operation with this server begin, without a trailing slash.

    Raises:
        ConfigurationError: see ``endpoint``; a variable has no value, or none that can stand where it does.
    """
    base = settings.bases.get(server)
    if base is None:
        base = _own_base(api, settings, server) if server else _endpoint(api, settings)
        settings.bases[server] = base
    return base


def _own_base(api: ApiInfo, settings: Settings, server: str) -> str:
    if "//" in server and _is_elsewhere(api, settings):
        return endpoint(api, settings)
    url = _filled(server, api, settings)
    if "://" not in url:
        from urllib.parse import urljoin

        url = urljoin(f"{endpoint(api, settings)}/", url)
    url = url.rstrip("/")
    return _checked_url(url) if "{" in server else url


def _is_elsewhere(api: ApiInfo, settings: Settings) -> bool:
    """Whether the caller's endpoint replaces the one of the description, and with it all other servers in there.

    Nothing that is meant for a stand-in or a private installation, credentials included, goes to a public host then.
    """
    known = api.endpoint or ""
    given = settings.endpoint or known
    return ("://" in known or "{" in known) and given.rstrip("/") != known.rstrip("/")


def _filled(url: str, api: ApiInfo, settings: Settings) -> str:
    if "{" not in url:
        return url
    from .servers import filled

    return filled(url, api, settings.variables)


def _endpoint(api: ApiInfo, settings: Settings) -> str:
    given = settings.endpoint or api.endpoint or ""
    url = _filled(given, api, settings).strip().rstrip("/")
    if not url or (given == api.endpoint and "://" not in url and "{" not in given):
        variable = api.variable("endpoint")
        hint = f" (or the environment variable {variable})" if variable else ""
        known = (
            f"; it probably ends with {url}, of which the description names no host" if url else ""
        )
        raise ConfigurationError(f"no endpoint: pass endpoint=...{hint}{known}")
    return _checked_url(url)


def _checked_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    scheme = scheme.lower()
    if scheme not in ("http", "https") or not separator or not rest.strip("/"):
        raise ConfigurationError(
            "the endpoint is an absolute URL such as https://api.example.com/v1"
        )
    if any(mark in rest for mark in "?#@ ") or not rest.isprintable() or not rest.isascii():
        raise ConfigurationError(
            "the endpoint has no user information, query, fragment, spaces or non-ASCII characters"
        )
    authority = rest.partition("/")[0]
    port = authority.rpartition("]")[2].partition(":")[2]
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise ConfigurationError("the port of the endpoint is a number from 1 to 65535")
    if not _is_host(authority.removesuffix(f":{port}")):
        raise ConfigurationError("the host of the endpoint is no host name and no IP address")
    return f"{scheme}://{rest}"


def _is_host(host: str) -> bool:
    """Whether this is an IPv6 address in brackets, an IPv4 address or a host name (RFC 3986, section 3.2.2)."""
    if host.startswith("["):
        from ipaddress import IPv6Address

        try:
            IPv6Address(host[1:].removesuffix("]"))
        except ValueError:
            return False
        return host.endswith("]")
    labels = host.removesuffix(".").split(".")
    return all(
        0 < len(label) < 64 and label.replace("-", "").replace("_", "").isalnum()
        for label in labels
    )


def _url(operation: Operation[Any], values: Values, draft: Draft) -> str:
    encodings = operation.parameters or {}
    url = draft.url or draft.base + build_path(operation.path, values.get("path", {}), encodings)
    query = build_query(values["query"], encodings) if "query" in values else ""
    if draft.query:
        query = f"{query}&{draft.query}" if query else draft.query
    if not query:
        return url
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{query}"


def _head(
    api: ApiInfo,
    settings: Settings,
    operation: Operation[Any],
    values: Values,
    payload: Payload | None,
    draft: Draft,
) -> Headers:
    """The header fields, made once where nothing in them is a call's own: whoever changes them makes a copy."""
    if operation.body not in (None, "json") or values.get("headers") or values.get("cookies"):
        return _headers(api, settings, operation, values, payload, draft.credentials)
    has_body = payload is not None
    head = draft.heads.get(has_body)
    if head is None:
        head = _headers(api, settings, operation, values, payload, draft.credentials)
        draft.heads[has_body] = head
    return head


def _headers(
    api: ApiInfo,
    settings: Settings,
    operation: Operation[Any],
    values: Values,
    payload: Payload | None,
    credentials: list[tuple[Scheme, Secret]],
) -> Headers:
    """The header fields. Later ones win: ours, the API's, the call's parameters, what the user asks for."""
    headers = Headers()
    headers["User-Agent"] = f"{api.name}/{api.version}"
    headers["Accept"] = ACCEPT.get(operation.response, "*/*") if operation.result else "*/*"
    if payload and payload.content_type:
        headers["Content-Type"] = payload.content_type
    if payload and payload.length is not None and not isinstance(payload.content, bytes):
        headers["Content-Length"] = str(payload.length)
    headers.update(dict(api.headers))
    headers.update(_parameters(operation, values))
    headers.update(settings.headers)
    framing = next((name for name in settings.headers if str(name).lower() in FRAMING), None)
    if framing is not None:
        raise ValueError(f"header {framing!r} is not for callers: it says where the body ends")
    for scheme in api.schemes:
        if scheme.location == "header":
            headers.hide(scheme.wire)
    headers.check()
    _authenticate(headers, credentials)
    return headers


def _parameters(operation: Operation[Any], values: Values) -> dict[str, str | None]:
    """Header and cookie parameters."""
    encodings = operation.parameters or {}
    found: dict[str, str | None] = {}
    if values.get("headers"):
        found.update(build_headers(values.get("headers", {}), encodings))
    if values.get("cookies"):
        cookies = build_cookies(values.get("cookies", {}), encodings)
        if cookies:
            found["Cookie"] = cookies
    return found


def _payload(operation: Operation[Any], body: object) -> Payload | None:
    if operation.body is None or body is UNSET:
        return None
    if operation.optional_body and is_object(body) and all(v is UNSET for v in body.values()):
        return None
    from .bodies import encode

    return encode(operation.body, body, operation.parts, operation.content_type)


def _authenticate(headers: Headers, credentials: list[tuple[Scheme, Secret]]) -> None:
    for scheme, secret in credentials:
        if scheme.kind == "mutual_tls" or scheme.location == "query":
            continue
        if scheme.location == "cookie":
            _add_cookie(headers, scheme, secret)
        elif scheme.wire not in headers:
            headers[scheme.wire] = _checked(scheme, secret)


def _checked(scheme: Scheme, secret: Secret) -> str:
    """The header value, refused here so that no error message or frame further down holds it."""
    if scheme.kind == "basic":
        if any(map(_is_control, secret.reveal())):
            raise ConfigurationError(f"{scheme.argument} holds a line break or the like")
        return auth.header_value(scheme, secret)
    if not all(" " <= character <= "~" for character in secret.reveal()):
        raise ConfigurationError(
            f"{scheme.argument} holds a line break or a character outside ASCII"
        )
    if secret.reveal().strip() != secret.reveal():
        raise ConfigurationError(f"{scheme.argument} begins or ends with a space")
    return auth.header_value(scheme, secret)


def _is_control(character: str) -> bool:
    """What no user and password can hold (RFC 7617, section 2), or has no place in UTF-8; all else travels encoded."""
    return character < " " or "\x7f" <= character < "\xa0" or "\ud800" <= character < "\ue000"


def _add_cookie(headers: Headers, scheme: Scheme, secret: Secret) -> None:
    present = headers.get("Cookie")
    cookie = build_cookies({scheme.wire: _checked(scheme, secret)}, {})
    headers["Cookie"] = f"{present}; {cookie}" if present else cookie


def _idempotency_key(guard: Idempotency, values: Values) -> str | None:
    body = values.get("body")
    key = body.get(guard.key) if is_object(body) else None
    return key if isinstance(key, str) and key and key not in guard.unless else None
