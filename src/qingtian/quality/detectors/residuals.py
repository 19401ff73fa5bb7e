"""What a stream says beyond what stands beside it: neighbours, load, flow, hour of the day."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.kinds import CHEMISTRY, CONVERTED, STACK
from qingtian.quality.detectors.rolling import by_group, centre, robust_fit, spread
from qingtian.quality.detectors.streams import AMBIENT, Bools, Floats, Stream, World, onto

TELLING = 0.4
"""Part of the usual level below which neighbours tell nothing of a factor. [1]"""


@dataclass(frozen=True)
class Residual:
    """What is left of a stream, and by what it was explained.

    Attributes
    ----------
    value
        Residual of the logarithm (of the number itself where `logged` is false).
    compared
        Keys of the streams that explain it; empty where only its own history does.
    logged
        Whether a difference is a factor.
    """

    value: Floats
    compared: tuple[str, ...]
    logged: bool = True


def residual(world: World, stream: Stream) -> Residual | None:
    """Take from a stream what its surroundings explain.

    Parameters
    ----------
    stream
        Any; None comes back for properties that are no evidence.

    Returns
    -------
    Residual or None
        Air and dust: against the median of the neighbours by hour of the day. Stacks: against the
        load. Water: against the flow and the inlet.
    """
    if stream.domain in AMBIENT:
        return _spatial(world, stream)
    if stream.domain == "cems":
        return _stack(world, stream)
    return _water(world, stream) if stream.domain == "water" else None


def _small(stream: Stream) -> float:
    """Give a constant to add before the logarithm, so that the detection limit makes no noise."""
    lod = 3 * stream.lod if np.isfinite(stream.lod) else 0.0
    return float(np.nanmax([lod, 0.1 * centre(stream.positive), stream.quantum]))


def _spatial(world: World, stream: Stream) -> Residual | None:
    """Compare with neighbours."""
    near = [o for o in world.near(stream) if np.isfinite(o.clean).any()]
    if stream.role == "context" or not near:
        return None
    small = _small(stream)
    own = np.log(np.maximum(stream.clean, 0) + small)
    level = np.vstack([onto(stream, o, o.clean) for o in near[:8]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        level = np.nanmedian(level, axis=0)
    own = np.where(level < TELLING * centre(level), np.nan, own)
    ratios = []
    for other in near[:8]:
        theirs = np.maximum(onto(stream, other, other.clean), 0)
        ratio = own - np.log(theirs + small)
        ratios.append(ratio - by_group(ratio, stream.clock, 24)[stream.clock])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        value = np.nanmedian(np.vstack(ratios), axis=0)
    return Residual(value - centre(value), tuple(o.key for o in near))


def logarithm(values: Floats | None) -> Floats | None:
    """Take logarithms where there is something positive."""
    if values is None or not (values > 0).any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


def _stack(world: World, stream: Stream) -> Residual | None:
    """Compare with the load."""
    prop = stream.prop.removesuffix(CONVERTED)
    logged = prop in STACK or prop in ("flow", "treat_power")
    if not logged and prop not in ("o2", "temperature", "moisture"):
        return None
    own = logarithm(stream.positive) if logged else stream.clean
    if own is None:
        return None
    load = logarithm(world.beside(stream, "prod_power"))
    key = "prod_power"
    if load is None and prop != "flow":
        load, key = logarithm(world.beside(stream, "flow")), "flow"
    if load is None:
        return Residual(own - centre(own), (), logged)
    there = np.isfinite(load)
    running = _steady(~there | (load > centre(load) - 1.6), stream.samples(10))
    own = np.where(running, own, np.nan)
    x = load - centre(load)
    value = robust_fit(np.column_stack([np.ones(len(x)), x, x * x]), own)
    value = value - by_group(value, stream.clock, 24)[stream.clock]
    return Residual(value, (world.sites[stream.site][key].key,), logged)


def _water(world: World, stream: Stream) -> Residual | None:
    """Compare with the flow and the inlet."""
    if stream.prop not in CHEMISTRY | {"flow", "conductivity", "treat_power", "ph"}:
        return None
    logged = stream.prop != "ph"
    own = logarithm(stream.positive) if logged else stream.clean
    if own is None:
        return None
    columns, keys = [np.ones(len(stream))], []
    inlet = logarithm(world.beside(stream, f"{stream.prop}_in"))
    flow = logarithm(world.beside(stream, "flow")) if stream.prop == "treat_power" else None
    for name, other in ((f"{stream.prop}_in", inlet), ("flow", flow)):
        if other is not None and np.isfinite(other).mean() > 0.5:
            columns.append(other - centre(other))
            keys.append(world.sites[stream.site][name].key)
    value = robust_fit(np.column_stack(columns), own)
    value = value - by_group(value, stream.clock, 24)[stream.clock]
    return Residual(value, tuple(keys), logged)


def apart(streams: Mapping[str, Stream], rests: Mapping[str, Residual], prop: str) -> Floats | None:
    """Take from a residual what the sample shares with other properties of the site.

    Air that gets into flue gas thins each component as oxygen tells; a treatment plant that works less
    well lets more of everything through.

    Parameters
    ----------
    streams, rests
        Of a site, by property.
    prop
        A pollutant.

    Returns
    -------
    array of float or None
        None where nothing is shared, or nothing tells it.
    """
    stream, rest = streams[prop], rests[prop].value
    shared = None
    if stream.domain == "cems" and prop in STACK and "o2" in streams:
        oxygen = onto(stream, streams["o2"], streams["o2"].clean)
        shared = np.log(np.clip(21.0 - oxygen, 1.0, 21.0))
    elif stream.domain == "water" and prop in CHEMISTRY:
        lines = [
            onto(stream, streams[other], rests[other].value) / max(spread(rests[other].value), 1e-9)
            for other in sorted(set(rests) & CHEMISTRY - {prop})
        ]
        if len(lines) > 1:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                shared = np.nanmedian(np.vstack(lines), axis=0)
    if shared is None or np.isfinite(shared).mean() < 0.5:
        return None
    return robust_fit(np.column_stack([np.ones(len(rest)), shared - centre(shared)]), rest)


def _steady(running: Bools, reach: int) -> Bools:
    """Leave out what lies within `reach` samples of a stop: ramps up and down, a cooling stack."""
    total = np.concatenate([[0], np.cumsum(~running)])
    index = np.arange(len(running))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(running))
    steady: Bools = total[high] == total[low]
    return steady
