"""The default transport: the connection pools of httpx2 (its core package, ``httpcore2``).

The pools are used directly rather than through ``httpx2.Client``, for three promises that layer can not keep: a
bound on the *whole* attempt (it bounds each single read, so a server that drips bytes is waited for without end),
no URL in a third party's log, and no credential in the frames of an exception.
"""

from __future__ import annotations

import logging
import ssl
import zlib
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2

from .connections import check_proxy, load_files
from .errors import ApiConnectionError, ApiTimeoutError, ConfigurationError
from .sockets_httpx2 import DeadlineBackend, ProbedBackend, Until
from .transport import BODYLESS, Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

    from .connections import Network
    from .transport import Request

MOST_CONNECTIONS = 1000
MOST_IDLE = 100
IDLE_SECONDS = 60.0
_NOT_SENT = (
    httpcore2.ConnectError,
    httpcore2.ConnectTimeout,
    httpcore2.PoolTimeout,
    httpcore2.ProxyError,
)
_NETWORK_ERRORS = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
    ssl.SSLError,  # the asynchronous pool lets it through when it reads
)
"""Another ``OSError`` is not among them: it is that of the file or iterator a body is read from."""


def _without_headers(record: logging.LogRecord) -> bool:
    """Cuts the headers of an answer from a line of the library: a cookie among them is not for a log."""
    event, _, _ = str(record.msg).partition(" return_value=")
    if event == "receive_response_headers.complete":
        record.msg = event
    return True


for _protocol in ("http11", "http2", "proxy"):
    logging.getLogger(f"httpcore2.{_protocol}").addFilter(_without_headers)


class Httpx2Transport:
    """A thread-safe pool of connections."""

    def __init__(self, network: Network) -> None:
        self._pools = _Pools(
            network, httpcore2.ConnectionPool, {"network_backend": DeadlineBackend()}
        )

    def send(self, request: Request) -> Response:
        # The error is raised outside the handler: the frames of the library hold the headers in clear.
        started = monotonic()
        timeouts = _until(request, started)
        try:
            response = self._pools.pool_for(request.url).handle_request(
                _outgoing(request, timeouts)
            )
        except _NETWORK_ERRORS as error:
            failure = _failure(error)
        else:
            if _has_stray_body(response):
                response.extensions["network_stream"].close()
            if request.stream:
                timeouts["read"] = _each_read(request, started)
            return Response(
                response.status,
                _text(response.headers),
                _body(response.stream, response.headers),
                close=response.close,
            )
        raise failure

    def close(self) -> None:
        for pool in self._pools.built():
            pool.close()


class AsyncHttpx2Transport:
    """A pool of connections for one event loop. The driver bounds the whole attempt."""

    def __init__(self, network: Network) -> None:
        self._pools = _Pools(
            network, httpcore2.AsyncConnectionPool, {"network_backend": ProbedBackend()}
        )

    async def send(self, request: Request) -> Response:
        started = monotonic()
        timeouts = {"connect": min(request.connect_timeout, request.timeout)}
        timeouts.update(dict.fromkeys(("read", "write", "pool"), request.timeout))
        try:
            pool = self._pools.pool_for(request.url)
            response = await pool.handle_async_request(
                _outgoing(request, timeouts, asynchronous=True)
            )
        except _NETWORK_ERRORS as error:
            failure = _failure(error)
        else:
            if _has_stray_body(response):
                await response.extensions["network_stream"].aclose()
            timeouts["read"] = _each_read(request, started)
            return Response(
                response.status,
                _text(response.headers),
                _abody(response.stream, response.headers),
                close=response.aclose,
            )
        raise failure

    async def close(self) -> None:
        for pool in self._pools.built():
            await pool.aclose()


class _Pools:
    """The pools by proxy and by whether they speak TLS, each built when first needed."""

    def __init__(self, network: Network, kind: Any, extra: dict[str, Any]) -> None:
        self._network = network
        self._kind = kind
        self._extra = extra
        self._proxies = getproxies()
        self._by_route: dict[tuple[str | None, bool], Any] = {}

    def pool_for(self, url: str) -> Any:
        proxy = self._network.proxy or (_proxy_for(url, self._proxies) if self._proxies else None)
        route = (proxy, url.startswith("https:"))
        pool = self._by_route.get(route)
        return pool if pool is not None else self._by_route.setdefault(route, self._make(*route))

    def built(self) -> list[Any]:
        return list(self._by_route.values())

    def _make(self, proxy: str | None, secure: bool) -> Any:
        return self._kind(
            ssl_context=_ssl_context(self._network) if secure else None,
            proxy=None if proxy is None else _proxy(proxy),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_IDLE,
            keepalive_expiry=IDLE_SECONDS,
            **self._extra,
        )


def _ssl_context(network: Network) -> ssl.SSLContext:
    context = httpcore2.default_ssl_context()
    load_files(context, network)
    return context


def _proxy_for(url: str, proxies: dict[str, str]) -> str | None:
    """The proxy that ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` name for this URL."""
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _proxy(url: str) -> httpcore2.Proxy:
    check_proxy(url)
    parts = urlsplit(url)
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError("a SOCKS proxy needs pyreqwest, or the package socksio")
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    port = f":{parts.port}" if parts.port else ""
    return httpcore2.Proxy(f"{parts.scheme}://{parts.hostname}{port}", auth=auth)


