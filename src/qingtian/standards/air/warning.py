"""Heavy-pollution warnings from the hours that a forecast or record stays above a level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from qingtian import law
from qingtian.standards.result import Cite, Result, Step


def warning_level(hours: Mapping[str, int], day: date) -> Result:
    """Find the warning level for hours of AQI above 150, 200 and 300.

    Parameters
    ----------
    hours
        `hours_gt150`, `hours_gt200`, `hours_gt300`: consecutive hours above. [h]
    day
        Day of the decision.

    Returns
    -------
    Result
        红, 橙, 黄, or None; `more` has the level and its English name.
    """
    table = law.at(day)["air.warning.triggers"]
    keys = ("hours_gt150", "hours_gt200", "hours_gt300")
    row = next(
        (
            each
            for each in table.rows()
            if all(each[key] is None or hours.get(key, 0) >= each[key] for key in keys)
        ),
        None,
    )
    values = dict(zip("abc", (hours.get(key, 0) for key in keys), strict=True))
    return Result(
        rule="AIR-WARNING",
        subject="",
        value=None if row is None else row["zh"],
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step("spread", values),),
        more={} if row is None else {"level": int(row["level"]), "en": row["en"]},
    )


def longest_run(forecast: Mapping[date, int], above: int) -> int:
    """Say how many days in a row stay above an AQI, at most. [d]."""
    best = run = 0
    last: date | None = None
    for day in sorted(forecast):
        follows = last is not None and day - last == timedelta(days=1)
        run = (run + 1 if follows else 1) if forecast[day] > above else 0
        best, last = max(best, run), day
    return best


def warning_of_days(forecast: Mapping[date, int], day: date) -> Result:
    """Find the warning level for the daily AQI of coming days.

    Parameters
    ----------
    forecast
        Day to its daily AQI; a day that is missing breaks a run. [1]
    day
        Day of the decision.

    Returns
    -------
    Result
        As of `warning_level`, from whole days of 24 hours.
    """
    hours = {f"hours_gt{above}": 24 * longest_run(forecast, above) for above in (150, 200, 300)}
    return warning_level(hours, day)
