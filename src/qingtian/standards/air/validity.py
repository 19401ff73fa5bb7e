"""Whether there are enough data for a mean (table 4 of GB 3095)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qingtian import law
from qingtian.standards.air.evaluation import months_short

SAMPLED = ("TSP", "PB", "BAP")
"""Pollutants that are sampled on filters and have minima of their own."""


def enough(pollutant: str, averaging: str, have: Mapping[str, Any], day: date) -> bool:
    """Say whether the minimum of data is met.

    Parameters
    ----------
    pollutant
        As the law names it.
    averaging
        `1h`, `8h`, `day`, `month`, `quarter` or `year`.
    have
        What there is: `minutes` of the hour, `hours` of the window or day, `days` of the period
        and `by_month`, the days of each of its months.
    day
        Day of the data.

    Raises
    ------
    ValueError
        If no minimum is known for such a mean.
    """
    minimum = law.at(day).air.minimum
    sampled = pollutant.upper() in SAMPLED
    if averaging in ("1h", "hour"):
        return bool(have["minutes"] >= minimum.hour.number())
    if averaging == "8h":
        return bool(have["hours"] >= minimum.window_8h.number())
    if averaging in ("day", "24h"):
        rule = minimum.day_sampled if sampled else minimum.day
        return bool(have["hours"] >= rule.number())
    return _long(sampled, averaging, have, day)


def _long(sampled: bool, averaging: str, have: Mapping[str, Any], day: date) -> bool:  # noqa: FBT001
    minimum = law.at(day).air.minimum
    if averaging == "year" and not sampled:
        rule = minimum.year.value
        counts = have.get("by_month")
        short = months_short(counts, rule) if counts is not None else []
        return bool(have["days"] >= rule["year"]) and not short
    if averaging in ("year", "quarter") and sampled:
        rule = (minimum.year_sampled if averaging == "year" else minimum.quarter_sampled).value
        months = all(count >= rule["month"] for count in have.get("by_month", ()))
        return bool(have["days"] >= rule[averaging]) and months
    if averaging == "month":
        rule = minimum.month.value
        return bool(have["days"] >= rule["february" if have.get("month") == 2 else "month"])
    raise ValueError(
        f"no minimum is known for {averaging}; expected 1h, 8h, day, month, quarter, year"
    )
