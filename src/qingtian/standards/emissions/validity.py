"""How many data an hour, a day, a month and a quarter of a stack need, and what stands in (HJ 75, 76)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

Level = Literal["hour", "day", "month"]
CAUSES = ("calibration", "other")


def needed(level: Level, day: date) -> tuple[int, Provision]:
    """Give how many minutes, hours or days a mean of a stack needs, and where that stands.

    Parameters
    ----------
    level
        `hour` (of minutes), `day` (of hours), `month` (of days).
    day
        Day of the data; of a month any day of it.
    """
    found = law.at(day)[f"emissions.cems.minimum.{level}"]
    if level == "month":
        return int(found.value["february" if day.month == 2 else "days"]), found
    return int(found.number()), found


def enough(level: Level, count: int, day: date) -> Result:
    """Say whether a mean of a stack has enough valid data (HJ 76-2017, appendix B).

    Parameters
    ----------
    level
        `hour`, `day`, `month`.
    count
        Valid minutes, hours, days. [1]
    day
        Day of the data; February needs fewer days.

    Returns
    -------
    Result
        `valid` says so, and so does the value. [1]
    """
    required, rule = needed(level, day)
    return Result(
        rule="EM-ENOUGH",
        subject=level,
        value=count >= required,
        unit="",
        valid=count >= required,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("enough", {"count": count, "required": required}),),
        inputs=(Given(level, count),),
        more={"count": count, "required": required},
    )


def capture_rate(hours: Decimal, invalid: Decimal, stop: Decimal, day: date) -> Result:
    """Compute the capture rate of valid data of a quarter (HJ 75-2017, chapter 12).

    Parameters
    ----------
    hours
        All hours of the quarter. [h]
    invalid
        Hours with invalid data while the source ran. [h]
    stop
        Hours in which the source stood. [h]
    day
        Last day of the quarter.

    Returns
    -------
    Result
        (H - H_invalid - H_stop)/(H - H_stop)·100, to two digits; `valid` if it reaches what is
        asked; none if the source stood all the time. [%]
    """
    rule = law.at(day)["emissions.cems.substitution"]
    target = law.at(day)["emissions.cems.capture"]
    running = Fraction(hours) - Fraction(stop)
    given = (Given("hours", hours, "h"), Given("invalid", invalid, "h"), Given("stop", stop, "h"))
    if running <= 0:
        out = LeftOut(Given("stop", stop, "h"), "stood")
        return Result(
            rule="EM-CAPTURE",
            subject="quarter",
            value=None,
            unit="%",
            valid=False,
            edition=rule.standard,
            cites=(Cite.of(rule),),
            inputs=given,
            left_out=(out,),
        )
    exact = (running - Fraction(invalid)) / running * 100
    parts = {"hours": hours, "invalid": invalid, "stop": stop}
    return Result(
        rule="EM-CAPTURE",
        subject="quarter",
        value=mean_rounded(exact, 2),
        unit="%",
        valid=exact >= Fraction(target.number()),
        edition=rule.standard,
        cites=(Cite.of(rule), Cite.of(target)),
        steps=(Step("em-capture", parts),),
        inputs=given,
        more={"exact": mean_rounded(exact, 6), "target": target.number()},
    )


def window(capture: Decimal, hours: int, cause: str, day: date) -> Result:
    """Say from which hours an invalid period takes its emission mass (HJ 75-2017, chapter 12).

    Parameters
    ----------
    capture
        Capture rate of the quarter. [%]
    hours
        Consecutive invalid hours. [h]
    cause
        `calibration` (out of control, calibration overdue) or `other` (maintenance, fault, …).
    day
        Day of the data.

    Returns
    -------
    Result
        How many valid hours before are looked at; none where the capture rate is too low for any
        substitution. `more`: `before` (`last_calibration` or `failure`) and `statistic`. [h]
    """
    if cause not in CAUSES:
        raise ValueError(f"expected one of {', '.join(CAUSES)}; got {cause!r}")
    table = law.at(day)["emissions.cems.substitution"]
    row = next(
        (
            row
            for row in table.rows()
            if row["cause"] == cause
            and capture >= row["capture_from"]
            and (row["capture_below"] is None or capture < row["capture_below"])
            and (row["hours_to"] is None or hours <= row["hours_to"])
        ),
        None,
    )
    given = (Given("capture", capture, "%"), Given("hours", hours, "h"), Given("cause", cause))
    steps = (
        Step("no-window", {"capture": capture})
        if row is None
        else Step(
            "before-calibration" if cause == "calibration" else "before-failure",
            {"window": row["window"]},
        ),
    )
    return Result(
        rule="EM-WINDOW",
        subject=cause,
        value=None if row is None else int(row["window"]),
        unit="h",
        valid=row is not None,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=steps,
        inputs=given,
        more={
            "window": None if row is None else int(row["window"]),
            "before": None if row is None else row["before"],
            "statistic": None if row is None else row["statistic"],
        },
    )


def substituted(
    masses: Sequence[Decimal | None], capture: Decimal, hours: int, cause: str, day: date
) -> Result:
    """Give the hourly mass that stands in for each hour of an invalid period.

    The concentration and the parameters of the flue gas are never changed by this.

    Parameters
    ----------
    masses
        Hourly masses before the last calibration (or the failure), the latest last; None = not
        valid. [kg/h]
    capture, hours, cause, day
        As of `window`.

    Returns
    -------
    Result
        Largest of the last valid hours that the window asks for. [kg/h]
    """
    found = window(capture, hours, cause, day)
    valid = [mass for mass in masses if mass is not None]
    last = valid[-int(found.more["window"]) :] if found.valid else []
    steps = (Step("em-substitute", {"count": len(last)}),) if last else ()
    return Result(
        rule="EM-SUBSTITUTE",
        subject=cause,
        value=max(last, default=None),
        unit="kg/h",
        valid=bool(last),
        edition=found.edition,
        cites=found.cites,
        steps=steps,
        inputs=(found,),
        more={"hours": len(last), "window": found.more["window"], "changes": "mass"},
    )
