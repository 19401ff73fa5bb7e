"""The statistic of a month, quarter or half-year, as the ranking takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean, mean_rounded, percentile
from qingtian.standards.air.rules import digits_year
from qingtian.standards.result import Cite, Given, Result, Step


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """List the months of a period as (year, month).

    Raises
    ------
    ValueError
        If the period does not begin and end with a month.
    """
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
        raise ValueError(f"expected whole months; got {first} to {last}")
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _required(month: int, rule: Mapping[str, Decimal]) -> int:
    return int(rule["february" if month == 2 else "month"])


def period(pollutant: str, daily: Mapping[date, Decimal | None], first: date, last: date) -> Result:
    """Compute what the ranking takes of a period: a mean, or for CO and O3 a percentile.

    Every month of it must have its minimum of valid days (HJ 663).

    Parameters
    ----------
    pollutant
        One of the six.
    daily
        Day to its value as reported (ozone: daily maximum 8-hour mean); None = not valid.
        [µg/m³, CO mg/m³]
    first, last
        First day of a month and last day of the same or a later one; the law is that of the last.

    Returns
    -------
    Result
        Rounded; `more` has the count of days by month. [µg/m³, CO mg/m³]

    Raises
    ------
    ValueError
        If the period is not made of whole months.
    """
    there = {
        day: value for day, value in daily.items() if first <= day <= last and value is not None
    }
    minimum = law.at(last)["air.minimum.month"]
    counts = {
        (year, month): sum((day.year, day.month) == (year, month) for day in there)
        for year, month in months(first, last)
    }
    short = [key for key, count in counts.items() if count < _required(key[1], minimum.value)]
    digits, cite = digits_year(last, pollutant)
    exact, step, source = _exact(pollutant, [there[day] for day in sorted(there)], last)
    value = None if exact is None else mean_rounded(exact, digits)
    shown = {
        "counts": ", ".join(map(str, counts.values())),
        "month": minimum.value["month"],
        "february": minimum.value["february"],
    }
    return Result(
        rule="AIR-PERIOD",
        subject=pollutant,
        value=value,
        unit="mg/m³" if pollutant == "CO" else "µg/m³",
        valid=value is not None and not short,
        edition=cite.standard,
        cites=tuple(Cite.of(each) for each in (source, minimum, cite)),
        steps=(Step("months", shown), *step),
        inputs=tuple(Given(str(day), there[day]) for day in sorted(there)),
        more={"days": len(there), "by_month": list(counts.values())},
    )


def _exact(
    pollutant: str, values: list[Decimal], day: date
) -> tuple[Fraction | None, tuple[Step, ...], Provision]:
    """Compute the exact statistic, mean or percentile as of a year, with its step."""
    takes = law.at(day)["air.evaluation.annual"]
    if next(row["mean"] for row in takes.rows() if row["pollutant"] == pollutant):
        found = mean(values)
        steps = (Step("sum", {"count": found.count, "total": found.total}),) if values else ()
        return found.exact, steps, takes
    table = law.at(day)["air.evaluation.percentiles"]
    p = next(row["percentile"] for row in table.rows() if row["pollutant"] == pollutant)
    if not values:
        return None, (), table
    k = 1 + (len(values) - 1) * Fraction(p) / 100
    ordered = sorted(values)
    shown = {
        "n": len(values),
        "p": p,
        "k": f"{float(k):g}",
        "s": int(k),
        "low": ordered[int(k) - 1],
        "high": ordered[min(int(k), len(values) - 1)],
    }
    return percentile(values, p), (Step("percentile", shown),), table
