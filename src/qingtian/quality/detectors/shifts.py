"""Levels that step: scaling, dilution, oxygen, treatment, inlets that are covered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qingtian.quality.detectors.boxes import Box, boxes
from qingtian.quality.detectors.kinds import CHEMISTRY, CONVERTED, STACK
from qingtian.quality.detectors.residuals import Residual, residual
from qingtian.quality.detectors.rolling import centre, rolling_mean, runs, spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.silences import dense
from qingtian.quality.detectors.streams import DAY, Floats, Stream, World
from qingtian.quality.detectors.suspicion import Suspicion

BOTH_WAYS = frozenset({"o2", "flow", "temperature", "moisture", "ph"})
AIR = 20.9
"""Oxygen in air. [%]"""


@dataclass(frozen=True)
class Profile:
    """What is left of each stream of a site, and where its level steps."""

    streams: Mapping[str, Stream]
    rests: Mapping[str, Residual]
    steps: Mapping[str, list[Box]]

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
    streams, rests, steps = {}, {}, {}
    for prop, stream in world.sites[site].items():
        if len(stream) < 48 or prop.endswith(CONVERTED):
            continue
        rest = residual(world, stream)
        if rest is None or np.isfinite(rest.value).sum() < 48:
            continue
        streams[prop], rests[prop] = stream, rest
        steps[prop] = _both(stream, rest.value, settings["step.z"], 0 if prop in BOTH_WAYS else -1)
    return Profile(streams, rests, steps)


def _both(stream: Stream, rest: Floats, z: float, sign: int) -> list[Box]:
    """Look for short steps and for long ones, so that neither crowds out the other."""
    side = max(stream.samples(1), min(stream.samples(36, 24), len(stream) // 30), 16)
    edge = stream.samples(4, 3)
    part = max(stream.samples(72, 24), 24)
    short = boxes(rest, stream.samples(4, 4), part, side, edge, z, sign)
    return short + boxes(rest, part, stream.samples(24 * 45), side, edge, z, sign)


def stepped(world: World, site: str, settings: Settings) -> list[Suspicion]:
    """Find what a step of level at a site can only mean.

    Parameters
    ----------
    site
        A stack, an outfall or a station.
    settings
        Part `step`.

    Returns
    -------
    list of Suspicion
        `dilution`, `o2_manipulation`, `treatment_mismatch`, `scaling`, `sample_swap`,
        `sampling_interference`.
    """
    domain = next(iter(world.sites[site].values())).domain
    shape = profile(world, site, settings)
    if domain == "cems":
        return _stack(shape, settings)
    if domain == "water":
        return _outfall(shape, settings)
    return _ambient(shape, settings) if domain in ("air", "dust") else []


def _say(
    shape: Profile,
    prop: str,
    box: Box,
    kind: str,
    strength: float,
    ruled_out: list[str],
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
        ruled_out=ruled_out,
        **more,
    )


def _sharp(box: Box, settings: Settings) -> bool:
    """Tell whether both edges are steps and no ramps, and at least one of them was seen."""
    seen = [e for e in (box.begin, box.finish) if not math.isnan(e)]
    return bool(seen) and min(seen) >= settings["step.sharp"]


def _span(shape: Profile, prop: str, box: Box) -> tuple[int, int]:
    """Tell when a step begins and ends. [ms]"""
    stream = shape.streams[prop]
    return stream.at(box.first), stream.at(box.after)


def _stack(shape: Profile, settings: Settings) -> list[Suspicion]:
    """Judge the steps of a stack."""
    found = []
    for box in shape.steps.get("o2", []):
        found += _oxygen(shape, box, settings)
    for box in shape.steps.get("treat_power", []):
        found += _treatment(shape, box, settings)
    for prop in sorted(set(shape.steps) & STACK):
        for box in shape.steps[prop]:
            found += _factor(shape, prop, box, settings)
    for box in shape.steps.get("flow", []):
        days = (box.after - box.first) / shape.streams["flow"].samples(24)
        big = abs(box.height) >= settings["step.flow"] and box.z >= settings["step.z_alone"]
        if big and days >= 1.5 and _sharp(box, settings):
            quiet = abs(shape.contrast("moisture", *_span(shape, "flow", box))) < 1.0
            if quiet:
                found.append(
                    _say(
                        shape,
                        "flow",
                        box,
                        "scaling",
                        box.z / settings["step.z_alone"],
                        ["load", "false air: moisture stays"],
                    )
                )
    return found


def _oxygen(shape: Profile, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a step of oxygen: with the pollutants thinned as much it is dilution."""
    if abs(box.height) < settings["step.o2"] or not _sharp(box, settings):
        return []
    span = _span(shape, "o2", box)
    if span[1] - span[0] < (2 * 3_600_000):
        return []
    before = centre(shape.streams["o2"].clean)
    thinned = box.height / max(AIR - before, 1.0)
    drops = {p: shape.contrast(p, *span) for p in sorted(set(shape.rests) & STACK)}
    known = [d for d in drops.values() if not math.isnan(d)]
    expected = math.log(max(1 - thinned, 0.05))
    strength = box.z / settings["step.z_o2"]
    if strength < 1:
        return []
    rounded = {p: round(d, 3) for p, d in drops.items() if not math.isnan(d)}
    if box.height > 0 and known and float(np.median(known)) < 0.4 * expected:
        return [
            _say(
                shape,
                "o2",
                box,
                "dilution",
                1.3 * strength,
                ["load", "slow leak: both edges are steps", "start-up"],
                thinned=round(thinned, 3),
                drops=rounded,
                drop_expected=round(expected, 3),
            )
        ]
    return [
        _say(
            shape,
            "o2",
            box,
            "o2_manipulation",
            strength,
            ["load", "dilution: pollutants do not follow", "slow leak", "start-up"],
            drops=rounded,
        )
    ]


