"""What the interface for other departments' systems offers: keys, requests done once, signed messages."""

from __future__ import annotations

from qingtian_platform.act.interface.errors import (
    AnotherRequestError,
    RefusedKeyError,
    ReplayedError,
    SignatureError,
    UnknownKeyError,
)
from qingtian_platform.act.interface.keys import (
    KeyInfo,
    by_name,
    by_token,
    close_key,
    listed,
    open_key,
)
from qingtian_platform.act.interface.requests import Reply, once
from qingtian_platform.act.interface.signed import WINDOW, take

__all__ = [
    "WINDOW",
    "AnotherRequestError",
    "KeyInfo",
    "RefusedKeyError",
    "ReplayedError",
    "Reply",
    "SignatureError",
    "UnknownKeyError",
    "by_name",
    "by_token",
    "close_key",
    "listed",
    "once",
    "open_key",
    "take",
]
