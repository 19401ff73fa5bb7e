"""When a running system could have raised an alarm."""

from __future__ import annotations

from collections.abc import Sequence

from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import DAY, HOUR, World
from qingtian.quality.detectors.suspicion import Suspicion

GRIDS = (6 * HOUR, DAY, 7 * DAY, 28 * DAY, 84 * DAY, 364 * DAY)
"""Distances between the moments at which the past is looked at again. [ms]"""
MOST = 5
"""How many moments are looked at."""


def detected(world: World, found: Sequence[Suspicion], settings: Settings) -> list[int]:
    """Tell for each suspicion the last observation that it needed.

    The data are cut at some moments and looked at again, from late to early: a suspicion dates from
    the earliest cut from which on it always comes out. What does not come out of any cut dates from
    the last observation.

    Parameters
    ----------
    world
        All streams.
    found
        What `looked_at` said of them.
    settings
        Thresholds.

    Returns
    -------
    list of int
        One a suspicion. [ms since 1970, UTC]
    """
    dates: dict[int, int] = {}
    sites: dict[str, list[int]] = {}
    for i, one in enumerate(found):
        sites.setdefault(world.streams[one.stream].site, []).append(i)
    for site, members in sorted(sites.items()):
        streams = [s for s in world.sites[site].values() if len(s)]
        last = max(s.at(len(s) - 1) for s in streams)
        first = min(s.start for s in streams)
        dates |= dict.fromkeys(members, last)
        alive = {i for i in members if found[i].kind != "copied_history"}
        for cut in _cuts(first, last):
            alive = {i for i in alive if found[i].start < cut}
            if not alive:
                break
            wanted = {found[i].stream for i in alive}
            then = looked_at(world.until(cut), settings, [site], copies=False, streams=wanted)
            alive = {i for i in alive if any(_same(found[i], other) for other in then)}
            dates |= dict.fromkeys(alive, cut - 1)
        for i in members:
            if found[i].kind == "copied_history" and found[i].strength >= 1.5:
                dates[i] = min(
                    [c - 1 for c in _cuts(first, last) if c >= found[i].end], default=last
                )
    return [max(dates[i], found[i].start) for i in range(len(found))]


def _cuts(first: int, last: int) -> list[int]:
    """List the moments to look at, the latest first: they lie on a grid of absolute time."""
    grid = next((g for g in GRIDS if (last - first) // g <= MOST), GRIDS[-1])
    return list(range(last // grid * grid, first + grid // 2, -grid))[:MOST]


def _same(one: Suspicion, other: Suspicion) -> bool:
    """Tell whether two suspicions are the same alarm."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return one.stream == other.stream and one.kind == other.kind and shared >= 0.3 * shorter
