"""Marks that hide: maintenance put on exceedances, plants said to be stopped that run."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np

from qingtian.quality.detectors.kinds import REGULATED, family
from qingtian.quality.detectors.rolling import centre, runs
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.silences import Silence, clusters, levels
from qingtian.quality.detectors.streams import AMBIENT, Bools, Floats, Stream, World, onto
from qingtian.quality.detectors.suspicion import Innocent, Suspicion, innocent

EXCUSES = tuple(map(ord, "MCDB"))
RAMP = 0.3
"""Part of a declared stop in which the plant must be seen to run: less is its running down. [1]"""


def abused(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find times in which marks come too often, and when pollution is high.

    Parameters
    ----------
    stream
        Regulated streams.
    settings
        Part `silence`.

    Returns
    -------
    list of Suspicion
        Each with the number of marks, the usual number, and the level that they hide.
    """
    if stream.prop not in REGULATED or stream.role == "context":
        return []
    marked = np.isin(stream.mark, EXCUSES)
    causes: dict[Innocent, bool] = {
        "usual calibrations": True,
        "silence without regard to level": True,
    }
    return _suspicions(world, stream, marked, "flag_abuse", causes, settings)


def gaps(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find times in which samples are missing too often, and when pollution is high.

    Gaps in which the whole site is silent, with its power meters or its weather, do not count:
    a broken line knows nothing of pollution.
    """
    if stream.prop not in REGULATED or stream.role == "context":
        return []
    absent, whole = stream.mark == 0, _whole_site(world, stream)
    own = absent if whole is None else absent & ~whole
    causes: dict[Innocent, bool] = {
        "whole site silent": whole is not None,
        "silence without regard to level": True,
    }
    return _suspicions(world, stream, own, "strategic_gap", causes, settings)


def _whole_site(world: World, stream: Stream) -> Bools | None:
    """Tell where nothing came from what else stands at the site and is trusted; None if nothing does."""
    site = world.sites[stream.site].values()
    trusted = [s for s in site if s.role == "context" and len(s)]
    others = [s for s in site if family(s.prop) != family(stream.prop) and len(s)]
    if not (trusted or others):
        return None
    silent = [onto(stream, o, (o.mark != 0).astype(float)) != 1.0 for o in trusted or others]
    share: Bools = np.mean(silent, axis=0) > (0.99 if trusted else 0.45)
    return share


def _suspicions(
    world: World,
    stream: Stream,
    silent: Bools,
    kind: str,
    causes: Mapping[Innocent, bool],
    settings: Settings,
) -> list[Suspicion]:
    """Judge clusters of silent runs by their number and by the level that they hide."""
    spans = runs(silent, bridge=stream.samples(settings["silence.bridge_h"], 1))
    if len(spans) < 3:
        return []
    level = levels(world, stream, silent)
    silences = [_silence(level, a, b) for a, b in spans if b - a < 0.3 * len(stream)]
    return [
        Suspicion.on(
            stream,
            group.first,
            group.after,
            kind,
            group.strength,
            statistic="number and hidden level of silences",
            observed=group.count,
            expected=round(group.expected, 2),
            n=group.after - group.first,
            hidden_rank=round(group.rank, 3),
            z_level=round(group.z_level, 2),
            p_number_log10=round(group.log_p, 2),
            **innocent(causes),
        )
        for group in clusters(silences, len(stream), stream.samples(24, 4), settings)
        if stream.domain not in AMBIENT or group.rank >= settings["silence.rank_air"]
    ]


def _silence(level: Floats, first: int, after: int) -> Silence:
    """Rank what a silence hides."""
    return Silence(first, after, centre(level[first:after]))


def running(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find stops that are declared while independent meters say that the plant runs.

    Parameters
    ----------
    stream
        Regulated streams of plants with a power meter, a flow meter or a thermometer.
    settings
        Part `stopped`.
    """
    if (
        stream.prop not in REGULATED
        or stream.role == "context"
        or not (stream.mark == ord("F")).any()
    ):
        return []
    load, names = activity(world, stream)
    if load is None:
        return []
    declared = stream.mark == ord("F")
    active = declared & (load > settings["stopped.load"])
    found = []
    for first, after in runs(active, bridge=stream.samples(settings["stopped.bridge_h"])):
        inside = active[first:after]
        seen = declared[first:after] & np.isfinite(load[first:after])
        if inside.sum() < max(2, settings["stopped.hours"] * stream.hour):
            continue
        if inside.sum() < 0.7 * seen.sum() or inside.sum() < RAMP * _stop(declared, first, after):
            continue
        usual = float(np.nanmedian(load[first:after][inside]))
        found.append(
            Suspicion.on(
                stream,
                first,
                after,
                "fake_shutdown",
                1 + 2 * usual,
                statistic="load during declared stop",
                observed=round(usual, 3),
                expected=0.0,
                n=int(inside.sum()),
                compared=names,
                **innocent({"start-up and shut-down ramps": True, "hot stand-by": True}),
            )
        )
    return found


def _stop(declared: Bools, first: int, after: int) -> int:
    """Count the samples of the declared stop around [first, after)."""
    before = np.flatnonzero(~declared[:first])
    behind = np.flatnonzero(~declared[after:])
    start = int(before[-1]) + 1 if len(before) else 0
    end = after + (int(behind[0]) if len(behind) else len(declared) - after)
    return end - start


def activity(world: World, stream: Stream) -> tuple[Floats | None, list[str]]:
    """Measure how far the plant runs: the middle of what its independent meters say, 1 is usual."""
    parts, names = [], []
    for prop in ("prod_power", "flow", "temperature", "treat_power"):
        other = world.sites[stream.site].get(prop)
        if other is None or not len(other):
            continue
        raw = onto(stream, other, other.value)
        used = raw[np.isfinite(raw)]
        if len(used) < 20:
            continue
        high = np.percentile(used, 90)
        low = min(float(np.percentile(used, 0.5)), 0.3 * high) if prop == "temperature" else 0.0
        if high > low:
            parts.append((raw - low) / (high - low))
            names.append(other.key)
    if not parts:
        return None, []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(np.vstack(parts), axis=0), names
