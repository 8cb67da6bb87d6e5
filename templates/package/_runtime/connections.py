"""One transport per client: built at the first request, a fresh one after a fork, and one per event loop.

A connection belongs to the process and, when asynchronous, to the event loop that opened it. So the transport is
looked up by those: an ``AsyncClient`` outlives ``asyncio.run`` and works in the next one.
"""

from __future__ import annotations

from _thread import allocate_lock
from os import getpid

from .errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator, MutableMapping
    from ssl import SSLContext
    from typing import Any

    from .options import AsyncTransportChoice, TransportChoice
    from .transport import AsyncTransport, Transport


PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


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

    asynchronous = False
    __slots__ = (
        "_choice",
        "_network",
        "_lock",
        "_pid",
        "_built",
        "_closed",
        "is_foreign",
        "judged",
    )

    def __init__(self, choice: TransportChoice, network: Network) -> None:
        self._choice = choice
        self.is_foreign = _is_foreign(choice)
        self._network = network
        self._lock = allocate_lock()
        self._pid = getpid()
        self._built: dict[int, Transport] = {}
        self._closed = False
        self.judged: set[str] = set()

    def transport(self) -> Transport:
        """The transport of this process.

        Raises:
            RuntimeError: the client is closed.
        """
        found = self._built.get(getpid())
        return self._build() if found is None else found

    def _build(self) -> Transport:
        pid = getpid()
        with self._own_lock():
            if self._closed:
                raise RuntimeError("the client is closed")
            if pid not in self._built:
                self._built[pid] = _new_transport(self._choice, self._network, asynchronous=False)
            return self._built[pid]

    def _own_lock(self) -> LockType:
        """The lock; a new one in a child process, where the thread that held the old one may not exist.

        The parent's transport stays in the table: closing it would disturb connections the parent still uses.
        """
        if getpid() != self._pid:
            self._lock = allocate_lock()
            self._pid = getpid()
        return self._lock

    def close(self) -> None:
        """Close every connection of this process; further requests are refused."""
        with self._own_lock():
            self._closed = True
            transport = self._built.pop(getpid(), None)
        if transport is not None:
            transport.close()

    def __del__(self) -> None:
        if self._built and not self._closed:
            self.close()


class AsyncConnections:
    """The transports of an ``AsyncClient`` and of every client derived from it, one per event loop."""

    asynchronous = True
    __slots__ = ("_choice", "_network", "_by_loop", "_closed", "is_foreign", "judged")

    def __init__(self, choice: AsyncTransportChoice, network: Network) -> None:
        self._choice = choice
        self.is_foreign = _is_foreign(choice)
        self._network = network
        self._by_loop: MutableMapping[AbstractEventLoop, _Lease] | None = None
        self._closed = False
        self.judged: set[str] = set()

    async def transport(self) -> AsyncTransport:
        """The transport of the running event loop.

        Raises:
            RuntimeError: the client is closed.
        """
        from asyncio.events import get_running_loop

        if self._closed:
            raise RuntimeError("the client is closed")
        if self._by_loop is None:
            from weakref import WeakKeyDictionary

            self._by_loop = WeakKeyDictionary()
        loop = get_running_loop()
        lease = self._by_loop.get(loop)
        if lease is None:
            transport = _new_transport(self._choice, self._network, asynchronous=True)
            lease = self._by_loop[loop] = _Lease(transport)
            await lease.begin()
        return lease.transport

    async def close(self) -> None:
        """Close every connection of the running event loop; those of another close when that loop ends."""
        from asyncio.events import get_running_loop

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


def _new_transport(choice: Any, network: Network, *, asynchronous: bool) -> Any:
    """The transport that was chosen.

    Raises:
        TypeError: it is no transport.
        ConfigurationError: the proxy, the authorities or the client's certificate can not be used, or the transport
            is not installed.
    """
    _check_choice(choice)
    if _is_foreign(choice):
        return choice
    _check_network(network)
    if choice == "pyreqwest":
        _load_pyreqwest()
        try:
            from .transport_pyreqwest import AsyncPyreqwestTransport, PyreqwestTransport
        except ModuleNotFoundError:
            raise ConfigurationError(
                "the transport 'pyreqwest' comes with the extra 'fast'"
            ) from None

        fast = AsyncPyreqwestTransport if asynchronous else PyreqwestTransport
        try:
            return fast(network)
        except RuntimeError:  # a forked process
            pass
    from .transport_httpx2 import AsyncHttpx2Transport, Httpx2Transport

    return AsyncHttpx2Transport(network) if asynchronous else Httpx2Transport(network)


def _is_foreign(choice: object) -> bool:
    """Whether it is an object of the caller's, and not one of the transports that come with the package."""
    return choice is not None and not isinstance(choice, str)


def _check_network(network: Network) -> None:
    """What would otherwise fail in as many ways as there are transports."""
    if network.proxy is not None:
        check_proxy(network.proxy)
    if network.ca_file is not None or network.client_cert is not None:
        from ssl import PROTOCOL_TLS_CLIENT, SSLContext

        load_files(SSLContext(PROTOCOL_TLS_CLIENT), network)


def load_files(context: SSLContext, network: Network) -> None:
    """Put the authorities and the client's certificate into a TLS context.

    Raises:
        ConfigurationError: a file is missing or holds something else.
    """
    argument = "ca_file"
    try:
        if network.ca_file is not None:
            context.load_verify_locations(network.ca_file)
        argument = "client_cert"
        if network.client_cert is not None:
            given = network.client_cert
            certificate, key = (given, None) if isinstance(given, str) else given
            # Without a password the terminal would be asked for that of an encrypted key.
            context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        files = getattr(network, argument)
        raise ConfigurationError(f"{argument}={files!r} can not be used: {error}") from error


def check_proxy(url: str) -> None:
    """Raises ConfigurationError for what is no URL of a proxy."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        usable = parts.scheme in PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError(
            f"a proxy is given as a URL such as http://proxy:8080 ({', '.join(PROXY_SCHEMES)})"
        )


def _check_choice(choice: object) -> None:
    """Raises TypeError for an object of an HTTP library, and for anything else that is no transport."""
    if choice is None or choice in ("httpx2", "pyreqwest"):
        return
    if not callable(getattr(choice, "send", None)) or not callable(getattr(choice, "close", None)):
        raise TypeError(
            "transport= is 'httpx2', 'pyreqwest' or an object with send(request) and close(), "
            f"not {type(choice).__module__}.{type(choice).__qualname__}"
        )


def _load_pyreqwest() -> None:
    """Import it in a thread that never ends.

    Once the thread that has imported it is gone, version 0.15 brings the process down (SIGSEGV) after some hundred
    requests of several threads. The main thread is safe; in another one a thread of its own does it and then waits.
    """
    from contextlib import suppress
    from importlib import import_module
    from sys import modules
    from threading import Event, Thread, current_thread, main_thread

    if "pyreqwest" in modules or current_thread() is main_thread():
        return
    loaded = Event()

    def load_and_stay() -> None:
        with suppress(ImportError):  # the one who waits meets it again
            import_module("pyreqwest.client")
        loaded.set()
        Event().wait()

    Thread(target=load_and_stay, name="pyreqwest", daemon=True).start()
    loaded.wait()
