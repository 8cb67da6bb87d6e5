"""JSON Web Tokens signed with HMAC SHA-256 (RFC 7519), as the server hands them out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

SECRET = b"appwrite-messaging-testing"


def encode(payload: Mapping[str, object], expires: datetime) -> str:
    """A token that holds the payload until it expires."""
    claims = {**payload, "exp": int(expires.timestamp())}
    parts = [_packed({"typ": "JWT", "alg": "HS256"}), _packed(claims)]
    return ".".join([*parts, _signature(parts)])


def decode(token: str, now: datetime) -> dict[str, Any]:
    """The payload of a token.

    Raises:
        ValueError: the token is none, not signed by the stand-in, or expired; the text is the server's.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("Invalid token: Incomplete segments")
    if not hmac.compare_digest(parts[2].encode(), _signature(parts[:2]).encode()):
        raise ValueError("Invalid token: Signature failed")
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
    if payload["exp"] <= now.timestamp():
        raise ValueError("Invalid token: Expired")
    return payload


def _packed(value: Mapping[str, object]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _signature(parts: list[str]) -> str:
    return _text(hmac.new(SECRET, ".".join(parts).encode(), hashlib.sha256).digest())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
