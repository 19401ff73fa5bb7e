"""Levels that step at stacks and outfalls: scaling, dilution, oxygen, treatment."""

from __future__ import annotations

import math

import numpy as np

from qingtian.quality.detectors.boxes import Box
from qingtian.quality.detectors.inlets import ambient
from qingtian.quality.detectors.kinds import CHEMISTRY, STACK
from qingtian.quality.detectors.multiplied import multiplied
from qingtian.quality.detectors.profile import Profile, profile, say, sharp, span_of, surety
from qingtian.quality.detectors.rolling import centre, spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.streams import AMBIENT, DAY, Stream, World
from qingtian.quality.detectors.suspicion import Innocent, Suspicion

AIR = 20.9
"""Oxygen in air. [%]"""
SALT = -0.1
"""Fall of the conductivity below which other water came in; logarithm. [1]"""
STORM, WET = 2.6, 0.1
"""Length from which on it is no storm, in days; rise of the flow that a storm makes, logarithm. [1]"""


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
    found = multiplied(shape, settings)
    if domain == "cems":
        found += _stack(shape, settings)
    if domain == "water":
        found += _outfall(shape, settings)
    return found + (ambient(world, shape, settings) if domain in AMBIENT else [])


def _stack(shape: Profile, settings: Settings) -> list[Suspicion]:
    """Judge the steps of a stack."""
    found = []
    for box in shape.steps.get("o2", []):
        found += _oxygen(shape, box, settings)
    for box in shape.steps.get("treat_power", []):
        found += _treatment(shape, box, settings)
    for prop in sorted(set(shape.steps) & STACK):
        for box in (*shape.steps[prop], *shape.faint[prop], *_own(shape, prop, settings)):
            found += _factor(shape, prop, box, settings)
    for box in shape.steps.get("flow", []):
        days = (box.after - box.first) / shape.streams["flow"].samples(24)
        big = abs(box.height) >= settings["step.flow"] and box.z >= settings["step.z_alone"]
        if big and days >= 1.5 and sharp(box, settings):
            quiet = abs(shape.contrast("moisture", *span_of(shape, "flow", box))) < 1.0
            if quiet:
                found.append(
                    say(
                        shape,
                        "flow",
                        box,
                        "scaling",
                        box.z / settings["step.z_alone"],
                        {"load": _loaded(shape, "flow"), "false air: moisture stays": True},
                    )
                )
    return found


