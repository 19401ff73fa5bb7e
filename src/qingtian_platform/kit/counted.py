"""How often something came: counted by all processes of the web together, in files that run out."""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache

SWEPT: Final = 100
"""Writes of a process between two looks for files that have run out. [1]"""
_writes = itertools.count()


class CountedFiles(FileBasedCache):
    """Files of a cache that go when they have run out.

    Django's own lists all at each write, and takes any when there are many: whoever comes from
    many addresses would wash out what is counted of others.
    """

    def _cull(self) -> None:
        """Drop what has run out, now and then; any only where too many still count."""
        if next(_writes) % SWEPT:
            return
        for name in self._list_cache_files():  # type: ignore[attr-defined] # no stub has it
            with suppress(FileNotFoundError), Path(name).open("rb") as file:
                self._is_expired(file)  # type: ignore[attr-defined] # which removes it
        super()._cull()  # type: ignore[misc]


def count(name: str, stretch: str, seconds: float) -> int:
    """Count one more.

    Parameters
    ----------
    name
        Of what is counted.
    stretch
        The minute, hour or day as a text: a new one begins from nothing.
    seconds
        How long the number is kept; at least as long as the stretch. [s]

    Returns
    -------
    int
        How many came in this stretch, with this one; two at one moment may count as one.
    """
    known, number = cache.get(name, (stretch, 0))
    number = number + 1 if known == stretch else 1
    cache.set(name, (stretch, number), seconds)
    return number
