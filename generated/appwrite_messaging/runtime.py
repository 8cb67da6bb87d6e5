"""What calls are made of, for those who extend a client: requests and responses, transports, middleware, pages.

Everything here is stable; the modules of ``_runtime`` behind it are not.
"""

from __future__ import annotations

from ._runtime.headers import Headers
from ._runtime.lenient import ParseWarning
from ._runtime.notices import ApiWarning, InsecureTransportWarning, ResponseWarning, ServerWarning
from ._runtime.options import RequestOptions
from ._runtime.pages import AsyncPager, Pager
from ._runtime.responses import RawResponse
from ._runtime.streaming import AsyncStream, AsyncStreamedResponse, Stream, StreamedResponse
from ._runtime.streams import ServerSentEvent
from ._runtime.transport import AsyncTransport, Request, Response, Transport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._runtime.files import FileInput as FileInput
    from ._runtime.middleware import AsyncMiddleware as AsyncMiddleware
    from ._runtime.middleware import AsyncSend as AsyncSend
    from ._runtime.middleware import Middleware as Middleware
    from ._runtime.middleware import Send as Send
else:  # for annotations that are evaluated; only type checkers need to know what these stand for
    FileInput = AsyncMiddleware = AsyncSend = Middleware = Send = object

__all__ = [
    "ApiWarning",
    "AsyncPager",
    "AsyncStream",
    "AsyncStreamedResponse",
    "AsyncTransport",
    "Headers",
    "InsecureTransportWarning",
    "Pager",
    "ParseWarning",
    "RawResponse",
    "Request",
    "RequestOptions",
    "Response",
    "ResponseWarning",
    "ServerSentEvent",
    "ServerWarning",
    "Stream",
    "StreamedResponse",
    "Transport",
]
