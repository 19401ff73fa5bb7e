"""Heavy-pollution warnings from the hours that a forecast or record stays above a level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
