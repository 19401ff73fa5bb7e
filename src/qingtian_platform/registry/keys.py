"""SM4 keys of data loggers (HJ 212-2025): their form and their age."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from qingtian_platform.kit.vault import Secret

from .infos import LoggerInfo

HEX = re.compile(r"[0-9A-Fa-f]{32}")


def sm4_bytes(secret: Secret) -> bytes | None:
    """Read a key: 16 characters as HJ 212-2025 sends it, or 32 hex digits.

    Raises
    ------
    ValueError
        The text is neither; the message does not repeat it.
    """
    text = secret.reveal()
    if not text:
        return None
    if HEX.fullmatch(text):
        return bytes.fromhex(text)
    key = text.encode()
    if len(key) != 16:
        raise ValueError(f"an SM4 key has 16 characters or 32 hex digits; got {len(key)} bytes")
    return key


def key_expires(info: LoggerInfo) -> date | None:
    """Give the day from which the key is too old; None where there is no key."""
    if info.sm4_key is None or info.sm4_since is None:
        return None
    return info.sm4_since + timedelta(days=_rule(info.sm4_since)["days"])


def keys_due(loggers: dict[str, LoggerInfo], day: date) -> list[tuple[str, date]]:
    """List the data loggers whose key is, or is about to be, too old: MN and last day."""
    due = []
    for mn, info in loggers.items():
        end = key_expires(info)
        if end is not None and day >= end - timedelta(days=_rule(day)["warn_before"]):
            due.append((mn, end))
    return sorted(due, key=lambda pair: pair[1])


def _rule(day: date) -> dict[str, Any]:
    """Give the rule of a day; before the first, the first."""
    rules = _rules()
    return next((r for r in reversed(rules) if r["from"] <= day), rules[0])


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, Any]]:
    path = Path(__file__).parent / "settings" / "keys.yaml"
    rules: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rules
