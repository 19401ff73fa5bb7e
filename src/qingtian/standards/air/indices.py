"""Single and composite indices in their three forms: HJ 663, weighted, and the city ranking's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.air.names import POLLUTANTS
from qingtian.standards.air.rules import daily_averaging, limit
from qingtian.standards.result import Cite, Given, Result, Step


def single_index(
    pollutant: str, day: date, *, annual: Decimal | None, percentile: Decimal | None, level: int = 2
) -> Result:
    """Compute the single index of HJ 663: the larger of mean and percentile against their limits.

    Parameters
    ----------
    pollutant
        One of the six; CO and O3 have no mean.
    day
        Day whose law counts.
    annual, percentile
        Annual mean and percentile as reported; None = not used. [µg/m³, CO mg/m³]
    level
        Level of the limits.

    Returns
    -------
    Result
        The index. [1]
    """
    bounds = {"annual": (annual, "year"), "percentile": (percentile, daily_averaging(pollutant))}
    parts: list[tuple[Fraction, Step, Provision]] = []
    for value, averaging in bounds.values():
        if value is None:
            continue
        bound = limit(pollutant, averaging, day)
        ratio = Fraction(value) / Fraction(bound.level(level).value)
        shown = {"value": value, "limit": bound.level(level).value, "index": f"{float(ratio):.4f}"}
        parts.append((ratio, Step("ratio", shown), bound))
    if not parts:
        raise ValueError(f"expected a mean or a percentile of {pollutant}; got neither")
    cite = law.at(day)["air.evaluation.composite"]
    return Result(
        rule="AIR-INDEX",
        subject=pollutant,
        value=mean_rounded(max(part[0] for part in parts), 4),
        unit="",
        valid=True,
        edition=cite.standard,
        cites=(Cite.of(cite), *(Cite.of(part[2]) for part in parts)),
        steps=tuple(part[1] for part in parts),
        more={"exact": str(max(part[0] for part in parts))},
    )


Form = Literal["sum", "weighted sum", "weighted mean"]


def composite(indices: Mapping[str, Decimal], day: date, *, form: Form = "sum") -> Result:
    """Add up the single indices of HJ 663, plainly or with the weights reported for 2026.

    The third form, that of the city ranking, is `ranking_index`: it has other single indices.

    Parameters
    ----------
    indices
        Pollutant to its single index; all six. [1]
    day
        Day whose law counts.
    form
        `sum`, or one of the two weighted forms that third parties report for the edition of 2026,
        whose text was not seen: they are never the default, and judge nothing.

    Returns
    -------
    Result
        The composite index; smaller is better. [1]

    Raises
    ------
    NotInForceError
        If a weighted form is asked for before there is one.
    """
    path = "air.evaluation.composite" if form == "sum" else "air.evaluation.weighted"
    rule = law.at(day)[path]
    digits = law.at(day)["air.evaluation.other_digits"]
    weights = rule.value["weights"]
    total = sum(
        (Fraction(indices[name]) * Fraction(weights[name]) for name in POLLUTANTS), Fraction(0)
    )
    if form != "sum":
        total /= Fraction(rule.value["divisors"][form])
    parts = ", ".join(
        f"{name} {indices[name]}" + (f"×{weights[name]}" if weights[name] != 1 else "")
        for name in POLLUTANTS
    )
    return Result(
        rule="AIR-INDEX-SUM",
        subject="",
        value=mean_rounded(total, int(digits.value["index"])),
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule), Cite.of(digits)),
        steps=(Step("addends", {"parts": parts}),),
        more={
            "exact": mean_rounded(total, 4),
            "largest": _largest(indices),
            "form": form,
            "accuses": not rule.review,
        },
    )


def _largest(indices: Mapping[str, Decimal | Fraction]) -> list[str]:
    top = max(indices.values())
    return [name for name, value in indices.items() if value == top]


def ranking_index(
    values: Mapping[str, Decimal], day: date, *, tie_decimals: int | None = 2
) -> Result:
    """Compute the composite index of the city ranking, which takes means and percentiles apart.

    Parameters
    ----------
    values
        SO2, NO2, PM10, PM2.5: means of the period; CO: 95th percentile of daily means; O3: 90th of
        daily maximum 8-hour means. [µg/m³, CO mg/m³]
    day
        Day whose law counts.
    tie_decimals
        Digits by which single indices are compared for the main pollutant; None = exact. [1]

    Returns
    -------
    Result
        The index, smaller is better; `more` has each single index and the main pollutants. [1]
    """
    table = law.at(day)["air.ranking.composite"]
    single: dict[str, Fraction] = {}
    steps: list[Step] = []
    for row in table.rows():
        name, bound = row["pollutant"], law.at(day)[row["limit"]]
        single[name] = Fraction(values[name]) / Fraction(bound.level(2).value)
        shown = {
            "value": values[name],
            "limit": bound.level(2).value,
            "index": f"{float(single[name]):.4f}",
        }
        steps.append(Step("ratio", shown))
    compared = {
        name: value if tie_decimals is None else Fraction(mean_rounded(value, tie_decimals))
        for name, value in single.items()
    }
    total = sum(single.values(), Fraction(0))
    return Result(
        rule="AIR-RANK-INDEX",
        subject="",
        value=mean_rounded(total, 2),
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=tuple(steps),
        inputs=tuple(Given(name, value) for name, value in values.items()),
        more={
            "exact": mean_rounded(total, 4),
            "single": {name: mean_rounded(value, 4) for name, value in single.items()},
            "main": _largest(compared),
        },
    )
