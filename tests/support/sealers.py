"""Sealers in processes of their own, to be killed; and what must be so afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qingtian_platform.collect import inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.record import compaction, durable, sealer, worker
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.stores import Directory

CONTEXT = multiprocessing.get_context("forkserver")
# Named as installed: the server is started without the path of the tests, and passes over in
# silence what it does not find; then every process would import all for itself.
CONTEXT.set_forkserver_preload(
    ["qingtian_platform.record.worker", "qingtian_platform.record.compaction"]
)

POINTS: dict[str, tuple[object, str, str]] = {
    "before the originals": (Directory, "put", "before"),
    "file written, not synced": (os, "fsync", "before"),
    "file synced, not in place": (os, "rename", "before"),
    "file in place, directory not synced": (durable, "sync_folder", "before"),
    "batch in store, nothing listed": (Directory, "put", "after"),
    "rows written, nothing listed": (durable, "write", "after"),
    "before the commit": (Manifest, "seal", "before"),
    "after the commit": (Manifest, "seal", "after"),
    "before the inbox file goes": (inbox, "drop", "before"),
    "after the inbox file went": (inbox, "drop", "after"),
    "merge written, list not swapped": (Manifest, "swap", "before"),
    "list swapped, old files there": (Manifest, "swap", "after"),
}
"""Where the sealer may be killed: what is called there, and on which side of it."""


def kill_at(point: str, count: int) -> None:
    """Kill this process when it passes a point for the count-th time."""
    target, name, side = POINTS[point]
    original: Callable[..., Any] = getattr(target, name)
    left = [count]

    def watched(*arguments: object, **named: object) -> object:
        left[0] -= 1
        if side == "before" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if side == "after" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(target, name, watched)


def run(data: Path, point: str | None, count: int, frames: int) -> None:
    """Seal all there is, and merge, in this process."""
    if point is not None:
        kill_at(point, count)
    places = Places(data)
    with sealer.Sealer(places, frames=frames) as one:
        one.run_dry()
        while compaction.step(places, enough={0: 3, 1: 3, 2: 3}):
            pass


def serve(data: Path) -> None:
    """Seal until told to stop, as `qingtian serve` has it, with small batches."""
    stop = worker._Stop()
    places = Places(data)
    with sealer.Sealer(places, frames=50) as one:
        worker._run(places, one, stop)


def start(target: Callable[..., None], *arguments: object) -> Any:
    """Start a process."""
    process = CONTEXT.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process
