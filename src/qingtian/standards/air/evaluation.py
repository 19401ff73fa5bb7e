"""Annual evaluation by HJ 663: means, percentiles, compliance, indices, trend; the city ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import gbt8170, mean, mean_rounded, percentile
from qingtian.standards.air.indices import composite
from qingtian.standards.air.names import POLLUTANTS
from qingtian.standards.air.rules import daily_averaging, digits_year, limit
from qingtian.standards.result import Cite, Given, Result, Step

Daily = Mapping[date, Decimal | None]


def exceed_multiple(c: Decimal, s: Decimal, day: date) -> Decimal:
    """Say by how many times a concentration is above its limit: (C-S)/S.

    Parameters
    ----------
    c, s
        Concentration and limit, of one unit. [µg/m³ or mg/m³]
    day
        Day of the data, for the digits.

    Returns
    -------
    Decimal
        Zero where it is not above. [1]
    """
    digits = int(law.at(day)["air.evaluation.other_digits"].value["exceed_multiple"])
    return mean_rounded(max(Fraction(c - s) / Fraction(s), Fraction(0)), digits)


def against_limit(
    pollutant: str, averaging: str, value: Decimal, day: date, level: int = 2
) -> Result:
    """Compare a concentration with the limit of the day, by rounded values.

    Parameters
    ----------
    pollutant
        As the law names it: PM2.5, NOx, Pb …
    averaging
        `hour`, `day`, `mda8`, `quarter` or `year`.
    value
        The concentration. [unit of the limit]
    day
        Day of the data.
    level
        1 for class-1 areas, 2 for class-2 areas.

    Returns
    -------
    Result
        `within` or `exceeded`; `more` has limit and multiple.
    """
    found = limit(pollutant, averaging, day)
    bound = found.level(level)
    compared = gbt8170(value, found.decimals or 0)
    multiple = mean_rounded(
        max(Fraction(compared - bound.value) / Fraction(bound.value), Fraction(0)), 2
    )
    key = "exceeded" if compared > bound.value else "within"
    return Result(
        rule="AIR-LIMIT",
        subject=pollutant,
        value=key,
        unit="",
        valid=True,
        edition=found.standard,
        cites=(Cite.of(found),),
        steps=(
            Step("limit", {"limit": bound.value, "level": level}),
            Step(key, {"value": compared, "limit": bound.value, "multiple": multiple}),
        ),
        inputs=(Given(pollutant, value, found.unit),),
        more={"limit": bound.value, "compared": compared, "multiple": multiple},
    )


def months_short(counts: Sequence[int], rule: Mapping[str, Decimal]) -> list[int]:
    """List the months (1 to 12) that have fewer valid days than the rule asks. [1]."""
    need = [rule["february"] if month == 2 else rule["month"] for month in range(1, 13)]
    return [n + 1 for n, count in enumerate(counts) if count < need[n]]


def _counts(daily: Daily, year: int) -> list[int]:
    counts = [0] * 12
    for day, value in daily.items():
        if day.year == year and value is not None:
            counts[day.month - 1] += 1
    return counts


def _enough(counts: Sequence[int], minimum: Provision) -> tuple[bool, tuple[Step, ...]]:
    rule = minimum.value
    valid = sum(counts) >= rule["year"] and not months_short(counts, rule)
    shown = {
        "counts": ", ".join(map(str, counts)),
        "month": rule["month"],
        "february": rule["february"],
    }
    return valid, (
        Step("enough", {"count": sum(counts), "required": rule["year"]}),
        Step("months", shown),
    )


def _statistic(
    rule: str,
    pollutant: str,
    exact: Fraction | None,
    counts: Sequence[int],
    day: date,
    minimum: str,
    steps: tuple[Step, ...],
    cites: tuple[Provision, ...],
) -> Result:
    digits, digits_cite = digits_year(day, pollutant)
    needed = law.at(day)[minimum]
    valid, why = _enough(counts, needed)
    value = None if exact is None else mean_rounded(exact, digits)
    if exact is not None:
        note = {"decimals": digits, "before": f"{float(exact):.6g}", "after": value}
        steps = (*steps, Step("round", note))
    return Result(
        rule=rule,
        subject=pollutant,
        value=value,
        unit="mg/m³" if pollutant == "CO" else "µg/m³",
        valid=valid and value is not None,
        edition=digits_cite.standard,
        cites=tuple(Cite.of(each) for each in (*cites, needed, digits_cite)),
        steps=(*why, *steps),
        more={"days": sum(counts), "by_month": list(counts)},
    )


def _annual_mean(pollutant: str, values: list[Decimal], counts: list[int], day: date) -> Result:
    found = mean(values)
    steps = (Step("sum", {"count": found.count, "total": found.total}),) if values else ()
    cite = law.at(day)["air.evaluation.annual"]
    return _statistic(
        "AIR-YEAR-MEAN", pollutant, found.exact, counts, day, "air.minimum.year", steps, (cite,)
    )


def _annual_percentile(
    pollutant: str, values: list[Decimal], counts: list[int], day: date
) -> Result:
    table = law.at(day)["air.evaluation.percentiles"]
    p = next(row["percentile"] for row in table.rows() if row["pollutant"] == pollutant)
    exact = percentile(values, p) if values else None
    steps: tuple[Step, ...] = ()
    if values:
        ordered = sorted(values)
        k = 1 + (len(values) - 1) * Fraction(p) / 100
        low, high = ordered[int(k) - 1], ordered[min(int(k), len(values) - 1)]
        shown = {
            "n": len(values),
            "p": p,
            "k": f"{float(k):g}",
            "s": int(k),
            "low": low,
            "high": high,
        }
        steps = (Step("percentile", shown),)
    return _statistic(
        "AIR-YEAR-PERCENTILE",
        pollutant,
        exact,
        counts,
        day,
        "air.minimum.percentile",
        steps,
        (table,),
    )


def _takes_mean(pollutant: str, day: date) -> bool:
    table = law.at(day)["air.evaluation.annual"]
    return bool(next(row["mean"] for row in table.rows() if row["pollutant"] == pollutant))


def annual(pollutant: str, daily: Daily, year: int, level: int = 2) -> Result:
    """Evaluate a pollutant's year: mean and percentile against their limits.

    The law is that of the year's last day; a year in which the edition changes says so by its
    edition. Statistics are made from daily values as reported.

    Parameters
    ----------
    pollutant
        One of the six.
    daily
        Day to its value (ozone: daily maximum 8-hour mean); None = not valid.
        [µg/m³, CO mg/m³]
    year
        The calendar year.
    level
        1 for class-1 areas, 2 for class-2 areas.

    Returns
    -------
    Result
        `compliant` or `not compliant`, None without data; `more` has mean, percentile, reason,
        index, days and the rate of days within the daily limit.
    """
    last = date(year, 12, 31)
    counts = _counts(daily, year)
    values = [
        value for day, value in sorted(daily.items()) if day.year == year and value is not None
    ]
    parts: list[tuple[str, Result, Provision]] = []
    if _takes_mean(pollutant, last):
        parts.append(
            (
                "annual",
                _annual_mean(pollutant, values, counts, last),
                limit(pollutant, "year", last),
            )
        )
    daily_limit = limit(pollutant, daily_averaging(pollutant), last)
    parts.append(("percentile", _annual_percentile(pollutant, values, counts, last), daily_limit))
    over = [name for name, part, bound in parts if _over(part, bound, level)]
    known = all(part.value is not None for _, part, _ in parts)
    valid = known and all(part.valid for _, part, _ in parts)
    return Result(
        rule="AIR-YEAR",
        subject=pollutant,
        value=("not compliant" if over else "compliant") if known else None,
        unit="",
        valid=valid,
        edition=daily_limit.standard,
        cites=tuple(Cite.of(bound) for _, _, bound in parts),
        steps=tuple(
            _compared(part, bound, level) for _, part, bound in parts if part.value is not None
        ),
        inputs=tuple(part for _, part, _ in parts),
        more=_year_figures(parts, over, values, daily, year, level),
    )


def _over(part: Result, bound: Provision, level: int) -> bool:
    return isinstance(part.value, Decimal) and part.value > bound.level(level).value


def _compared(part: Result, bound: Provision, level: int) -> Step:
    key = "exceeded" if _over(part, bound, level) else "within"
    assert isinstance(part.value, Decimal)
    s = bound.level(level).value
    multiple = mean_rounded(max(Fraction(part.value - s) / Fraction(s), Fraction(0)), 2)
    return Step(key, {"value": part.value, "limit": s, "multiple": multiple})


def _year_figures(
    parts: Sequence[tuple[str, Result, Provision]],
    over: list[str],
    values: list[Decimal],
    daily: Daily,
    year: int,
    level: int,
) -> dict[str, Any]:
    figures = {name: part.value for name, part, _ in parts}
    ratios = [
        Fraction(part.value) / Fraction(bound.level(level).value)
        for _, part, bound in parts
        if isinstance(part.value, Decimal)
    ]
    pollutant = parts[-1][1].subject
    days = [
        value <= limit(pollutant, daily_averaging(pollutant), day).level(level).value
        for day, value in daily.items()
        if value is not None and day.year == year
    ]
    rate = mean_rounded(Fraction(100 * sum(days), len(days)), 1) if days else None
    return {
        "annual": figures.get("annual"),
        "percentile": figures["percentile"],
        "reason": "+".join(over),
        "index": mean_rounded(max(ratios), 4) if ratios else None,
        "days": len(values),
        "days_within": rate,
    }


def annual_all(daily: Mapping[str, Daily], year: int, level: int = 2) -> Result:
    """Evaluate a year over the six pollutants: compliant if each is.

    Parameters
    ----------
    daily
        Pollutant to its daily values, as of `annual`. [µg/m³, CO mg/m³]
    year
        The calendar year.
    level
        1 for class-1 areas, 2 for class-2 areas.

    Returns
    -------
    Result
        `compliant`, `not compliant`, or None where a pollutant has no data; `more` has the
        composite index of HJ 663 and the exceeding pollutants.
    """
    found = {name: annual(name, daily.get(name, {}), year, level) for name in POLLUTANTS}
    over = [name for name, each in found.items() if each.value == "not compliant"]
    known = all(each.value is not None for each in found.values())
    indices = {name: each.more["index"] for name, each in found.items()}
    return Result(
        rule="AIR-YEAR-ALL",
        subject="",
        value=("not compliant" if over else "compliant") if known else None,
        unit="",
        valid=all(each.valid for each in found.values()),
        edition=found["PM2.5"].edition,
        inputs=tuple(found.values()),
        more={
            "exceeding": over,
            "composite": composite(indices, date(year, 12, 31)).value if known else None,
        },
    )
