"""OAuth 2 client credentials (RFC 6749, section 4.4): the client fetches its access tokens itself and renews them.

Loaded only where ``ClientCredentials`` take the place of a token.
"""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from copy import copy
from threading import Lock

from .auth import basic
from .errors import (
    ApiError,
    ApiTimeoutError,
    AuthenticationError,
    ConfigurationError,
    DecodeError,
    StatusError,
)
from .headers import Headers
from .operation import Operation
from .options import LONGEST_TIMEOUT
from .prepare import endpoint
from .redaction import Secret, mask_json
from .shapes import is_object
from .steps import Call, Wait
from .transport import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    from .clock import Clock
    from .options import ApiInfo, Scheme, Settings
    from .responses import Answer
    from .steps import Outcome

    Fetching: TypeAlias = "Future[Secret | ApiError | None]"
    Tokenwise: TypeAlias = "Generator[Request | Wait, Outcome, Secret]"

_TOKEN: Operation[Any] = Operation("token", "POST", "")
_MARGIN = 30.0
"""Seconds before its end at which a token is renewed; for a short-lived one a tenth of its life."""


class ClientCredentials:
    """What an application proves itself with: pass it in place of an access token, and the client fetches the token.

    The token is shared by all calls of the client and renewed shortly before it expires, or when the server refuses
    it with status 401.

    Args:
        client_id, client_secret: as the authorization server has registered the application.
        scopes: what the token shall allow; the server decides where none are named.
        token_url: where tokens are to be had, if not where the description says.
        auth_method: how ID and secret travel: in the header `Authorization`, or as members of the body.
        parameters: further members of the request for a token, such as `audience`.
    """

    __slots__ = ("client_id", "client_secret", "scopes", "token_url", "auth_method", "parameters")

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        scopes: Sequence[str] = (),
        token_url: str | None = None,
        auth_method: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic",
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.client_id = client_id
        self.client_secret = Secret(client_secret)
        self.scopes = (scopes,) if isinstance(scopes, str) else tuple(scopes)
        self.token_url = token_url
        self.auth_method = auth_method
        self.parameters = dict(parameters or {})

    def tokens(self, scheme: Scheme) -> Tokens:
        """The tokens of one client."""
        return Tokens(self, scheme)

    def __repr__(self) -> str:
        return f"ClientCredentials({self.client_id!r})"

    def __reduce__(self) -> str:
        raise TypeError("a credential is not pickled or copied")


class Tokens:
    """The access token of one client: fetched by the call that needs it first, for all that need it then."""

    __slots__ = (
        "_credentials",
        "_scheme",
        "_lock",
        "_fetching",
        "_token",
        "_since",
        "_ends",
        "_url",
    )

    def __init__(self, credentials: ClientCredentials, scheme: Scheme) -> None:
        self._credentials = credentials
        self._scheme = scheme
        self._lock = Lock()
        self._fetching: Fetching | None = None
        self._token: Secret | None = None
        self._since = 0.0
        self._ends: float | None = None
        self._url = ""  # when it is known

    def url(self, api: ApiInfo, settings: Settings) -> str:
        """Where tokens are fetched, absolute.

        Raises:
            ConfigurationError: nobody says where, or it is no HTTP URL.
        """
        if self._url:
            return self._url
        from urllib.parse import urljoin

        found = self._credentials.token_url or self._scheme.token_url
        argument = self._scheme.argument
        if not found:
            raise ConfigurationError(
                f"{argument}: nothing says where tokens are; pass token_url=..."
            )
        absolute = found.startswith(("https://", "http://"))
        url = found if absolute else urljoin(endpoint(api, settings) + "/", found)
        if not url.startswith(("https://", "http://")) or not all("!" <= c <= "~" for c in url):
            raise ConfigurationError(
                f"{argument}: token_url is a URL such as https://id.example.com/token"
            )
        self._url = url
        return url

    def get(self, call: Call) -> Tokenwise:
        """The steps to a token that has not expired.

        Raises:
            ApiError: there is none to be had.
        """
        while True:
            with self._lock:
                if self._token is not None and not self._is_over(call.clock):
                    return self._token
                is_ours = self._fetching is None
                fetching = self._fetching = self._fetching or Future()
            if is_ours:
                return (yield from self._fetch_for_all(call, fetching))
            yield Join(fetching, call.seconds_left())
            if not fetching.done():
                late = ApiTimeoutError("no access token in time", sent=False)
                raise call.told(call.timely(late, "no access token"), call.request)
            error = fetching.result()
            if isinstance(error, ApiError):
                raise copy(error)

    def refused(self, token: Secret | None, call: Call) -> bool:
        """Forget a token that the server does not take. Whether another one may do: this one is older than the call."""
        with self._lock:
            if token is self._token:
                if self._since >= call.began:
                    return False
                self._token = None
            return True

    def _is_over(self, clock: Clock) -> bool:
        return self._ends is not None and clock.monotonic() >= self._ends

    def _fetch_for_all(self, call: Call, own: Fetching) -> Tokenwise:
        """Fetch a token and tell whoever waits for it: the token, the error, or None when this call was given up."""
        outcome: Secret | ApiError | None = None
        try:
            outcome = yield from self._fetch(call)
            return outcome
        except ApiError as error:
            outcome = error
            raise
        finally:
            with self._lock:
                self._fetching = None
            own.set_result(outcome)

    def _fetch(self, call: Call) -> Tokenwise:
        began = call.clock.monotonic()
        asking = self._asking(call)
        try:
            answer = yield from asking.steps()
        except StatusError as error:
            raise asking.told(_explained(error), asking.request) from None
        token, seconds = _read(answer)
        with self._lock:
            self._token, self._since = token, began
            self._ends = None if seconds is None else began + seconds - min(_MARGIN, seconds / 10)
        return token

    def _asking(self, call: Call) -> Call:
        """The call for a token (RFC 6749, sections 2.3.1 and 4.4.2) within another. To repeat it does no harm."""
        from urllib.parse import urlencode

        api, settings = call.api, call.settings_within()
        given = self._credentials
        members = {"grant_type": "client_credentials", **given.parameters}
        if given.scopes:
            members["scope"] = " ".join(given.scopes)
        headers = Headers([("User-Agent", f"{api.name}/{api.version}")])
        headers["Accept"] = "application/json"
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        if given.auth_method == "client_secret_basic":
            headers["Authorization"] = _basic(given)
            content = urlencode(members).encode()
        else:
            secret = {"client_id": given.client_id, "client_secret": given.client_secret.reveal()}
            content = urlencode({**members, **secret}).encode()
            del secret
        request = Request(
            "POST",
            self.url(api, settings),
            headers=headers,
            content=content,
            timeout=settings.timeout,
            connect_timeout=min(settings.connect_timeout, LONGEST_TIMEOUT),
            operation=_TOKEN.id,
        )
        asking = Call(
            api,
            settings,
            _TOKEN,
            {},
            request,
            call.clock,
            replayable=True,
            key=None,
            authenticated=True,
            tokens=None,
            shown=call.shown,
        )
        asking.repeatable = True
        return asking


