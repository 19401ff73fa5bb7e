"""All detectors over all streams in one pass."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable

from qingtian.quality.detectors.conversion import converted
from qingtian.quality.detectors.copies import cloned, copied
from qingtian.quality.detectors.digits import fabricated
from qingtian.quality.detectors.fusion import fused
from qingtian.quality.detectors.held import constant
from qingtian.quality.detectors.kinds import CHEMISTRY
from qingtian.quality.detectors.marks import abused, gaps, running
from qingtian.quality.detectors.narrow import simulated, swapped
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.shifts import stepped
from qingtian.quality.detectors.streams import AMBIENT, Stream, World
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tops import bunched, truncated

Detector = Callable[[World, Stream, Settings], list[Suspicion]]

ALONE: tuple[Detector, ...] = (
    constant,
    simulated,
    fabricated,
    truncated,
    bunched,
    abused,
    gaps,
    running,
    cloned,
    converted,
)
"""Detectors of one stream that look at all of it each time."""
LEAST = 12
"""A stream of fewer numbers tells nothing. [samples]"""


def looked_at(
    world: World,
    settings: Settings,
    sites: Iterable[str] | None = None,
    *,
    copies: bool = True,
    streams: Collection[str] | None = None,
) -> list[Suspicion]:
    """Run every detector over the streams of some sites.

    Parameters
    ----------
    world
        All streams, for what is compared.
    settings
        Thresholds.
    sites
        Sites to look at; None for all.
    copies
        Whether to look for copied history, which takes longest.
    streams
        Streams whose suspicions are wanted, to save looking at the others; None for all.

    Returns
    -------
    list of Suspicion
        One a stretch, in order of stream and start.
    """
    found: list[Suspicion] = []
    detectors = (*ALONE, copied) if copies else ALONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for site in sorted(world.sites if sites is None else sites):
            found += _site(world, site, detectors, settings, streams)
    wanted = (one for one in found if streams is None or one.stream in streams)
    return [one for one in fused(wanted) if _clear(world, one, settings)]


def _clear(world: World, one: Suspicion, settings: Settings) -> bool:
    """Tell whether a suspicion of an ambient stream is clear enough for an alarm."""
    if world.streams[one.stream].domain not in AMBIENT:
        return True
    return one.strength >= settings.get(f"ambient.{one.kind}", 1.0)


def _site(
    world: World,
    site: str,
    detectors: tuple[Detector, ...],
    settings: Settings,
    wanted: Collection[str] | None,
) -> list[Suspicion]:
    """Run the detectors over one site."""
    mine: list[Suspicion] = []
    streams = list(world.sites[site].values())
    if wanted is not None:
        shared = any(s.prop in CHEMISTRY for s in streams if s.key in wanted)
        streams = [s for s in streams if s.key in wanted or (shared and s.prop in CHEMISTRY)]
    for stream in streams:
        if int(stream.good.sum()) >= LEAST or (stream.mark == ord("F")).any():
            for detector in detectors:
                mine += detector(world, stream, settings)
    still = [s for s in mine if s.kind in ("constant", "simulated_signal")]
    mine += swapped(world, site, still)
    return mine + stepped(world, site, settings)