def _treatment(shape: Profile, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a fall of the treatment plant's power while production goes on."""
    stream = shape.streams["treat_power"]
    span = _span(shape, "treat_power", box)
    inside = stream.clean[box.first : box.after]
    dead = float(np.nanmedian(inside)) <= 0.01 * centre(stream.positive)
    if box.height > -settings["step.treatment"] or not _sharp(box, settings) or dead:
        return []
    if span[1] - span[0] < 3 * 3_600_000 or box.z < settings["step.z"] * 1.1:
        return []
    flow = shape.contrast("flow", *span)
    if "conductivity" in shape.rests and (
        flow > 0.2 or shape.contrast("conductivity", *span) < -0.15
    ):
        return []
    drops = {p: shape.contrast(p, *span) for p in sorted(set(shape.rests) & (STACK | CHEMISTRY))}
    so2 = drops.get("so2", 0.0)
    if box.height > -0.5 and so2 < -0.15 and so2 < 0.4 * box.height:
        return []
    return [
        _say(
            shape,
            "treat_power",
            box,
            "treatment_mismatch",
            min(box.z / settings["step.z"], -box.height / settings["step.treatment"]),
            ["load", "dead meter", "cleaner fuel: the step is too large", "rain"],
            emissions={p: round(d, 3) for p, d in drops.items() if not math.isnan(d)},
        )
    ]


def _factor(shape: Profile, prop: str, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a fall of one pollutant alone."""
    stream = shape.streams[prop]
    span = _span(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    least = settings["step.days"] if stream.step >= 300_000 else 0.15
    small = box.height > -settings["step.factor"]
    if small or days < least or not _sharp(box, settings):
        return []
    power = shape.contrast("treat_power", *span)
    oxygen = shape.contrast("o2", *span)
    explained = abs(power) > max(0.06, 0.3 * abs(box.height)) or abs(oxygen) > 0.8
    if explained and box.height > -1.2:
        return []
    if _exchanged(stream, box):
        return []
    strength = box.z / settings["step.z_alone"]
    ruled_out = ["load", "better treatment: its power stays", "dilution: oxygen stays"]
    return [_say(shape, prop, box, "scaling", strength, ruled_out)] if strength >= 1 else []


def _exchanged(stream: Stream, box: Box) -> bool:
    """Tell whether a level changes for good at a long mark: another analyser."""
    reach = stream.samples(24)
    if box.after < len(stream) - 2 * reach:
        return False
    around = stream.mark[max(0, box.first - reach) : box.first + reach]
    return int(np.isin(around, [ord(c) for c in "MD"]).sum()) >= max(2, stream.samples(3))


def _outfall(shape: Profile, settings: Settings) -> list[Suspicion]:
    """Judge the steps of an outfall."""
    found = []
    chemistry = sorted(set(shape.steps) & CHEMISTRY)
    for box in shape.steps.get("treat_power", []):
        found += _treatment(shape, box, settings)
    for prop in [*chemistry, "conductivity"]:
        for box in shape.steps.get(prop, []):
            found += _water_step(shape, prop, box, chemistry, settings)
    for box in shape.steps.get("flow", []):
        days = (box.after - box.first) / shape.streams["flow"].samples(24)
        big = abs(box.height) >= 0.3 and box.z >= 1.2 * settings["step.z_alone"]
        if big and days >= 2.5 and _sharp(box, settings):
            found.append(
                _say(
                    shape,
                    "flow",
                    box,
                    "dilution",
                    box.z / settings["step.z_alone"],
                    ["storm: too long"],
                )
            )
    return found


def _water_step(
    shape: Profile, prop: str, box: Box, chemistry: list[str], settings: Settings
) -> list[Suspicion]:
    """Judge a fall of one parameter by what the others do."""
    span = _span(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    if box.height > -settings["step.factor"] or not _sharp(box, settings) or days < 0.5:
        return []
    drops = {p: shape.contrast(p, *span) for p in chemistry}
    rest = [d for p, d in drops.items() if p != prop and not math.isnan(d)]
    salt = shape.contrast("conductivity", *span)
    flow = shape.contrast("flow", *span)
    together = sum(d < 0.4 * box.height for d in rest)
    evidence = {
        "drops": {p: round(d, 3) for p, d in drops.items() if not math.isnan(d)},
        "conductivity": None if math.isnan(salt) else round(salt, 3),
        "flow": None if math.isnan(flow) else round(flow, 3),
    }
    if salt < -0.1 and days < 2.6 and (math.isnan(flow) or flow > 0.1):
        return []
    if prop == "conductivity":
        if together < 2 or days < 0.5:
            return []
        return [
            _say(
                shape,
                prop,
                box,
                "dilution",
                box.z / settings["step.z"],
                ["storm: too long or flow unchanged"],
                **evidence,
            )
        ]
    if rest and together >= max(1, len(rest) - 1):
        if salt < -0.1:
            kind = "dilution"
        else:
            kind = "sample_swap" if _still(shape, span, chemistry) else "dilution"
        return [
            _say(
                shape,
                prop,
                box,
                kind,
                1.2 * box.z / settings["step.z"],
                ["storm: too long or flow unchanged", "stopped discharge"],
                **evidence,
            )
        ]
    power = shape.contrast("treat_power", *span)
    strength = box.z / settings["step.z_alone"]
    if days < settings["step.days"] or strength < 1 or abs(power) > 0.1:
        return []
    return [
        _say(
            shape,
            prop,
            box,
            "scaling",
            strength,
            ["storm: conductivity stays", "better treatment: its power stays"],
            **evidence,
        )
    ]


def _still(shape: Profile, span: tuple[int, int], chemistry: list[str]) -> bool:
    """Tell whether the parameters scatter less than half of what they usually do."""
    ratios = []
    for prop in chemistry:
        stream, rest = shape.streams[prop], shape.rests[prop].value
        inside = rest[stream.index(span[0]) : stream.index(span[1])]
        ratios.append(spread(inside) / max(spread(rest), 1e-9))
    return bool(np.nanmedian(ratios) < 0.5)


def _ambient(shape: Profile, settings: Settings) -> list[Suspicion]:
    """Judge the steps of a station or a site against its neighbours."""
    found = []
    dust = [p for p in ("pm10", "pm25") if p in shape.rests]
    gases = sorted(set(shape.rests) - set(dust))
    for prop in sorted(shape.steps):
        for box in shape.steps[prop]:
            found += _spatial_step(shape, prop, box, dust, gases, settings)
    return _often(found, settings) + _dips(shape, dust, gases, settings)


def _dips(shape: Profile, dust: list[str], gases: list[str], settings: Settings) -> list[Suspicion]:
    """Find days in which particles fall against the neighbours again and again, for hours."""
    if not dust:
        return []
    stream = shape.streams[dust[0]]
    near = [p for p in (*dust, *gases) if len(shape.rests[p].value) == len(stream)]
    joint = np.nanmean([shape.rests[p].value for p in near if p in dust], axis=0)
    air = [shape.rests[p].value for p in near if p not in dust]
    if air:
        joint = joint - np.clip(np.nan_to_num(np.nanmedian(air, axis=0)), -0.5, 0.0)
    width = stream.samples(4, 3)
    smooth = np.full(len(joint), np.nan)
    mean = rolling_mean(joint, width, 0.6)
    smooth[width // 2 : width // 2 + len(mean)] = mean
    low = smooth < -max(settings["dip.depth"], settings["dip.spreads"] * spread(smooth))
    spans = [s for s in runs(low, width // 2) if s[1] - s[0] >= stream.samples(3, 3)]
    found = []
    for first, after, count, log_p in dense(spans, len(stream), stream.samples(24 * 12)):
        strength = -log_p / settings["dip.surprise"]
        if strength < 1 or count < 3:
            continue
        depth = [round(centre(joint[a:b]), 3) for a, b in spans if first <= a and b <= after]
        found.append(
            Suspicion.on(
                stream,
                first,
                after,
                "sampling_interference",
                strength,
                statistic="falls of particles against neighbours",
                observed=count,
                depth=depth,
                p_log10=round(log_p, 2),
                n=after - first,
                streams=dust,
                compared=list(shape.rests[dust[0]].compared),
                ruled_out=["gases stay", "usual number of such falls"],
            )
        )
    return found


def _spatial_step(
    shape: Profile, prop: str, box: Box, dust: list[str], gases: list[str], settings: Settings
) -> list[Suspicion]:
    """Judge a fall against the neighbours."""
    span = _span(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    if not _sharp(box, settings) or box.height > -settings["step.factor"]:
        return []
    others = [shape.contrast(p, *span) for p in gases if p != prop]
    others = [d for d in others if not math.isnan(d)]
    gas = float(np.median(others)) if others else 0.0
    if gas < 0.4 * box.height:
        return []
    if prop in dust:
        twin = [shape.contrast(p, *span) for p in dust if p != prop]
        joint = not twin or twin[0] < 0.4 * box.height
        if joint and box.height < -settings["step.interference"] and days < 9:
            return [
                _say(
                    shape,
                    prop,
                    box,
                    "sampling_interference",
                    box.z / settings["step.z_inlet"],
                    ["neighbours", "gases stay: no change of air", "rain at all stations"],
                    gases=round(gas, 3),
                    twin=[round(t, 3) for t in twin],
                )
            ]
    if days < settings["step.days_air"] or box.z < settings["step.z_air"]:
        return []
    return [
        _say(
            shape,
            prop,
            box,
            "scaling",
            box.z / settings["step.z_air"],
            ["drift: both edges are steps", "weather: neighbours", "other pollutants stay"],
            others=round(gas, 3),
        )
    ]


def _often(found: list[Suspicion], settings: Settings) -> list[Suspicion]:
    """Raise what comes again within days, drop what is single and weak."""
    kept = []
    for one in found:
        again = sum(
            other is not one
            and other.kind == one.kind
            and abs(other.start - one.start) < settings["step.again_d"] * DAY
            and not (other.start < one.end and one.start < other.end)
            for other in found
        )
        strength = one.strength * (1 + 0.12 * min(again, 4))
        if strength >= 1:
            kept.append(
                Suspicion(
                    one.stream,
                    one.start,
                    one.end,
                    one.kind,
                    strength,
                    dict(one.evidence) | {"repeated": again},
                )
            )
    return kept