class Join(Wait):
    """Wait for the token another call is fetching."""

    __slots__ = ("_fetching",)

    def __init__(self, fetching: Fetching, seconds: float) -> None:
        super().__init__(seconds)
        self._fetching = fetching

    def sleep(self, clock: Clock) -> None:
        wait_for([self._fetching], self.seconds)

    async def asleep(self, clock: Clock) -> None:
        import asyncio

        # asyncio.wait leaves what it waits for alone when it is cancelled: others wait for it too
        await asyncio.wait([asyncio.wrap_future(self._fetching)], timeout=self.seconds)


def _basic(given: ClientCredentials) -> str:
    """ID and secret, each form-encoded, as HTTP basic authentication (RFC 6749, section 2.3.1)."""
    from urllib.parse import quote_plus

    return basic(
        Secret(f"{quote_plus(given.client_id)}:{quote_plus(given.client_secret.reveal())}")
    )


def _explained(error: StatusError) -> StatusError:
    """A refusal in the words of RFC 6749, section 5.2; any other failure as it is."""
    if not 400 <= error.status < 500 or error.status == 429:
        return error
    members = error.body if is_object(error.body) else {}
    kind, reason = members.get("error"), members.get("error_description")
    return AuthenticationError(
        reason if isinstance(reason, str) and reason.strip() else "no access token is given",
        status=error.status,
        type=kind if isinstance(kind, str) else None,
        headers=error.headers,
        body=error.body,
    )


def _read(answer: Answer) -> tuple[Secret, float | None]:
    """The token of an answer and the seconds it lasts; None: nobody knows (RFC 6749, section 5.1).

    Raises:
        DecodeError: there is no token in it that can be sent.
    """
    from json import loads

    problem = "the answer is no JSON object"
    try:
        members = loads(answer.response.body)
    except (ValueError, RecursionError):
        members = None
    if is_object(members):
        token, kind = members.get("access_token"), members.get("token_type", "bearer")
        problem = _problem(token, kind)
        if isinstance(token, str) and not problem:
            return Secret(token), _seconds(members.get("expires_in"))
        del token
    del members  # whoever shows the locals of this frame should not show a token
    raise _unusable(answer, problem)


def _unusable(answer: Answer, problem: str) -> DecodeError:
    response = answer.response
    text = mask_json(response.body.decode("utf-8", "replace"))
    error = DecodeError(
        f"no access token is given: {problem}",
        status=response.status,
        headers=response.headers,
        body=text.encode(),
    )
    return answer.told(error)


def _problem(token: object, kind: object) -> str:
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return f"tokens of type {kind!r} cannot be sent"
    if not isinstance(token, str) or not token:
        return "there is no 'access_token'"
    if not all("!" <= character <= "~" for character in token):
        return "the token holds spaces or characters outside ASCII"
    return ""


def _seconds(life: object) -> float | None:
    """How long a token lasts. Some servers write the number as text; what is no number says nothing."""
    try:
        seconds = float(life) if isinstance(life, (int, float, str)) else None
    except (ValueError, OverflowError):
        return None
    return seconds if seconds is None or seconds == seconds else None
