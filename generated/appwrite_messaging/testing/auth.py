"""Who calls: an API key, a user, an administrator of the console or a guest, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from . import tokens
from .errors import RefusedError
from .state import Key, State, User

SCOPES = frozenset(
    f"{group}.{access}"
    for group in ("messages", "providers", "topics", "subscribers", "targets")
    for access in ("read", "write")
)
USER_SCOPES = frozenset({"subscribers.read", "subscribers.write", "targets.read", "targets.write"})
CONSOLE = "console"
"""The project of calls that name none: the one in which administrators manage the others."""

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls. ``name`` is how an error calls them; ``user`` is None for keys and guests."""

    name: str
    role: Literal["guests", "users", "applications", "owner"]
    scopes: frozenset[str]
    user: User | None = None

    @property
    def trusted(self) -> bool:
        """Whether permissions of users do not apply."""
        return self.role in ("applications", "owner")


def admit(
    state: State, scope: str, method: str, headers: Mapping[str, str], query: Mapping[str, object]
) -> Caller:
    """The caller, if they may use an operation with this scope.

    Args:
        headers: by lower-case name.

    Raises:
        RefusedError: they may not.
    """
    project = headers.get("x-appwrite-project") or query.get("project") or CONSOLE
    if project not in (state.project, CONSOLE):
        raise RefusedError("project_not_found")
    _check_origin(state, method, headers)
    caller = _caller(state, str(project), headers)
    if not caller.trusted and "rest" in state.switched_off:
        raise RefusedError("general_api_disabled")
    if not caller.trusted and "messaging" in state.switched_off:
        raise RefusedError("general_service_disabled")
    if scope not in caller.scopes:
        text = f"{caller.name} (role: {caller.role}) missing scope ({scope})"
        raise RefusedError("general_unauthorized_scope", text)
    if caller.user is not None and caller.user.blocked:
        raise RefusedError("user_blocked")
    if project == CONSOLE:
        raise RefusedError("general_access_forbidden")
    return caller


def _check_origin(state: State, method: str, headers: Mapping[str, str]) -> None:
    """Web pages may write only from hosts the project knows. A server, which has a key, is not asked."""
    host = _hostname(headers.get("origin", "").partition("://")[2])
    if method not in WRITING or not host or headers.get("x-appwrite-key"):
        return
    if host != "localhost" and host not in state.origins:
        raise RefusedError(
            "general_unknown_origin",
            f"Invalid Origin. Register your new client ({host}) as a new Web platform on your"
            " project console dashboard",
        )


def _hostname(authority: str) -> str:
    return authority.partition("/")[0].partition(":")[0]


def _caller(state: State, project: str, headers: Mapping[str, str]) -> Caller:
    console = project == CONSOLE or headers.get("x-appwrite-mode") == "admin"
    user = _holder(state, headers, console=console)
    secret = headers.get("x-appwrite-key", "")
    if secret and user is not None:
        raise RefusedError("user_api_key_and_session_set")
    key = state.keys.get(secret) if project != CONSOLE else None
    if key is not None:
        _check_expiry(state, key)
        name = f"app.{state.project}@service.{_hostname(headers.get('host', ''))}"
        return Caller(name=name, role="applications", scopes=key.scopes)
    if user is None:
        return Caller(name="User", role="guests", scopes=frozenset())
    if console and project != CONSOLE:
        return Caller(name=user.email, role="owner", scopes=SCOPES, user=user)
    return Caller(name=user.email or "User", role="users", scopes=USER_SCOPES, user=user)


def _holder(state: State, headers: Mapping[str, str], *, console: bool) -> User | None:
    """The user a JWT or a session belongs to. A session that is unknown counts as none, a JWT does not."""
    token = headers.get("x-appwrite-jwt")
    if not token:
        user = state.sessions.get(headers.get("x-appwrite-session", ""))
        return user if user is not None and user.console == console else None
    try:
        payload = tokens.decode(token, state.clock.now)
    except ValueError as fault:
        raise RefusedError("user_jwt_invalid", f"Failed to verify JWT. {fault}") from None
    return state.users.get(str(payload.get("userId")))


def _check_expiry(state: State, key: Key) -> None:
    if key.expires is not None and key.expires <= state.clock.now:
        raise RefusedError("api_key_expired" if key.dynamic else "project_key_expired")


def check_subscribe(caller: Caller, allowed: list[str]) -> None:
    """Raises RefusedError unless the caller holds one of the roles a topic asks for."""
    if caller.trusted:
        return
    held = caller.user.roles() if caller.user else ["any", "guests"]
    if not allowed:
        raise RefusedError("user_unauthorized", "No permissions provided for action 'subscribe'")
    if not set(held) & set(allowed):
        raise RefusedError(
            "user_unauthorized",
            f'Missing "subscribe" permission for role "{allowed[-1]}". Only "{_listed(held)}"'
            f' scopes are allowed and "{_listed(allowed)}" was given.',
        )


def _listed(roles: list[str]) -> str:
    """A list as PHP writes it in JSON, where a slash is escaped."""
    return "[" + ",".join('"' + role.replace("/", "\\/") + '"' for role in roles) + "]"
