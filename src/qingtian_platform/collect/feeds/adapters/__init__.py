"""Adapters: one port, by which each kind of source hands over what is new.

An upload needs none: the page hands the bytes over itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from qingtian.policy.feeds import Agreement, Terms
from qingtian_platform.collect.feeds.sources import Source
from qingtian_platform.kit.places import Places


@dataclass(frozen=True)
class Fetched:
    """A batch as a source hands it over.

    Attributes
    ----------
    data, name
        Its bytes, and what it is called.
    origin
        What the source knows it by; one of the same origin is not asked for again.
    """

    data: bytes
    name: str
    origin: str


@dataclass(frozen=True)
class Known:
    """What came of a feed before: origins that are settled, and hash and origin of the last batch."""

    origins: frozenset[str] = frozenset()
    hash: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Asked:
    """What an adapter is asked: whose source, under which terms, where it is, what is known of it."""

    places: Places
    one: Agreement
    terms: Terms
    source: Source
    known: Known


class Adapter(Protocol):
    """Reads one kind of source; writes nothing there."""

    def __call__(self, asked: Asked) -> Iterator[Fetched]:
        """Give what is new, the oldest first.

        Raises
        ------
        FetchError
            The source cannot be read.
        """
        ...


def adapter(way: str) -> Adapter | None:
    """Give the adapter of a way; None for uploads."""
    from qingtian_platform.collect.feeds.adapters import database, folder, http

    found: dict[str, Adapter] = {
        "folder": folder.fetch,
        "http": http.fetch,
        "database": database.fetch,
    }
    return found.get(way)
