"""Following redirects (RFC 9110, section 15.4) without carrying credentials to another origin."""

from __future__ import annotations

from .headers import Headers
from .operation import SAFE_METHODS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .transport import Request, Response

MOST_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CARRIED = ("accept", "accept-encoding", "accept-language", "user-agent")
"""All that goes along to another origin: any other header may hold a credential."""


def redirected(request: Request, response: Response) -> Request | None:
    """The request to make next; None: the response is no redirect, or not one to follow.

    Only safe methods are followed: a changed resource is nothing to repeat at a place the caller did not name.
    """
    location = response.headers.get("location")
    if response.status not in REDIRECTS or location is None or request.method not in SAFE_METHODS:
        return None
    from urllib.parse import urljoin, urlsplit

    try:
        url = urljoin(request.url, location).partition("#")[0]
        scheme = urlsplit(url).scheme
        same = origin(url) == origin(request.url)
    except ValueError:
        return None
    if scheme not in ("http", "https") or not url.isascii() or not url.isprintable() or " " in url:
        return None
    headers = request.headers.copy()
    if not same:
        kept = [field for name in CARRIED for field in headers.items() if field[0].lower() == name]
        headers = Headers(kept)
    return request.elsewhere(url, headers)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port (RFC 6454). Raises ValueError if the port is no number."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port
