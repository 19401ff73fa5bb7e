"""Dust-fall and total suspended particulates at the fence of a site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import AnyPack
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step


def dustfall(
    loaded: Decimal, empty: Decimal, blank: Decimal, area: Decimal, days: Decimal, day: date
) -> Result:
    """Compute the dust-fall of a month from a collector (HJ 1221-2021).

    Parameters
    ----------
    loaded, empty
        Crucible with the sample, and empty. [g]
    blank
        What the added ethylene glycol leaves behind. [g]
    area
        Mouth of the collector. [cm²]
    days
        Days of collecting, to a tenth. [d]
    day
        Day on which collecting ended.

    Returns
    -------
    Result
        (W1-W0-Wc)/(S·n)·30·10⁴ to two digits; valid if the month was 30 ± 2 days and the number
        is not below zero. [t/(km²·30d)]

    Raises
    ------
    ValueError
        If area or days are not positive.
    """
    if area <= 0 or days <= 0:
        raise ValueError(f"expected a positive area and days; got {area} cm², {days} d")
    rule = law.at(day)["emissions.dust.dustfall"]
    norm, spread = rule.value["month_days"], rule.value["month_tolerance"]
    exact = Fraction(loaded - empty - blank) / Fraction(area * days) * Fraction(norm) * 10**4
    given = {"W1": (loaded, "g"), "W0": (empty, "g"), "Wc": (blank, "g"), "S": (area, "cm²")}
    return Result(
        rule="EM-DUSTFALL",
        subject="dust-fall",
        value=mean_rounded(exact, 2),
        unit="t/(km²·30d)",
        valid=abs(days - norm) <= spread and exact >= 0,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-dustfall", {"days": days, "norm": norm, "spread": spread}),),
        inputs=(*(Given(n, v, u) for n, (v, u) in given.items()), Given("n", days, "d")),
    )


def tsp_monitor(
    flow: Decimal,
    mass: Decimal,
    day: date,
    packs: Iterable[AnyPack],
    *,
    pairs: Sequence[tuple[float, float]] = (),
) -> Result:
    """Judge a monitor of the TSP grid: flow, mass check, correlation with the reference.

    Parameters
    ----------
    flow, mass
        Deviation from the set flow and from the check mass, either sign. [%]
    day
        Day of the check.
    packs
        Of the place: the rule is local.
    pairs
        Reference and monitor, for the correlation; none = not compared. [µg/m³]

    Returns
    -------
    Result
        Whether it passes; a mass check beyond its bound asks for calibration. [1]
    """
    rule = law.at(day, packs)["emissions.beijing.tsp"]
    r = _correlation(pairs) if pairs else None
    failed = [
        name
        for name, bad in (
            ("flow", abs(flow) > rule.value["flow_within"]),
            ("mass", abs(mass) > rule.value["mass_within"]),
            ("r", r is not None and r < float(rule.value["r"])),
        )
        if bad
    ]
    return Result(
        rule="EM-TSP",
        subject="TSP",
        value=not failed,
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-tsp", {"flow": flow, "mass": mass, "failed": ", ".join(failed) or "-"}),),
        inputs=(Given("flow", flow, "%"), Given("mass", mass, "%")),
        more={"failed": failed, "r": None if r is None else Decimal(f"{r:.4f}"), "accuses": False},
    )


def _correlation(pairs: Sequence[tuple[float, float]]) -> float:
    n = len(pairs)
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    mx, my = sum(xs) / n, sum(ys) / n
    xy = sum((x - mx) * (y - my) for x, y in pairs)
    xx, yy = sum((x - mx) ** 2 for x in xs), sum((y - my) ** 2 for y in ys)
    return 0.0 if not xx or not yy else float(xy / (xx * yy) ** 0.5)
