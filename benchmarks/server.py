"""A server that answers every request with one page of messages, in a process of its own.

It does as little as HTTP allows, so that what is measured is the client: heads are cut off at the empty line, bodies
are not expected. Standard library only; the port is printed once it listens.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.payload import SIZE, messages


class _Canned(asyncio.Protocol):
    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        self._transport.write(self._answer * len(requests))


async def _serve() -> None:
    body = messages(SIZE)
    head = [
        "HTTP/1.1 200 OK",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Date: Mon, 02 Nov 2026 10:15:30 GMT",
        "Server: benchmark",
        "Connection: keep-alive",
    ]
    answer = "\r\n".join([*head, "", ""]).encode() + body
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Canned(answer), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
