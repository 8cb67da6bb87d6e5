"""An authorization server that also is the API behind it, for clients that fetch their tokens themselves."""

from __future__ import annotations

import threading
from typing import Any

from _runtime.oauth2 import ClientCredentials
from _runtime.operation import Operation

from .callers import Caller, FakeClock, Harness
from .server import Exchange, Reply, Server, json

OAUTH = (("OAuth",),)
GET: Operation[Any] = Operation("getThing", "GET", "/things/a", result="Thing", security=OAUTH)
CREATE: Operation[Any] = Operation(
    "createThing", "POST", "/things", result="Thing", security=OAUTH, body="json"
)
UPLOAD: Operation[Any] = Operation("upload", "PUT", "/file", security=OAUTH, body="binary")
EVENTS: Operation[Any] = Operation(
    "events", "GET", "/events", result="Thing", response="sse", security=OAUTH
)
ID, SECRET = "the client", "s3cr3t/+ü"


class Issuer:
    """Gives tokens t1, t2 and so on, and takes each for calls until it is revoked. A script comes first."""

    def __init__(self, *script: Reply, life: object = 3600) -> None:
        self.script = list(script)
        self.life = life
        self.asked: list[Exchange] = []
        self.good: set[str] = set()
        self.used: list[str] = []
        self.bodies: list[bytes] = []
        self.hold = threading.Event()
        self.hold.set()
        self.waiting = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, exchange: Exchange) -> None:
        if exchange.request.path == "/token":
            self._give(exchange)
        else:
            self._serve(exchange)

    def _give(self, exchange: Exchange) -> None:
        with self._lock:
            self.asked.append(exchange)
            reply = self.script.pop(0) if self.script else None
            token = f"t{len(self.asked)}"
        self.waiting.set()
        self.hold.wait(10)
        if reply:
            reply(exchange)
            return
        self.good.add(token)
        members = {"access_token": token, "token_type": "Bearer", "expires_in": self.life}
        json({name: value for name, value in members.items() if value is not None})(exchange)

    def _serve(self, exchange: Exchange) -> None:
        token = exchange.request.headers.get("authorization", "").removeprefix("Bearer ")
        with self._lock:
            self.used.append(token)
            self.bodies.append(exchange.request.body)
        if token in self.good:
            json({"$id": "a", "name": "A"})(exchange)
        else:
            json({"message": "no"}, 401)(exchange)


class NoSet(set[str]):
    """Nothing is in it, whatever was added."""

    def __contains__(self, _: object) -> bool:
        return False


def client(
    harness: Harness, server: Server, credentials: ClientCredentials | None = None, **arguments: Any
) -> Caller:
    given = credentials or ClientCredentials(ID, SECRET)
    arguments.setdefault("clock", FakeClock())
    return harness.client(server.url, credentials={"oauth": given}, **arguments)
