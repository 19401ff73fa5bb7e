"""Chance that is decided by the seed and what it is asked about, and by nothing else."""

from __future__ import annotations

import hashlib
from functools import lru_cache


@lru_cache(maxsize=65536)
def chance(*about: object) -> float:
    """Return a number in [0, 1) that depends on the arguments only."""
    text = "/".join(map(str, about)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big") / (1 << 48)


def smooth(seconds: float, width: float, *about: object) -> float:
    """Return a number in (-1, 1) that wanders with the time.

    Parameters
    ----------
    seconds
        The time. [s]
    width
        Time over which it changes. [s]
    about
        What else it depends on.
    """
    index, part = divmod(seconds / width, 1)
    before, after = chance(*about, width, int(index)), chance(*about, width, int(index) + 1)
    eased = part * part * (3 - 2 * part)
    return 2 * (before + (after - before) * eased) - 1
