"""A site as its residuals and the steps in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.boxes import Box, boxes
from qingtian.quality.detectors.kinds import CONVERTED
from qingtian.quality.detectors.residuals import Residual, apart, residual
from qingtian.quality.detectors.rolling import centre
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import Floats, Stream, World
from qingtian.quality.detectors.suspicion import Innocent, Suspicion, innocent

BOTH_WAYS = frozenset({"o2", "flow", "temperature", "moisture", "ph"})


@dataclass(frozen=True)
class Profile:
    """What is left of each stream of a site, and where its level steps.

    Attributes
    ----------
    streams, rests, steps
        By property: the stream, its residual, the steps in that.
    faint
        Steps too faint for any but a long one.
    alone
        Steps of a pollutant beyond what its sample shares with the others: oxygen in flue gas, the other
        parameters in water.
    """

    streams: Mapping[str, Stream]
    rests: Mapping[str, Residual]
    steps: Mapping[str, list[Box]]
    faint: Mapping[str, list[Box]]
    alone: Mapping[str, list[Box]]

    def contrast(self, prop: str, start: int, end: int) -> float:
        """Take the level of a property in a stretch less that around it; NaN where unknown."""
        if prop not in self.rests:
            return math.nan
        stream, rest = self.streams[prop], self.rests[prop].value
        a, b = stream.index(start), stream.index(end)
        side = max(stream.samples(24), min(b - a, stream.samples(24 * 7)))
        around = np.concatenate([rest[max(0, a - side) : a], rest[b : b + side]])
        if np.isfinite(rest[a:b]).sum() < 3 or np.isfinite(around).sum() < 3:
            return math.nan
        return centre(rest[a:b]) - centre(around)


def profile(world: World, site: str, settings: Settings) -> Profile:
    """Work out residuals and steps of a site."""
    streams, rests, steps, faint = {}, {}, {}, {}
    for prop, stream in world.sites[site].items():
        if len(stream) < 48 or prop.endswith(CONVERTED):
            continue
        rest = residual(world, stream)
        if rest is None or np.isfinite(rest.value).sum() < 48:
            continue
        streams[prop], rests[prop] = stream, rest
        every = _both(stream, rest.value, settings, 0 if prop in BOTH_WAYS else -1)
        steps[prop] = [box for box in every if box.z >= settings["step.z"]]
        faint[prop] = [box for box in every if box.z < settings["step.z"]]
    alone = {}
    for prop, stream in streams.items():
        beyond = apart(streams, rests, prop)
        if beyond is not None:
            alone[prop] = _both(stream, beyond, settings, -1)
    return Profile(streams, rests, steps, faint, alone)


def _least(settings: Settings) -> float:
    """Take the least z that anybody may ask of a step."""
    names = ("step.z", "lasting.z_stack", "lasting.z_water", "lasting.z_air")
    return min(settings[name] for name in names)


def _both(stream: Stream, rest: Floats, settings: Settings, sign: int) -> list[Box]:
    """Look for short steps and for long ones, so that neither crowds out the other."""
    z, settled = _least(settings), stream.samples(24 * settings["step.settled_d"])
    side = max(stream.samples(1), min(stream.samples(36, 24), len(stream) // 30), 16)
    edge = stream.samples(4, 3)
    part = max(stream.samples(72, 24), 24)
    short = boxes(rest, stream.samples(4, 4), part, side, edge, z, sign, settled=settled)
    return short + boxes(rest, part, stream.samples(24 * 45), side, edge, z, sign, settled=settled)


def say(
    shape: Profile,
    prop: str,
    box: Box,
    kind: str,
    strength: float,
    causes: Mapping[Innocent, bool],
    **more: object,
) -> Suspicion:
    """Write a step down as a suspicion."""
    stream, rest = shape.streams[prop], shape.rests[prop]
    factor = math.exp(box.height) if rest.logged else None
    return Suspicion.on(
        stream,
        box.first,
        box.after,
        kind,
        strength,
        statistic="step of the residual",
        observed=round(box.height, 4),
        factor=None if factor is None else round(factor, 4),
        expected=0.0,
        z=round(box.z, 2),
        edges=[None if math.isnan(e) else round(e, 2) for e in (box.begin, box.finish)],
        n=box.after - box.first,
        compared=list(rest.compared),
        **innocent(causes),
        **more,
    )


def sharp(box: Box, settings: Settings) -> bool:
    """Tell whether both edges are steps and no ramps, and at least one of them was seen."""
    seen = [e for e in (box.begin, box.finish) if not math.isnan(e)]
    return bool(seen) and min(seen) >= settings["step.sharp"]


def surety(stream: Stream, box: Box, alone: float, settings: Settings) -> float:
    """Rate a step by what is asked of it: less of a long one with clean edges.

    Parameters
    ----------
    stream, box
        The step.
    alone
        The z that is asked of any.
    settings
        Part `lasting`.

    Returns
    -------
    float
        1 where it just suffices. [1]
    """
    word = {"cems": "stack", "water": "water"}.get(stream.domain, "air")
    days = settings["lasting.days_air" if word == "air" else "lasting.days"]
    seen = [e for e in (box.begin, box.finish) if not math.isnan(e)]
    clean = all(settings["lasting.least"] <= e <= settings["lasting.most"] for e in seen)
    if seen and clean and box.after - box.first >= stream.samples(24 * days):
        alone = min(alone, settings[f"lasting.z_{word}"])
    return box.z / alone


def span_of(shape: Profile, prop: str, box: Box) -> tuple[int, int]:
    """Tell when a step begins and ends. [ms]."""
    stream = shape.streams[prop]
    return stream.at(box.first), stream.at(box.after)
