"""One transport per client: built at the first request, a fresh one after a fork, and one per event loop.

A connection belongs to the process and, when asynchronous, to the event loop that opened it. So the transport is
looked up by those: an ``AsyncClient`` outlives ``asyncio.run`` and works in the next one.
"""

from __future__ import annotations

from _thread import allocate_lock
from os import getpid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator, MutableMapping

    from .options import AsyncTransportChoice, TransportChoice
    from .transport import AsyncTransport, Transport


class Network:
    """How connections are made: proxy, trust and client certificate.

    Arguments:
        proxy: URL of a proxy for every request; None: the usual environment variables decide.
        ca_file: PEM file of certificate authorities to trust besides the system's.
        client_cert: PEM file with the client's certificate and key, or a pair of files.
    """

    __slots__ = ("proxy", "ca_file", "client_cert", "connect_timeout")

    def __init__(
        self,
        *,
        proxy: str | None = None,
        ca_file: str | None = None,
        client_cert: str | tuple[str, str] | None = None,
        connect_timeout: float = 5.0,
    ) -> None:
        self.proxy = proxy
        self.ca_file = ca_file
        self.client_cert = client_cert
        self.connect_timeout = connect_timeout

    def __repr__(self) -> str:
        return "Network(...)"


class Connections:
    """The transport of a ``Client`` and of every client derived from it."""

    __slots__ = ("_choice", "_network", "_lock", "_built", "_closed", "warned")

    def __init__(self, choice: TransportChoice, network: Network) -> None:
        self._choice = choice
        self._network = network
        self._lock = allocate_lock()
        self._built: dict[int, Transport] = {}
        self._closed = False
        self.warned = False

    def transport(self) -> Transport:
        """The transport of this process.

        Raises:
            RuntimeError: the client is closed.
        """
        found = self._built.get(getpid())
        return self._build() if found is None else found

    def _build(self) -> Transport:
        pid = getpid()
        if self._built and pid not in self._built:
            # A child process: the lock may be held by a thread that does not exist here. The parent's transport
            # stays in the table, because closing it would disturb the connections it shares with the parent.
            self._lock = allocate_lock()
        with self._lock:
            if self._closed:
                raise RuntimeError("the client is closed")
            if pid not in self._built:
                self._built[pid] = self._make()
            return self._built[pid]

    def _make(self) -> Transport:
        _check_choice(self._choice)
        if self._choice is not None and not isinstance(self._choice, str):
            return self._choice
        if _use_pyreqwest(self._choice):
            from .transport_pyreqwest import PyreqwestTransport

            try:
                return PyreqwestTransport(self._network)
            except RuntimeError:  # a forked process
                pass
        from .transport_httpx2 import Httpx2Transport

        return Httpx2Transport(self._network)

    def close(self) -> None:
        """Close every connection of this process; further requests are refused."""
        with self._lock:
            self._closed = True
            transport = self._built.pop(getpid(), None)
        if transport is not None:
            transport.close()

    def __del__(self) -> None:
        if self._built and not self._closed:
            self.close()


class AsyncConnections:
    """The transports of an ``AsyncClient`` and of every client derived from it, one per event loop."""

    __slots__ = ("_choice", "_network", "_by_loop", "_closed", "warned")

    def __init__(self, choice: AsyncTransportChoice, network: Network) -> None:
        self._choice = choice
        self._network = network
        self._by_loop: MutableMapping[AbstractEventLoop, _Lease] | None = None
        self._closed = False
        self.warned = False

    async def transport(self) -> AsyncTransport:
        """The transport of the running event loop.

        Raises:
            RuntimeError: the client is closed.
        """
        from asyncio import get_running_loop

        if self._closed:
            raise RuntimeError("the client is closed")
        if self._by_loop is None:
            from weakref import WeakKeyDictionary

            self._by_loop = WeakKeyDictionary()
        loop = get_running_loop()
        lease = self._by_loop.get(loop)
        if lease is None:
            lease = self._by_loop[loop] = _Lease(self._make())
            await lease.begin()
        return lease.transport

    def _make(self) -> AsyncTransport:
        _check_choice(self._choice)
        if self._choice is not None and not isinstance(self._choice, str):
            return self._choice
        if _use_pyreqwest(self._choice):
            from .transport_pyreqwest import AsyncPyreqwestTransport

            try:
                return AsyncPyreqwestTransport(self._network)
            except RuntimeError:  # a forked process
                pass
        from .transport_httpx2 import AsyncHttpx2Transport

        return AsyncHttpx2Transport(self._network)

    async def close(self) -> None:
        """Close every connection of the running event loop; those of another close when that loop ends."""
        from asyncio import get_running_loop

        self._closed = True
        lease = self._by_loop.pop(get_running_loop(), None) if self._by_loop else None
        if lease is not None:
            await lease.end()


class _Lease:
    """A transport that is closed at the latest when its event loop shuts down.

    A loop closes the asynchronous generators that are still suspended before it ends (``asyncio.run`` does so
    through ``shutdown_asyncgens``); a suspended generator is thereby a hook for the end of a loop.
    """

    __slots__ = ("transport", "_guard")

    def __init__(self, transport: AsyncTransport) -> None:
        self.transport = transport
        self._guard = self._hold()

    async def _hold(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await self.transport.close()

    async def begin(self) -> None:
        await anext(self._guard)

    async def end(self) -> None:
        await self._guard.aclose()


def _check_choice(choice: object) -> None:
    """Raises TypeError for an object of an HTTP library, and for anything else that is no transport."""
    if choice is None or choice in ("httpx2", "pyreqwest"):
        return
    if not callable(getattr(choice, "send", None)) or not callable(getattr(choice, "close", None)):
        raise TypeError(
            "transport= is 'httpx2', 'pyreqwest' or an object with send(request) and close(), "
            f"not {type(choice).__module__}.{type(choice).__qualname__}"
        )


def _use_pyreqwest(choice: str | None) -> bool:
    if choice is None:
        from importlib.util import find_spec

        return find_spec("pyreqwest") is not None
    return choice == "pyreqwest"
