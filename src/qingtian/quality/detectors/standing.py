"""What the detectors say at a moment: for a running system that calls again as data come.

Only some sites are judged, and no farther back than LOOKBACK, so that an hour costs what its sites cost
and not what all the past costs:

    now = standing(world, at, sites=touched)          # World: the sites and their neighbours
    change = compared(before, now, since=window(at)[0])
    # change.said: new; change.kept: (before, now) pairs; change.withdrawn: no longer said

`standing` looks at nothing stamped at `at` or later and at nothing before the window, whatever else the
world holds, and what it says of a site does not depend on which others are asked for. So going hour by
hour leaves standing what one pass over the data cut at the last hour says, late data included: judge
the sites that they touch again. The detectors have memories of days and weeks: a site needs them once
a day or when late data come (a stack of a dozen hourly streams takes under a second), not each hour.
A finding that begins before the window is out of sight, and `compared` leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qingtian.law import Pack
from qingtian.quality.detectors.detection import finding_of, thresholds_of
from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.streams import BEIJING, DAY, World
from qingtian.quality.finding import Finding

LOOKBACK = 120 * DAY
"""How far back is looked: twice the longest history that a detector asks for. [ms]"""


@dataclass(frozen=True)
class Change:
    """What one look says beyond the look before.

    Attributes
    ----------
    said
        New findings.
    kept
        Findings that stand, each with its present form, which may be longer or surer.
    withdrawn
        Findings that the data no longer bear out.
    """

    said: tuple[Finding, ...]
    kept: tuple[tuple[Finding, Finding], ...]
    withdrawn: tuple[Finding, ...]


def window(at: int) -> tuple[int, int]:
    """Tell what a look at a moment covers: [first, at), from a midnight in Beijing.

    Parameters
    ----------
    at
        The moment. [ms since 1970, UTC]
    """
    midnight = (at + BEIJING) // DAY * DAY - BEIJING
    return midnight - LOOKBACK, at


def standing(
    world: World, at: int, sites: Iterable[str] | None = None, packs: tuple[Pack, ...] = ()
) -> list[Finding]:
    """Say what stands at a moment.

    Parameters
    ----------
    world
        The sites to judge, and the neighbours of their streams. What lies outside the window, or after
        the moment, does not matter.
    at
        The moment; of each stream the intervals that begin before it. [ms since 1970, UTC]
    sites
        Sites to judge; None for all of the world.
    packs
        Open ones, whose thresholds go before the library's.

    Returns
    -------
    list of Finding
        In order of stream and start; `detected_at` is the last observation of the site. Without those of
        category `quality`.
    """
    seen = world.since(window(at)[0]).until(at)
    asked = [site for site in seen.sites if sites is None or site in set(sites)]
    found = looked_at(seen, thresholds_of(seen, packs), asked)
    last = {site: _last(seen, site) for site in asked}
    alarms = [one for one in found if one.category == "falsification"]
    return [finding_of(one, max(last[seen.streams[one.stream].site], one.start)) for one in alarms]


def _last(world: World, site: str) -> int:
    """Tell the last observation of a site. [ms]."""
    return max((s.at(len(s) - 1) for s in world.sites[site].values() if len(s)), default=0)


def compared(before: Sequence[Finding], now: Sequence[Finding], since: int) -> Change:
    """Tell what is new, what stands and what is gone.

    Parameters
    ----------
    before
        Findings that stand, of the sites that were judged again.
    now
        What `standing` says of them.
    since
        Start of the window; what begins before it cannot be judged any more and is left out.
        [ms since 1970, UTC]

    Returns
    -------
    Change
        Two findings are the same if rule and stream are and they share three tenths of the shorter.
    """
    edge = np.datetime64(since, "ms")
    free = sorted(before, key=lambda f: (f.datastream, f.start, f.rule))
    kept, said = [], []
    for one in now:
        twin = next((f for f in free if _same(f, one)), None)
        if twin is None:
            said.append(one)
        else:
            free.remove(twin)
            kept.append((twin, one))
    return Change(tuple(said), tuple(kept), tuple(f for f in free if f.start >= edge))


def _same(a: Finding, b: Finding) -> bool:
    """Tell whether two findings are one alarm."""
    if (a.rule, a.datastream) != (b.rule, b.datastream):
        return False
    shared = min(a.end, b.end) - max(a.start, b.start)
    return bool(shared >= 0.3 * min(a.end - a.start, b.end - b.start))
