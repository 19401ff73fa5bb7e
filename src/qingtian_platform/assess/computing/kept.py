"""What was computed of a year, kept until what it rests on has changed.

It stands in a cache of its own, which may go at any time: then it is computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches

from qingtian_platform.kit.places import Places

T = TypeVar("T")
FORM = 1
"""Goes up when what is kept is computed another way. [1]"""
MOST = 200
"""What one process holds without asking the file. [1]"""
_HELD: dict[str, tuple[str, Any]] = {}


def kept(key: str, version: object, make: Callable[[], T]) -> T:
    """Give what is kept under a key if it is of this version; else make it and keep it.

    Parameters
    ----------
    key
        What it is.
    version
        Changes with whatever it rests on.
    make
        Computes it.
    """
    name = f"{Places.current().data} {key}"
    place = f"computing.{hashlib.sha256(name.encode()).hexdigest()[:24]}"
    state = f"{FORM} {version}"
    found = _HELD.get(place) or caches["computed"].get(place)
    if found is None or found[0] != state:
        found = (state, make())
        caches["computed"].set(place, found, None)
    _hold(place, found)
    content: T = found[1]
    return content


def _hold(place: str, found: tuple[str, Any]) -> None:
    """Hold it in this process too; the oldest goes first."""
    _HELD[place] = found
    while len(_HELD) > MOST:
        _HELD.pop(next(iter(_HELD)), None)
