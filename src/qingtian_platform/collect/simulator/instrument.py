"""What a simulated device measures: a pure function of seed, device and time.

The smallest period is one step (the minute interval); an hour is the mean of its steps, a day the
mean of its hours' steps, totals are exact sums of the totals below them, and Min <= Avg <= Max.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from qingtian.protocols.hj212.factors import FACTORS
from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.simulator import faults
from qingtian_platform.collect.simulator.chance import chance, smooth
from qingtian_platform.collect.simulator.fleet import Unit
from qingtian_platform.collect.simulator.telling import scale

COMMANDS = {"realtime": "2011", "minute": "2051", "hour": "2061", "day": "2031"}
INTERVALS = {command: interval for interval, command in COMMANDS.items()}
_OLD_CODES = {f.code: f.code_2005 for f in FACTORS if f.code_2005 and not f.shift}
_AIR_OXYGEN = 21  # converted value = C x (21 - reference) / (21 - O2), HJ 212-2017 annex D
_SHARE_OF_NORMAL = 0.75  # flue gas is N where so much was (HJ 212-2017 annex D)
_TOTAL = Decimal("0.001")


@dataclass(frozen=True)
class Reading:
    """One value: code of 2017, field, the characters, the mark."""

    code: str
    field: str
    text: str
    flag: str


@dataclass(frozen=True)
class Content:
    """What one upload says.

    Attributes
    ----------
    interval, start
        What it stands for; Beijing time as the device's clock stamps it.
    readings
        Its values, in order.
    items
        The same as items of a data area.
    """

    interval: str
    start: datetime
    readings: tuple[Reading, ...]
    items: tuple[bytes, ...]

    @property
    def cn(self) -> str:
        """Its command code."""
        return COMMANDS[self.interval]

    @property
    def lead(self) -> bytes:
        """What its data area begins with."""
        return f"DataTime={self.start:%Y%m%d%H%M%S}".encode()


@dataclass(frozen=True)
class _Step:
    """One factor over one step, or over a longer period."""

    mean: Decimal
    least: Decimal
    most: Decimal
    total: Decimal
    mark: str


class Instrument:
    """The analysers behind one data logger.

    Parameters
    ----------
    unit
        Who it is.
    seed
        Of the fleet.
    """

    def __init__(self, unit: Unit, seed: int) -> None:
        self.unit, self.seed = unit, seed
        self._factors: dict[str, dict[str, Any]] = unit.shape["factors"]
        self._followed = _followed(unit.follow)
        self._step = timedelta(minutes=unit.minutes or 10)
        self._of_period = lru_cache(maxsize=4096)(self._period)

    def length(self, interval: str) -> timedelta:
        """Return how long a period is."""
        return {"minute": self._step, "hour": timedelta(hours=1), "day": timedelta(days=1)}[
            interval
        ]

    def floor(self, interval: str, at: datetime) -> datetime:
        """Return the start of the period that a time falls into."""
        local = at.astimezone(BEIJING)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (local - midnight) // self.length(interval) * self.length(interval)

    def measured(self, interval: str, start: datetime) -> bool:
        """Say whether any step of a period was measured."""
        return any(self._works(each) for each in self._steps(interval, start))

    def content(self, interval: str, start: datetime) -> Content:
        """Make the content of one upload.

        Parameters
        ----------
        interval
            `realtime`, `minute`, `hour` or `day`.
        start
            Of the period, or the moment of real-time data.
        """
        groups = [self._readings(interval, start, code) for code in self._factors]
        return Content(
            interval,
            start,
            tuple(reading for group in groups for reading in group),
            tuple(self._item(group) for group in groups),
        )

    def _works(self, at: datetime) -> bool:
        return not faults.any_active(self.unit, self.seed, at, "outage")

    def _steps(self, interval: str, start: datetime) -> list[datetime]:
        if interval in ("realtime", "minute"):
            return [start]
        return [start + self._step * n for n in range(self.length(interval) // self._step)]

    def _readings(self, interval: str, start: datetime, code: str) -> list[Reading]:
        if interval == "realtime":
            return self._now(start, code)
        one = self._of_period(interval, start, code)
        values = {"Min": one.least, "Avg": one.mean, "Max": one.most}
        if self._is_total(code):
            values = {"Cou": one.total, **values}
        if self._factors[code].get("zs"):
            oxygen = self._of_period(interval, start, self.unit.shape["oxygen"]).mean
            values.update(
                {f"Zs{n}": self._zs(v, oxygen, code) for n, v in list(values.items())[-3:]}
            )
        return [Reading(code, field, f"{value:f}", one.mark) for field, value in values.items()]

    def _copied(self, at: datetime) -> datetime:
        """Say when that was measured which is sent as measured now."""
        copies = faults.active(self.unit, self.seed, at, "copy")
        return at - timedelta(hours=next((each.back for each in copies), 0))

    def _now(self, at: datetime, code: str) -> list[Reading]:
        at = self._copied(at)
        value = self._rounded(self._level(code, at), code)
        mark = self._mark(code, at)
        readings = [Reading(code, "Rtd", f"{self._shown(value, mark):f}", mark)]
        if self._factors[code].get("zs"):
            name = self.unit.shape["oxygen"]
            oxygen = self._rounded(self._level(name, at), name)
            converted = self._zs(self._shown(value, mark), oxygen, code)
            readings.append(Reading(code, "ZsRtd", f"{converted:f}", mark))
        return readings

    def _item(self, readings: Sequence[Reading]) -> bytes:
        code = readings[0].code
        sent = _OLD_CODES.get(code, code) if self.unit.edition == "2005" else code
        pairs = [f"{sent}-{each.field}={each.text}" for each in readings]
        return ",".join([*pairs, f"{sent}-Flag={readings[0].flag}"]).encode("ascii")

    def _period(self, interval: str, start: datetime, code: str) -> _Step:
        if interval == "minute":
            return self._one_step(start, code)
        parts = [
            self._of_period("minute", at, code)
            for at in self._steps(interval, start)
            if self._works(at)
        ]
        good = [part for part in parts if part.mark == "N"] or parts
        mean = sum((part.mean for part in good), Decimal(0)) / max(len(good), 1)
        return _Step(
            self._rounded(mean, code),
            min((part.least for part in good), default=Decimal(0)),
            max((part.most for part in good), default=Decimal(0)),
            sum((part.total for part in parts), Decimal(0)),
            self._common([part.mark for part in parts]),
        )

    def _common(self, marks: list[str]) -> str:
        """Mark a longer period: water is abnormal if any part was, else three quarters decide."""
        normal = marks.count("N")
        bad = Counter(mark for mark in marks if mark != "N").most_common(1)
        if not bad:
            return "N"
        if not self.unit.shape["water"] and normal >= _SHARE_OF_NORMAL * len(marks):
            return "N"
        return bad[0][0]

    def _one_step(self, start: datetime, code: str) -> _Step:
        true = self._copied(start)
        middle = self._level(code, true + self._step / 2)
        spread = abs(middle) * 0.04 * (0.2 + chance(self.seed, self.unit.mn, code, true))
        mark = self._mark(code, true)
        least, mean, most = (
            self._shown(self._rounded(value, code), mark)
            for value in (middle - spread, middle, middle + spread)
        )
        return _Step(mean, least, most, self._amount(start, code, mean), mark)

    def _amount(self, start: datetime, code: str, mean: Decimal) -> Decimal:
        """Total over a step: volume of the flow [m3], or the mass that it carries [kg]."""
        if not self._is_total(code):
            return Decimal(0)
        name = self.unit.shape["flow"]
        flow = mean if code == name else self._of_period("minute", start, name).mean
        litres = self.unit.shape["water"]  # water in L/s, gas in m3/s
        volume = flow * int(self._step.total_seconds()) / (1000 if litres else 1)
        amount = volume if code == name else mean * volume / (1000 if litres else 1_000_000)
        return amount.quantize(_TOTAL, ROUND_HALF_EVEN)

    def _is_total(self, code: str) -> bool:
        shape = self.unit.shape
        return code == shape.get("flow") or bool(
            self._factors[code].get("load") or self._factors[code].get("zs")
        )

    def _zs(self, value: Decimal, oxygen: Decimal, code: str) -> Decimal:
        reference = Decimal(str(self.unit.reference_oxygen))
        factor = (_AIR_OXYGEN - reference) / max(_AIR_OXYGEN - oxygen, Decimal("0.1"))
        return self._rounded(value * factor, code)

    def _level(self, code: str, at: datetime) -> float:
        shape = self._factors[code]
        seconds = at.timestamp()
        unrest = sum(
            share * smooth(seconds, width, self.seed, self.unit.mn, code)
            for width, share in ((86400 * 2, 0.55), (21600, 0.3), (1800, 0.15))
        )
        hour = at.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0)
        followed = self._followed.get((f"{hour:%Y%m%d%H}", code))
        if followed is not None:
            near = followed * (1 + 0.02 * smooth(seconds, 600, self.unit.mn, code))
            return float(near * self._raised(code, at))
        angle = 2 * math.pi * ((seconds + 28800) / 3600 - shape["peak"]) / 24
        swing = 1 + shape["swing"] * math.cos(angle)
        usual = shape["level"] * swing * math.exp(shape["unrest"] * unrest)
        return float(usual * self._raised(code, at))

    def _raised(self, code: str, at: datetime) -> float:
        """Say how many times its usual level something is, and what its slope makes of it."""
        found = faults.active(self.unit, self.seed, at, "high")
        high = next((each.times for each in found if not each.codes or code in each.codes), 1.0)
        return high * scale(self.unit, self.seed, code, at)

    def _mark(self, code: str, at: datetime) -> str:
        for fault in faults.active(self.unit, self.seed, at, "mark"):
            if not fault.codes or code in fault.codes:
                return fault.mark
        return "N"

    @staticmethod
    def _shown(value: Decimal, mark: str) -> Decimal:
        """Show nothing where the analyser stands still or cannot be heard."""
        return value * 0 if mark in ("F", "B") else value

    def _rounded(self, value: Decimal | float, code: str) -> Decimal:
        digits = Decimal(1).scaleb(-int(self._factors[code]["decimals"]))
        return Decimal(value).quantize(digits, ROUND_HALF_EVEN)


def _followed(path: str) -> dict[tuple[str, str], float]:
    """Read hours to follow: start (ISO 8601, Beijing), code, value."""
    if not path:
        return {}
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {
            (f"{datetime.fromisoformat(row['start']).astimezone(BEIJING):%Y%m%d%H}", row["code"]): (
                float(row["value"])
            )
            for row in csv.DictReader(file)
            if row["value"]
        }
