"""Keepers of the log in processes of their own, to be killed; and the points where they may be."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.record.log.staging import Staging
from qingtian_platform.record.log.stores import CHECKPOINT, Folder, SqliteLock
from support.attacked import Listed, plain

SIZES = (250, 255, 258, 600)
"""How the log grows: over the edge of a tile, and over a second one."""


@dataclass(frozen=True)
class Point:
    """Where a keeper may be killed.

    Attributes
    ----------
    target, name
        What is called there.
    side
        On which side of the call.
    only
        Which of the calls count, by their arguments.
    """

    target: object
    name: str
    side: str
    only: Callable[..., bool] = lambda *_given, **_named: True


def _is_tile(_store: object, path: str, *_rest: object) -> bool:
    return path != CHECKPOINT


def _is_checkpoint(_store: object, path: str, *_rest: object) -> bool:
    return path == CHECKPOINT


POINTS = {
    "nothing staged": Point(Staging, "keep", "before"),
    "a file written, not synced": Point(os, "fsync", "before"),
    "a file synced, not in place": Point(os, "rename", "before"),
    "staged, not signed": Point(Staging, "keep", "after"),
    "signed, lock store not set": Point(SqliteLock, "swap", "before"),
    "lock store set, no tile in place": Point(SqliteLock, "swap", "after"),
    "some tiles in place": Point(Folder, "put", "after", _is_tile),
    "tiles in place, parts still there": Point(Folder, "drop_parts", "before"),
    "parts removed, staging not cleared": Point(Folder, "drop_parts", "after"),
    "staging cleared, nobody asked": Point(Keeper, "_show", "before"),
    "cosigned, not shown": Point(Folder, "put", "before", _is_checkpoint),
    "shown": Point(Folder, "put", "after", _is_checkpoint),
}
"""Every point of the table in `docs/evidence.md`, in the order in which a step passes them."""


def kill_at(point: Point, count: int) -> None:
    """Kill this process when it passes a point for the count-th time."""
    original: Callable[..., Any] = getattr(point.target, point.name)
    left = [count]

    def watched(*arguments: object, **named: object) -> object:
        left[0] -= point.only(*arguments, **named)
        struck = left[0] == 0 and point.only(*arguments, **named)
        if struck and point.side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if struck:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(point.target, point.name, watched)


def run(data: Path, name: str | None, count: int) -> None:
    """Keep a log that grows by the sizes, in this process."""
    if name is not None:
        kill_at(POINTS[name], count)
    source = Listed([])
    with Keeper(Places(data), [source]) as keeper:
        for size in SIZES:
            source.entries = plain(size)
            while keeper.step():
                pass


def serve(data: Path) -> None:
    """Keep the log of the sealed batches without a pause, until killed."""
    with Keeper(Places(data), [Batches(Places(data))]) as keeper:
        while True:
            keeper.step()
