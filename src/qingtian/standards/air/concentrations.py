"""From hourly values to the concentrations that are judged: daily, moving, 8-hour, with minimum data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import BEIJING, Mean, Quantity, convert, hours_of_day, mean
from qingtian.quantities.periods import HOUR
from qingtian.standards.air.rules import digits_day, digits_index, limit
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


@dataclass(frozen=True)
class Reading:
    """One hourly value as it came.

    Attributes
    ----------
    start
        Start of the hour, with a zone.
    value
        The number as sent; None = no number. [unit]
    unit
        Of the value.
    flag
        Data mark as sent; empty = none.
    origin
        Where it comes from: logger, batch, frame.
    """

    start: datetime
    value: Decimal | None
    unit: str
    flag: str = ""
    origin: Mapping[str, object] = field(default_factory=dict)

    def given(self) -> Given:
        """Show it as an input of a result, with the hour that it stands for."""
        local = self.start.astimezone(BEIJING)
        end = local + HOUR
        label = f"{local:%Y-%m-%d %H:%M}–{'24:00' if end.hour == 0 else f'{end:%H:%M}'}"
        return Given(label, self.value, self.unit, self.origin)


@dataclass(frozen=True)
class _Sorted:
    used: Mapping[datetime, Reading]
    left_out: tuple[LeftOut, ...]
    cite: Cite

    def value(self, start: datetime, unit: str) -> Decimal | None:
        reading = self.used.get(start)
        if reading is None or reading.value is None:
            return None
        return convert(reading.value, reading.unit, unit)

    @property
    def inputs(self) -> tuple[Given, ...]:
        return tuple(self.used[start].given() for start in sorted(self.used))


def _objection(reading: Reading, accepted: Sequence[str]) -> tuple[str, dict[str, object]] | None:
    if reading.flag not in accepted:
        return "flagged", {"flag": reading.flag}
    if reading.value is None:
        return ("retracted" if reading.origin.get("acted") == "retracted" else "no-number"), {}
    if reading.value < 0:
        return "negative", {}
    return None


def _sort(readings: Sequence[Reading], day: date, starts: Sequence[datetime]) -> _Sorted:
    marks = law.at(day)["air.marks"]
    used: dict[datetime, Reading] = {}
    out: list[LeftOut] = []
    for reading in sorted(readings, key=lambda each: each.start):
        found = _objection(reading, marks.value["accepted"])
        if reading.start not in starts:
            found = ("outside", {})
        elif found is None and reading.start in used:
            found = ("repeated", {})
        if found is None:
            used[reading.start] = reading
        else:
            out.append(LeftOut(reading.given(), *found))
    return _Sorted(used, tuple(out), Cite.of(marks))


def _unit(pollutant: str, day: date) -> str:
    averaging = "hour" if pollutant in ("CO", "O3") else "day"
    return limit(pollutant, averaging, day).unit


def _of_mean(
    rule: str,
    pollutant: str,
    found: Mean,
    sort: _Sorted,
    decimals: tuple[int, Provision],
    minimum: Provision,
    unit: str,
) -> Result:
    value = found.rounded(decimals[0]) if found.valid else None
    steps = [Step("enough", {"count": found.count, "required": found.required})]
    if found.exact is not None:
        steps.append(Step("sum", {"count": found.count, "total": found.total}))
    if value is not None and found.exact is not None:
        before = f"{float(found.exact):.6g}"
        steps.append(Step("round", {"decimals": decimals[0], "before": before, "after": value}))
    return Result(
        rule=rule,
        subject=pollutant,
        value=value,
        unit=unit,
        valid=found.valid,
        edition=decimals[1].standard,
        cites=(Cite.of(minimum), Cite.of(decimals[1]), sort.cite),
        steps=tuple(steps),
        inputs=sort.inputs,
        left_out=sort.left_out,
        more={"count": found.count, "required": found.required},
    )


def hourly(pollutant: str, reading: Reading, day: date) -> Result:
    """Take an hourly value as a concentration: its mark, its unit, the digits of the index.

    Parameters
    ----------
    pollutant
        One of the six.
    reading
        The value as it came.
    day
        Day of the hour in Beijing.

    Returns
    -------
    Result
        Rounded as the edition says. [µg/m³, CO mg/m³]
    """
    unit = _unit(pollutant, day)
    sort = _sort([reading], day, [reading.start])
    digits = digits_index(day, pollutant)
    found = mean([sort.value(reading.start, unit)], 1)
    minimum = law.at(day)["air.minimum.hour"]
    return _of_mean("AIR-HOUR", pollutant, found, sort, digits, minimum, unit)


def daily_mean(pollutant: str, readings: Sequence[Reading], day: date) -> Result:
    """Average the hours of a natural day (1时 to 24时).

    Parameters
    ----------
    pollutant
        One of the six.
    readings
        Hourly values as they came; those outside the day or not accepted are left out, with the
        reason.
    day
        The natural day in Beijing.

    Returns
    -------
    Result
        Rounded once, by GB/T 8170; None with fewer hours than the law asks. [µg/m³, CO mg/m³]
    """
    unit = _unit(pollutant, day)
    starts = [hour.start for hour in hours_of_day(day)]
    sort = _sort(readings, day, starts)
    minimum = law.at(day)["air.minimum.day"]
    found = mean([sort.value(start, unit) for start in starts], int(minimum.number()))
    digits = digits_day(day, pollutant)
    return _of_mean("AIR-MEAN-DAY", pollutant, found, sort, digits, minimum, unit)


def moving_mean(pollutant: str, readings: Sequence[Reading], end: datetime, hours: int) -> Result:
    """Average the hours before a moment, 24 for particulates and 8 for ozone.

    Parameters
    ----------
    pollutant
        One of the six.
    readings
        Hourly values as they came.
    end
        End of the last hour, with a zone.
    hours
        8 or 24. [h]

    Returns
    -------
    Result
        Rounded once; None with fewer hours than the law asks. [µg/m³, CO mg/m³]
    """
    starts = [end - n * HOUR for n in range(hours, 0, -1)]
    day = starts[-1].astimezone(BEIJING).date()
    unit = _unit(pollutant, day)
    sort = _sort(readings, day, starts)
    minimum = law.at(day)[f"air.minimum.{'window_8h' if hours == 8 else 'moving_24h'}"]
    found = mean([sort.value(start, unit) for start in starts], int(minimum.number()))
    digits = digits_index(day, pollutant)
    return _of_mean("AIR-MOVING", pollutant, found, sort, digits, minimum, unit)


def daily_maximum(readings: Sequence[Reading], day: date, pollutant: str = "O3") -> Result:
    """Take the largest hourly value of a day; any valid hour can hold it.

    Parameters
    ----------
    readings
        Hourly values as they came.
    day
        The natural day in Beijing.
    pollutant
        Ozone, whose hourly maximum the edition of 2012 lists.

    Returns
    -------
    Result
        Valid with as many hours as a daily mean needs, or above the hourly limit of level 2.
        [µg/m³]
    """
    unit = _unit(pollutant, day)
    starts = [hour.start for hour in hours_of_day(day)]
    sort = _sort(readings, day, starts)
    values = [value for start in starts if (value := sort.value(start, unit)) is not None]
    minimum = law.at(day)["air.minimum.day"]
    digits, cite = digits_day(day, pollutant)
    required = int(minimum.number())
    top = Quantity(max(values), unit).rounded(digits).value if values else None
    valid = len(values) >= required
    return Result(
        rule="AIR-MAX-1H",
        subject=pollutant,
        value=top if valid else None,
        unit=unit,
        valid=valid,
        edition=cite.standard,
        cites=(Cite.of(minimum), Cite.of(cite), sort.cite),
        steps=(Step("enough", {"count": len(values), "required": required}), Step("maximum")),
        inputs=sort.inputs,
        left_out=sort.left_out,
        more={"count": len(values), "required": required},
    )


def _windows(
    sort: _Sorted, day: date, unit: str, rule: Mapping[str, Decimal]
) -> list[tuple[int, Mean]]:
    required = int(law.at(day)["air.minimum.window_8h"].number())
    midnight = hours_of_day(day)[0].start
    ends = range(int(rule["first_end"]), int(rule["last_end"]) + 1)
    return [
        (
            end,
            mean(
                [sort.value(midnight + timedelta(hours=n), unit) for n in range(end - 8, end)],
                required,
            ),
        )
        for end in ends
    ]


def mda8(readings: Sequence[Reading], day: date) -> Result:
    """Take the largest 8-hour mean of ozone of a natural day.

    Windows are named by their end, 08:00 to 24:00; each needs its minimum of hours, and the day
    its minimum of windows, unless the maximum is above the limit of level 2.

    Parameters
    ----------
    readings
        Hourly values of ozone as they came.
    day
        The natural day in Beijing.

    Returns
    -------
    Result
        Rounded once; None where the day does not count. [µg/m³]
    """
    unit = _unit("O3", day)
    sort = _sort(readings, day, [hour.start for hour in hours_of_day(day)])
    rule = law.at(day)["air.minimum.mda8"]
    window = law.at(day)["air.minimum.window_8h"]
    digits, digits_cite = digits_day(day, "O3")
    level2 = limit("O3", "mda8", day)
    windows = [(end, each) for end, each in _windows(sort, day, unit, rule.value) if each.valid]
    required = int(rule.value["windows"])
    best = max(windows, key=lambda pair: pair[1].exact or 0, default=None)
    top = best[1].rounded(digits) if best else None
    exceeds = (
        bool(rule.value["exceeding_counts"]) and top is not None and top > level2.level(2).value
    )
    valid = len(windows) >= required or exceeds
    steps = [Step("windows", {"count": len(windows), "required": required})]
    if best is not None and top is not None:
        steps.append(Step("window", {"end": f"{best[0]:02d}:00"}))
        steps.append(Step("sum", {"count": best[1].count, "total": best[1].total}))
        before = f"{float(best[1].exact or 0):.6g}"
        steps.append(Step("round", {"decimals": digits, "before": before, "after": top}))
    if exceeds and len(windows) < required:
        steps.append(Step("window-exceeds", {"limit": level2.level(2).value}))
    return Result(
        rule="AIR-MDA8",
        subject="O3",
        value=top if valid else None,
        unit=unit,
        valid=valid,
        edition=digits_cite.standard,
        cites=(Cite.of(rule), Cite.of(window), Cite.of(digits_cite), Cite.of(level2), sort.cite),
        steps=tuple(steps),
        inputs=sort.inputs,
        left_out=sort.left_out,
        more={"windows": len(windows), "required": required, "maximum": top},
    )
