"""Tracing with OpenTelemetry: ``pip install <package>[otel]`` and ``Client(middleware=[otel.Tracing()])``.

One client span for each call, retries included, after the semantic conventions for HTTP: the span is named after
method and route template, so that ids do not make every name different, and ``http.request.resend_count`` counts
the retries. The trace context travels in the headers of every attempt. Nothing of this is imported unless asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from opentelemetry.propagate import inject
from opentelemetry.trace import (
    SpanKind,
    Status,
    StatusCode,
    TracerProvider,
    get_tracer,
    set_span_in_context,
)

from .errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .middleware import AsyncSend, Send
    from .transport import Request, Response


class _Spans:
    """The span of each call, whichever client makes it."""

    def __init__(self, tracer_provider: TracerProvider | None = None) -> None:
        self._tracer = get_tracer(__name__.partition(".")[0], tracer_provider=tracer_provider)

    def call_started(
        self, request: Request
    ) -> Callable[[Response | None, BaseException | None, int], None]:
        """Begin the span of a call and put its context on the request."""
        parts = urlsplit(request.shown_url)
        span = self._tracer.start_span(
            f"{request.method} {request.route}",
            kind=SpanKind.CLIENT,
            attributes={
                "http.request.method": request.method,
                "http.route": request.route,
                "url.full": request.shown_url,
                "server.address": parts.hostname or "",
                "server.port": parts.port or (443 if parts.scheme == "https" else 80),
                "rpc.method": request.operation,
            },
        )
        carrier: dict[str, str] = {}
        inject(carrier, context=set_span_in_context(span))
        for name, value in carrier.items():
            request.headers[name] = value

        def ended(response: Response | None, error: BaseException | None, retries: int) -> None:
            if retries:
                span.set_attribute("http.request.resend_count", retries)
            if response is not None:
                span.set_attribute("http.response.status_code", response.status)
            if error is not None:
                kind = str(error.status) if isinstance(error, StatusError) else type(error).__name__
                span.set_attribute("error.type", kind)
                if isinstance(error, StatusError):
                    span.set_attribute("http.response.status_code", error.status)
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            span.end()

        return ended


class Tracing(_Spans):
    """Middleware for ``Client``.

    Arguments:
        tracer_provider: the provider to use; None: the global one.
    """

    def __call__(self, request: Request, send: Send) -> Response:
        return send(request)


class AsyncTracing(_Spans):
    """Middleware for ``AsyncClient``; see ``Tracing``."""

    async def __call__(self, request: Request, send: AsyncSend) -> Response:
        return await send(request)
