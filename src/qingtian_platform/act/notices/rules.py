"""Read the dated settings of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("settings") / "outbox.yaml"


@dataclass(frozen=True)
class Outbox:
    """How messages are tried.

    Attributes
    ----------
    waits
        Before the next attempt; after the last it is given up. [s]
    timeout
        For each step of the talk with a receiver. [s]
    most
        Messages that one look sends at most. [1]
    """

    waits: tuple[int, ...]
    timeout: int
    most: int


@cache
def outbox() -> Outbox:
    """Read them."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Outbox(tuple(read["waits"]), read["timeout"], read["most"])
