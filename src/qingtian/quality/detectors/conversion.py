"""The conversion to reference oxygen, worked out again."""

from __future__ import annotations

import numpy as np

from qingtian.quality.detectors.kinds import CONVERTED
from qingtian.quality.detectors.rolling import centre, rolling_mean, runs
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import Stream, World
from qingtian.quality.detectors.suspicion import Suspicion, innocent

AIR = 21.0
"""Oxygen in air in the conversion's formula. [%]"""


def converted(world: World, stream: Stream, settings: Settings) -> list[Suspicion]:
    """Find times in which a converted number is not what concentration and oxygen make of it.

    Parameters
    ----------
    stream
        A converted stream with its measured one and the oxygen at the same site.
    settings
        Part `conversion`.

    Returns
    -------
    list of Suspicion
        With the ratio of the reported to the recomputed number, and its usual value.
    """
    if not stream.prop.endswith(CONVERTED):
        return []
    raw = world.beside(stream, stream.prop.removesuffix(CONVERTED))
    oxygen = world.beside(stream, "o2")
    if raw is None or oxygen is None:
        return []
    reference = stream.ref_o2 if np.isfinite(stream.ref_o2) else 6.0
    factor = (AIR - reference) / np.maximum(AIR - oxygen, 2.0)
    enough = (raw * factor > 8 * stream.quantum) & (oxygen < 17) & (stream.positive > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(enough, np.log(stream.positive / (raw * factor)), np.nan)
    if np.isfinite(ratio).sum() < 24:
        return []
    usual = centre(ratio)
    if np.isfinite(stream.ref_o2) and abs(usual) >= 0.3:
        usual = 0.0  # an unknown reference oxygen shows as a factor that always holds
    width = stream.samples(4, 6)
    rounding = centre(stream.quantum / stream.positive)
    least = max(settings["conversion.misfit"], 3 * rounding)
    away = np.abs(ratio - usual)
    mean = rolling_mean((away > least).astype(float) + 0 * ratio, width)
    off = np.zeros(len(stream), dtype=bool)
    for first in np.flatnonzero(np.nan_to_num(mean) > 0.75).tolist():
        off[first : first + width] = True
    found = []
    for first, after in runs(off & ~(away <= least), bridge=width):
        inside = ratio[first:after]
        if np.isfinite(inside).sum() < width:
            continue
        shift = centre(inside) - usual
        capped = bool(
            np.nanmax(stream.clean[first:after]) < 1.1 * centre(stream.clean[first:after])
        )
        found.append(
            Suspicion.on(
                stream,
                first,
                after,
                "upper_truncation" if capped else "o2_manipulation",
                1 + abs(shift) / least,
                statistic="reported against recomputed conversion",
                observed=round(float(np.exp(shift)), 4),
                expected=round(float(np.exp(usual)), 4),
                n=int(np.isfinite(inside).sum()),
                compared=[world.sites[stream.site]["o2"].key],
                **innocent(
                    {
                        "rounding": True,
                        "mean of the conversions": True,
                        "oxygen near that of air": True,
                    }
                ),
            )
        )
    return found