# --- requests ---------------------------------------------------------------------------------------------------------


def _until(request: Request, now: float) -> dict[str, float]:
    ends = Until(now + request.timeout)
    connect = Until(now + min(request.timeout, request.connect_timeout))
    return {"connect": connect, "read": ends, "write": ends, "pool": request.timeout}


def _each_read(request: Request, started: float) -> float:
    """The bound of each further read of a streamed body."""
    if request.deadline is None:
        return request.timeout
    ends = Until(started + request.deadline)
    ends.longest = request.timeout
    return ends


def _outgoing(
    request: Request, timeouts: dict[str, float], *, asynchronous: bool = False
) -> httpcore2.Request:
    content = request.content
    headers = [("Host", _host(request.url))] if "host" not in request.headers else []
    headers += request.headers.items()
    if "accept-encoding" not in request.headers:
        headers.append(("Accept-Encoding", "gzip"))
    if isinstance(content, bytes):
        if content or request.method not in BODYLESS:
            headers.append(("Content-Length", str(len(content))))
    elif "content-length" not in request.headers:
        headers.append(("Transfer-Encoding", "chunked"))
    if asynchronous and not isinstance(content, bytes):
        content = _asynchronous(content)
    extensions: dict[str, Any] = {"timeout": timeouts}
    before, semicolon, _ = request.url.partition(";")
    if semicolon and "?" not in before:
        # httpcore2 would drop the end of the path, a matrix parameter perhaps.
        path = request.url.partition("://")[2].partition("/")[2]
        extensions["target"] = f"/{path}".encode("ascii")
    return httpcore2.Request(
        request.method, request.url, headers=headers, content=content, extensions=extensions
    )


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]


async def _asynchronous(content: Any) -> AsyncIterator[bytes]:
    """A body that may come from a synchronous iterator, for an asynchronous pool."""
    if hasattr(content, "__aiter__"):
        async for chunk in content:
            yield chunk
    else:
        for chunk in content:
            yield chunk


# --- responses --------------------------------------------------------------------------------------------------------


def _failure(error: Exception) -> ApiConnectionError:
    kind = (
        ApiTimeoutError
        if isinstance(error, (httpcore2.TimeoutException, TimeoutError))
        else ApiConnectionError
    )
    words: dict[type[Exception], str] = {
        httpcore2.ConnectTimeout: "no connection in time",
        httpcore2.PoolTimeout: "no free connection in time",
        httpcore2.ReadTimeout: "no answer in time",
        httpcore2.WriteTimeout: "the request could not be sent in time",
    }
    message = words.get(type(error)) or _described(error)
    return kind(message, sent=not isinstance(error, _NOT_SENT))


def _described(error: Exception) -> str:
    if isinstance(error, httpcore2.ConnectError):
        return f"no connection: {error}"
    if isinstance(error, httpcore2.ProxyError):
        return f"the proxy refuses: {error}"
    if isinstance(error, zlib.error):
        return f"the body can not be decompressed: {error}"
    return f"the connection broke: {str(error) or type(error).__name__}"


def _has_stray_body(response: httpcore2.Response) -> bool:
    """Whether a 204 announces a body (RFC 9110, section 8.6 forbids it).

    Nobody reads it, so it would be taken for the beginning of the next answer: the connection is not used again.
    """
    framing = (b"content-length", b"transfer-encoding")
    return response.status == 204 and any(
        name.lower() in framing and value.strip() != b"0" for name, value in response.headers
    )


def _text(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def _body(stream: Iterable[bytes], headers: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    decoder = _Decoder(headers)
    failure = None
    try:
        for chunk in stream:
            yield decoder.decode(chunk)
        decoder.finish()
    except (*_NETWORK_ERRORS, zlib.error) as error:
        failure = _failure(error)
    if failure is not None:
        raise failure


async def _abody(
    stream: AsyncIterable[bytes], headers: Iterable[tuple[bytes, bytes]]
) -> AsyncIterator[bytes]:
    decoder = _Decoder(headers)
    failure = None
    try:
        async for chunk in stream:
            yield decoder.decode(chunk)
        decoder.finish()
    except (*_NETWORK_ERRORS, zlib.error) as error:
        failure = _failure(error)
    if failure is not None:
        raise failure


class _Decoder:
    """Undoes the content coding that was asked for (RFC 9110, section 8.4.1). Raises ``zlib.error``."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        coding = [value for name, value in headers if name.lower() == b"content-encoding"]
        compressed = bool(coding) and coding[0].strip().lower() in (b"gzip", b"x-gzip", b"deflate")
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 32) if compressed else None
        self._begun = False

    def decode(self, chunk: bytes) -> bytes:
        self._begun = True
        return chunk if self._inflater is None else self._inflater.decompress(chunk)

    def finish(self) -> None:
        if self._inflater is not None and self._begun and not self._inflater.eof:
            raise zlib.error("it ends early")
