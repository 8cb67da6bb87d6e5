"""A server that answers every request with one page of messages, in a process of its own.

It does as little as HTTP allows, so that what is measured is the client: heads are cut off at the empty line, bodies
are not expected, and a thread waits for each connection, which answers sooner than an event loop does. Its answers have
the header lines Appwrite's have. It stays on the second core, the clients on the first. Standard library only; the port
is printed once it listens.
"""

from __future__ import annotations

import socket
import sys
from threading import Thread

from benchmarks.payload import SIZE, messages
from benchmarks.worker import stay_on


def _answer() -> bytes:
    body = messages(SIZE)
    head = [
        "HTTP/1.1 200 OK",
        "Content-Type: application/json; charset=UTF-8",
        f"Content-Length: {len(body)}",
        "Date: Mon, 02 Nov 2026 10:15:30 GMT",
        "Server: Appwrite",
        "Connection: keep-alive",
        "X-Content-Type-Options: nosniff",
        "Access-Control-Allow-Origin: *",
        "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Allow-Headers: Content-Type, X-Appwrite-Project, X-Appwrite-Key",
        "Access-Control-Expose-Headers: X-Fallback-Cookies",
        "X-Debug-Speed: 0.021",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def _serve(connection: socket.socket, answer: bytes) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    received = b""
    with connection:
        while data := connection.recv(65536):
            *requests, received = (received + data).split(b"\r\n\r\n")
            connection.sendall(answer * len(requests))


def main() -> None:
    """Serves until the process is ended."""
    stay_on(1)
    answer = _answer()
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        connection, _ = listening.accept()
        Thread(target=_serve, args=(connection, answer), daemon=True).start()


if __name__ == "__main__":
    main()
