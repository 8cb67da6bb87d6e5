"""The stand-in itself: it answers requests, remembers them, and does what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..client import AsyncClient, Client
from . import auth, delivery, http_server, logs, wire
from .call import Call
from .clock import ClientClock, Clock, utc
from .errors import RefusedError
from .faults import Faults
from .operations import Operation, find
from .state import Delivery, Key, Message, State, Target, User
from .transports import AsyncFakeTransport, FakeTransport
from .wire import Answer, SeenRequest

if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    from .._runtime.middleware import AsyncMiddleware, Middleware

    class ClientArguments(TypedDict, total=False):
        """What ``fake.client`` and ``fake.async_client`` pass on to the client."""

        key: str | None
        jwt: str | None
        session: str | None
        locale: str | None
        timeout: float
        deadline: float | None
        retries: int
        headers: Mapping[str, str | None] | None
        query: Mapping[str, object] | None

    class SyncClientArguments(ClientArguments, total=False):
        middleware: Sequence[Middleware]

    class AsyncClientArguments(ClientArguments, total=False):
        middleware: Sequence[AsyncMiddleware]


ENDPOINT = "https://appwrite.test/v1"
PREFIX = "/v1"
CREDENTIALS = {"key", "jwt", "session"}


class FakeAppwrite:
    """An Appwrite Messaging server with one project, in memory.

    Args:
        project: ID of the project.
        key: secret of an API key that may do everything.
        now: the present; by default it is taken from the computer, and stands still.
        live: let time run, and deliver what is due before each request, for clients that cannot call ``deliver``.

    Attributes:
        clock: the time, see ``Clock.advance``.
        state: every object by its ID: ``state.messages``, ``state.providers``, ``state.topics`` and so on.
        faults: what is to go wrong, see ``Faults``.
        requests: what was asked, oldest first.
    """

    def __init__(
        self,
        *,
        project: str = "test-project",
        key: str = "standard_test-key",
        now: datetime | None = None,
        live: bool = False,
    ) -> None:
        self.project = project
        self.key = key
        self.clock = Clock(now, running=live)
        self.state = State(project=project, clock=self.clock)
        self.state.keys[key] = Key(scopes=auth.SCOPES, expires=None, dynamic=False)
        self.faults = Faults(self.clock)
        self.requests: list[SeenRequest] = []
        self._live = live
        self._lock = threading.RLock()

    # --- answering ---------------------------------------------------------------------------------------------------

    def answer(self, request: SeenRequest) -> Answer:
        """Answer one request; threads may."""
        with self._lock:
            if self._live:
                self.deliver()
            path = request.path.removeprefix(PREFIX) if request.path.startswith(PREFIX) else ""
            found = find(request.method, path)
            operation = found[0].id if found else ""
            fault = self.faults.take(operation)
            if fault is None:
                answer = self._perform(request, found)
            else:
                met = replace(request, operation=operation)
                answer = fault(met, lambda: self._perform(request, found))
            status = None if answer.dropped else answer.status
            self.requests.append(replace(request, operation=operation, status=status))
            return answer

    def _perform(
        self, request: SeenRequest, found: tuple[Operation, dict[str, str]] | None
    ) -> Answer:
        if request.method == "OPTIONS":
            return wire.success(request, 204, None)
        try:
            if found is None:
                raise RefusedError("general_route_not_found")
            operation, in_path = found
            return wire.success(request, operation.status, self._call(request, operation, in_path))
        except RefusedError as refused:
            return wire.refusal(request, refused)

    def _call(
        self, request: SeenRequest, operation: Operation, in_path: Mapping[str, str]
    ) -> object:
        """In the server's order: the project, who calls, the parameters, the operation itself."""
        query = request.parameters()
        caller = auth.admit(self.state, operation.scope, request.method, request.headers, query)
        given = query if request.method == "GET" else request.members()
        values = operation.checked({**given, **in_path}, self.clock.now)
        result = operation.perform(Call(self.state, caller, values))
        if caller.user is not None and operation.event:
            id = result["$id"] if result else in_path["messageId"]
            self.add_log(operation.event, id, caller.user)
        return result

    # --- clients -----------------------------------------------------------------------------------------------------

    def client(self, **arguments: Unpack[SyncClientArguments]) -> Client:
        """A client of this server. Without credentials of your own it has the API key that may do everything.

        Its waits between retries take no time: they advance the clock.
        """
        _complete(arguments, self.key)
        transport = FakeTransport(self.answer, self.clock)
        client = Client(ENDPOINT, project=self.project, transport=transport, **arguments)
        _set_clock(client, self.clock)
        return client

    def async_client(self, **arguments: Unpack[AsyncClientArguments]) -> AsyncClient:
        """An asynchronous client of this server; see ``client``."""
        _complete(arguments, self.key)
        transport = AsyncFakeTransport(self.answer, self.clock)
        client = AsyncClient(ENDPOINT, project=self.project, transport=transport, **arguments)
        _set_clock(client, self.clock)
        return client

    def serve(self, port: int = 0) -> AbstractContextManager[str]:
        """Listen on the loopback interface while a ``with`` block runs, whose value is the endpoint.

        Args:
            port: where to listen; 0 takes a free one.
        """
        return http_server.serving(self.answer, port)

    # --- what is there -----------------------------------------------------------------------------------------------

    def add_user(
        self,
        id: str,
        *,
        name: str = "",
        email: str = "",
        phone: str = "",
        verified: bool = False,
        labels: Iterable[str] = (),
        teams: Mapping[str, Iterable[str]] | None = None,
    ) -> User:
        """Put a user into the project.

        An email address and a phone number become targets, as on the server; here their IDs are the user's with
        ``-email`` and ``-phone`` behind.

        Args:
            verified: the address or the number has been confirmed.
            teams: IDs of the user's teams, with the roles held in each.
        """
        user = User(
            state=self.state,
            id=id,
            name=name,
            email=email,
            verified=verified,
            labels=tuple(labels),
            teams={team: tuple(roles) for team, roles in (teams or {}).items()},
        )
        self.state.users[id] = user
        if email:
            user.add_target("email", email, id=f"{id}-email")
        if phone:
            user.add_target("sms", phone, id=f"{id}-phone")
        return user

    def add_administrator(self, id: str = "administrator", *, email: str = "") -> User:
        """Put an owner of the project into the console.

        With a session of theirs and the header ``X-Appwrite-Mode: admin`` a call may do everything, and is logged.
        """
        return User(
            state=self.state,
            id=id,
            name="",
            email=email or f"{id}@example.com",
            verified=True,
            labels=(),
            teams={},
            console=True,
        )

    def add_bucket(self, id: str, files: Mapping[str, str] | None = None) -> None:
        """Put a bucket into storage, or more files into one.

        Args:
            files: the media type of each file by its ID, such as ``{"price-list": "application/pdf"}``.
        """
        self.state.files.setdefault(id, {}).update(files or {})

    def add_key(
        self, scopes: Iterable[str], *, expires: datetime | None = None, dynamic: bool = False
    ) -> str:
        """Make an API key with these scopes, and return its secret for ``client(key=...)``.

        Args:
            dynamic: of the kind the server makes for the execution of a function.
        """
        secret = f"{'dynamic' if dynamic else 'standard'}_{self.state.new_id()}"
        self.state.keys[secret] = Key(
            scopes=frozenset(scopes), expires=expires and utc(expires), dynamic=dynamic
        )
        return secret

    def remove_target(self, target: Target) -> None:
        """Take an address away from its user; its subscriptions end."""
        for subscriber in [*self.state.subscribers.values()]:
            if subscriber.target is target:
                self.state.remove_subscriber(subscriber)
        del self.state.targets[target.id]

    def add_log(self, event: str, id: str, user: User) -> None:
        """Note in the log of an object that someone did something to it, such as ``topic.update``.

        The log of a project that is used with API keys alone is empty; administrators in the console fill it.
        """
        mode = "admin" if user.console else "default"
        logs.write(self.state, event, id, user, mode=mode, ip="127.0.0.1")

    def add_samples(self) -> None:
        """Put the users, targets and files into the project that the examples of the documentation name."""
        ada = self.add_user(
            "ada", name="Ada Lovelace", email="ada@example.com", phone="+15555550142"
        )
        ada.add_target("push", "device-token-of-ada", id="ada-phone-app", name="Ada's phone")
        self.add_user("grace", name="Grace Hopper", email="grace@example.com")
        self.add_user("archive", email="archive@example.com")
        self.add_bucket("documents", {"price-list": "application/pdf"})
        self.add_bucket("pictures", {"parcel": "image/png"})

    # --- what happens ------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The present of the stand-in."""
        return self.clock.now

    @property
    def outbox(self) -> list[Delivery]:
        """What reached whom, one entry per message and address, oldest first."""
        return self.state.outbox

    def deliver(self) -> list[Message]:
        """Deliver the messages that are being processed or whose time has come, and return them, oldest first."""
        with self._lock:
            return delivery.deliver(self.state)

    def reject(self, at: str, error: str) -> None:
        """Let every delivery fail with an error.

        Args:
            at: the address, or the ID of the provider, it fails at.
            error: what the service says, such as ``Mailbox full``.
        """
        self.state.undeliverable[at] = error


def _complete(arguments: ClientArguments, key: str) -> None:
    """The given credentials, or else the key. What the environment holds is meant for a real server."""
    if not arguments.keys() & CREDENTIALS:
        arguments["key"] = key
    arguments["key"] = arguments.get("key") or ""
    arguments["jwt"] = arguments.get("jwt") or ""
    arguments["session"] = arguments.get("session") or ""


def _set_clock(client: Client | AsyncClient, clock: Clock) -> None:
    """The constructors of clients take no clock: it is of use to tests only."""
    core = client._core  # pyright: ignore[reportPrivateUsage]  # a part of the same package
    core.clock = ClientClock(clock)