def _oxygen(shape: Profile, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a step of oxygen: with the pollutants thinned as much it is dilution."""
    if abs(box.height) < settings["step.o2"] or not sharp(box, settings):
        return []
    span = span_of(shape, "o2", box)
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
    ran = _loaded(shape, "o2")
    if box.height > 0 and known and float(np.median(known)) < 0.4 * expected:
        return [
            say(
                shape,
                "o2",
                box,
                "dilution",
                1.3 * strength,
                {"drift: both edges are steps": True, "load": ran, "start-up": ran},
                thinned=round(thinned, 3),
                drops=rounded,
                drop_expected=round(expected, 3),
            )
        ]
    return [
        say(
            shape,
            "o2",
            box,
            "o2_manipulation",
            strength,
            {
                "drift: both edges are steps": True,
                "dilution: pollutants do not follow": bool(known),
                "load": ran,
                "start-up": ran,
            },
            drops=rounded,
        )
    ]


def _treatment(shape: Profile, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a fall of the treatment plant's power while production goes on."""
    stream = shape.streams["treat_power"]
    span = span_of(shape, "treat_power", box)
    inside = stream.clean[box.first : box.after]
    dead = float(np.nanmedian(inside)) <= 0.01 * centre(stream.positive)
    if box.height > -settings["step.treatment"] or not sharp(box, settings) or dead:
        return []
    if span[1] - span[0] < 3 * 3_600_000 or box.z < settings["step.z"] * 1.1:
        return []
    flow = shape.contrast("flow", *span)
    if "conductivity" in shape.rests and (
        flow > 0.2 or shape.contrast("conductivity", *span) < -0.15
    ):
        return []
    drops = {p: shape.contrast(p, *span) for p in sorted(set(shape.rests) & (STACK | CHEMISTRY))}
    so2 = drops.get("so2", math.nan)
    beside: dict[Innocent, bool] = (
        {"rain": "conductivity" in shape.rests}
        if stream.domain == "water"
        else {"cleaner fuel: the step is too large": box.height <= -0.5 or not math.isnan(so2)}
    )
    if box.height > -0.5 and so2 < -0.15 and so2 < 0.4 * box.height:
        return []
    return [
        say(
            shape,
            "treat_power",
            box,
            "treatment_mismatch",
            min(box.z / settings["step.z"], -box.height / settings["step.treatment"]),
            {
                "drift: both edges are steps": True,
                "dead meter": True,
                "load": _loaded(shape, "treat_power"),
                **beside,
            },
            emissions={p: round(d, 3) for p, d in drops.items() if not math.isnan(d)},
        )
    ]


def _factor(shape: Profile, prop: str, box: Box, settings: Settings) -> list[Suspicion]:
    """Judge a fall of one pollutant alone."""
    stream = shape.streams[prop]
    span = span_of(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    least = settings["step.days"] if stream.step >= 300_000 else 0.15
    small = box.height > -settings["step.factor"]
    if small or days < least or not sharp(box, settings):
        return []
    power = shape.contrast("treat_power", *span)
    oxygen = shape.contrast("o2", *span)
    treated, leaked = abs(power) > max(0.06, 0.3 * abs(box.height)), abs(oxygen) > 0.8
    if (treated or leaked) and box.height > -1.2:
        return []
    if _exchanged(stream, box):
        return []
    strength = surety(stream, box, settings["step.z_alone"], settings)
    causes: dict[Innocent, bool] = {
        "drift: both edges are steps": True,
        "load": _loaded(shape, prop),
        "better treatment: its power stays": not (treated or math.isnan(power)),
        "dilution: oxygen stays": not (leaked or math.isnan(oxygen)),
    }
    return [say(shape, prop, box, "scaling", strength, causes)] if strength >= 1 else []


def _loaded(shape: Profile, prop: str) -> bool:
    """Tell whether there is a load that was taken off, and ramps left out."""
    return bool(shape.rests[prop].compared)


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
    for prop in chemistry:
        for box in (*shape.faint[prop], *_own(shape, prop, settings)):
            found += _water_factor(shape, prop, box, chemistry, settings)
    for box in shape.steps.get("flow", []):
        days = (box.after - box.first) / shape.streams["flow"].samples(24)
        big = abs(box.height) >= 0.3 and box.z >= 1.2 * settings["step.z_alone"]
        if big and days >= 2.5 and sharp(box, settings):
            found.append(
                say(
                    shape,
                    "flow",
                    box,
                    "dilution",
                    box.z / settings["step.z_alone"],
                    {"drift: both edges are steps": True, "storm: too long": True},
                )
            )
    return found


def _water_step(
    shape: Profile, prop: str, box: Box, chemistry: list[str], settings: Settings
) -> list[Suspicion]:
    """Judge a fall of one parameter by what the others do."""
    span = span_of(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    if box.height > -settings["step.factor"] or not sharp(box, settings) or days < 0.5:
        return []
    drops = {p: shape.contrast(p, *span) for p in chemistry}
    rest = [d for p, d in drops.items() if p != prop and not math.isnan(d)]
    salt = shape.contrast("conductivity", *span)
    flow = shape.contrast("flow", *span)
    together = sum(d < 0.4 * box.height for d in rest)
    evidence = _witnesses(drops, salt, flow)
    causes: dict[Innocent, bool] = {
        "drift: both edges are steps": True,
        "storm: too long or flow unchanged": days >= STORM or flow <= WET or salt >= SALT,
        "stopped discharge": not math.isnan(flow),
    }
    if salt < SALT and days < STORM and (math.isnan(flow) or flow > WET):
        return []
    if prop == "conductivity":
        if together < 2 or days < 0.5:
            return []
        return [
            say(
                shape,
                prop,
                box,
                "dilution",
                box.z / settings["step.z"],
                causes,
                **evidence,
            )
        ]
    if rest and together >= max(1, len(rest) - 1):
        kind = _thinned(shape, span, salt, chemistry)
        strength = 1.2 * box.z / settings["step.z"]
        if kind:
            return [say(shape, prop, box, kind, strength, causes, **evidence)]
    return _water_factor(shape, prop, box, chemistry, settings)


def _thinned(
    shape: Profile, span: tuple[int, int], salt: float, chemistry: list[str]
) -> str | None:
    """Name what lets all parameters of water fall together; None where it is no more than treatment.

    Other water takes the salt along, which treatment leaves; a sample of its own stands still.
    """
    if salt < SALT:
        return "dilution"
    if _still(shape, span, chemistry):
        return "sample_swap"
    return "dilution" if math.isnan(salt) else None


def _own(shape: Profile, prop: str, settings: Settings) -> list[Box]:
    """List the falls of a pollutant beyond what it shares, where the pollutant itself falls as well."""
    return [
        box
        for box in shape.alone.get(prop, [])
        if surety(shape.streams[prop], box, settings["step.z_own"], settings) >= 1
        and shape.contrast(prop, *span_of(shape, prop, box)) < 0.5 * box.height
    ]


def _water_factor(
    shape: Profile, prop: str, box: Box, chemistry: list[str], settings: Settings
) -> list[Suspicion]:
    """Judge a fall of one parameter alone."""
    span = span_of(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    strength = surety(shape.streams[prop], box, settings["step.z_alone"], settings)
    small = box.height > -settings["step.factor"] or not sharp(box, settings)
    if small or days < settings["step.days"] or strength < 1:
        return []
    power = shape.contrast("treat_power", *span)
    if abs(power) > 0.1:
        return []
    drops = {p: shape.contrast(p, *span) for p in chemistry}
    beside = (shape.contrast("conductivity", *span), shape.contrast("flow", *span))
    causes: dict[Innocent, bool] = {
        "drift: both edges are steps": True,
        "storm: conductivity stays": beside[0] >= SALT,
        "better treatment: its power stays": not math.isnan(power),
    }
    return [say(shape, prop, box, "scaling", strength, causes, **_witnesses(drops, *beside))]


def _witnesses(drops: dict[str, float], salt: float, flow: float) -> dict[str, object]:
    """Write down what the other streams of an outfall did."""
    return {
        "drops": {p: round(d, 3) for p, d in drops.items() if not math.isnan(d)},
        "conductivity": None if math.isnan(salt) else round(salt, 3),
        "flow": None if math.isnan(flow) else round(flow, 3),
    }


def _still(shape: Profile, span: tuple[int, int], chemistry: list[str]) -> bool:
    """Tell whether the parameters scatter less than half of what they usually do."""
    ratios = []
    for prop in chemistry:
        stream, rest = shape.streams[prop], shape.rests[prop].value
        inside = rest[stream.index(span[0]) : stream.index(span[1])]
        ratios.append(spread(inside) / max(spread(rest), 1e-9))
    return bool(np.nanmedian(ratios) < 0.5)
