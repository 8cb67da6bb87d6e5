"""The activity logs: what users and administrators did. Calls with an API key are not logged (up to 1.6.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .call import Call
from .clock import wire
from .errors import RefusedError
from .lists import window
from .queries import parse
from .state import Json, State, Subscriber, User
from .topics import may_see

DEFAULT_PAGE = 5000


def list_for(noun: str) -> Callable[[Call], Json]:
    """The operation that lists the log of an object: ``message``, ``provider``, ``subscriber`` or ``topic``."""

    def operation(call: Call) -> Json:
        tables: Mapping[str, Mapping[str, object]] = {
            "message": call.state.messages,
            "provider": call.state.providers,
            "subscriber": call.state.subscribers,
            "topic": call.state.topics,
        }
        found = call.find(tables[noun], f"{noun}Id", f"{noun}_not_found")
        if isinstance(found, Subscriber) and not may_see(call, found.target.user_id):
            raise RefusedError("subscriber_not_found")
        resource = f"{noun}/{call.values[f'{noun}Id']}"
        logs = [log for about, log in reversed(call.state.logs) if about == resource]
        offset, limit = window(parse(call.values.get("queries", [])), DEFAULT_PAGE)
        return {"total": len(logs), "logs": logs[offset : offset + limit]}

    return operation


def write(state: State, event: str, id: str, user: User, *, mode: str, ip: str) -> None:
    """Note that a user did something, such as ``topic.create``, to the object with this ID."""
    unknown = dict.fromkeys(
        (
            *("osCode", "osName", "osVersion", "clientType", "clientCode", "clientName"),
            *("clientVersion", "clientEngine", "clientEngineVersion"),
            *("deviceName", "deviceBrand", "deviceModel"),
        ),
        "",
    )
    log = {
        "event": event,
        "userId": user.id,
        "userEmail": user.email,
        "userName": user.name,
        "mode": mode,
        "ip": ip,
        "time": wire(state.clock.now),
        **unknown,
        "countryCode": "--",
        "countryName": "Unknown",
    }
    state.logs.append((f"{event.partition('.')[0]}/{id}", log))
