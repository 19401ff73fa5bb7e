"""The values of a message: who measured what, over which interval, under which mark.

Values are grouped by the factor code of their key, not by the item they stand in, so commas where
semicolons belong change nothing. `x-Flag` may stand anywhere; missing, it is unknown and not N.
A bare `Flag` in the data area marks every value without a mark of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from qingtian.protocols.hj212 import factors
from qingtian.protocols.hj212.messages import Item, Message
from qingtian.protocols.hj212.moments import is_exact, moment
from qingtian.protocols.hj212.values import value

Interval = Literal["realtime", "minute", "hour", "day"]

INTERVALS: dict[str, Interval] = {
    "2011": "realtime",
    "2013": "realtime",
    "2021": "realtime",
    "2031": "day",
    "2041": "day",
    "2051": "minute",
    "2052": "realtime",
    "2061": "hour",
    "2062": "realtime",
    "2063": "realtime",
    "2064": "realtime",
    "2065": "realtime",
    "2066": "realtime",
    "2111": "minute",
    "3020": "realtime",
}
"""Commands whose data area holds values, and what their DataTime stands for."""

_FURNACE_MINUTES = 5  # CN 2111: mean of five minutes (HJ 212-2025)

FIELDS = (
    *("Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "ZsCou"),
    *("Flag", "ZsFlag", "EFlag", "SampleTime", "Data", "DayData", "NightData", "RS", "RT"),
    *("Info", "SN", "Ala", "UpValue", "LowValue", "RawAvg", "SampleRd", "StandardValue"),
    *("ResultType", "Check"),
)
"""Fields of HJ 212 (2017 table 4, 2005, and what peers report of 2025), as the text spells them."""

_SPELLING = {name.lower(): name for name in FIELDS}
_NO_VALUES = frozenset({"Flag", "ZsFlag", "EFlag", "SampleTime"})


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one field.

    Parameters
    ----------
    time
        As sent: DataTime, or the value's own SampleTime in real-time data. Beijing time.
    code
        Factor code of 2017 where the table knows it, else as sent.
    field
        `Rtd`, `Avg`, `Min`, `Max`, `Cou`, `ZsAvg`, …
    place
        0, or 1, 2, … where the message repeats the key.
    value
        The number, in the unit of the code of 2017; None where the text is none.
    decimals
        Digits after the point, as sent.
    text
        The characters sent, where they are no plain number.
    flag
        Data mark, upper case; empty where none was sent.
    interval
        `realtime`, `minute`, `hour`, `day`.
    start, end
        What the value stands for: [start, end); equal in real-time data.
    """

    time: datetime
    code: str
    field: str
    place: int
    value: float | None
    decimals: int
    text: str | None
    flag: str
    interval: Interval
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Reading:
    """What a message says, and what is loose about how it says it."""

    observations: tuple[Observation, ...]
    deviations: tuple[str, ...]


def observations(
    message: Message, *, minutes: int = 10, label: Literal["start", "end"] = "start"
) -> list[Observation]:
    """Return the values of a message.

    Parameters
    ----------
    message
        Any message; one that carries no values gives none.
    minutes
        Length of the period that minute data stand for. [min]
    label
        Whether stamps name the start of the period (the standard) or its end.

    Returns
    -------
    list of Observation
        In the order of the message. Where no time can be read there are none.
    """
    return list(read(message, minutes=minutes, label=label).observations)


def read(
    message: Message, *, minutes: int = 10, label: Literal["start", "end"] = "start"
) -> Reading:
    """Return the values of a message and the deviations met on the way.

    Parameters
    ----------
    message, minutes, label
        As in `observations`.
    """
    interval = INTERVALS.get(message.cn)
    if interval is None or not any("-" in item.name for item in message.items):
        return Reading((), ())
    found: dict[str, None] = {}
    time = _time(message, interval, found)
    if time is None:
        return Reading((), tuple(found))
    length = _FURNACE_MINUTES if message.cn == "2111" else minutes
    period = _Period(interval, length, label)
    if period.floor(time) != time:
        found["stamp-off-grid"] = None
    return Reading(tuple(_Area(message, found).values(time, period)), tuple(found))


def _time(message: Message, interval: Interval, found: dict[str, None]) -> datetime | None:
    text = message.get("DataTime") or message.get("SampleTime")
    if not is_exact(text):
        found["data-time"] = None
    time = moment(text)
    if time is None and interval == "realtime":
        return moment(message.qn)
    return time


@dataclass(frozen=True)
class _Period:
    interval: Interval
    minutes: int
    label: Literal["start", "end"]

    def floor(self, time: datetime) -> datetime:
        if self.interval == "realtime":
            return time
        time = time.replace(second=0)
        if self.interval == "minute":
            return time
        time = time.replace(minute=0)
        return time if self.interval == "hour" else time.replace(hour=0)

    def around(self, time: datetime) -> tuple[datetime, datetime]:
        """Return start and end of the period that a stamp names."""
        if self.interval == "realtime":
            return time, time
        stamp = self.floor(time)
        length = {
            "minute": timedelta(minutes=self.minutes),
            "hour": timedelta(hours=1),
            "day": timedelta(days=1),
        }[self.interval]
        return (stamp, stamp + length) if self.label == "start" else (stamp - length, stamp)


class _Area:
    """The pairs of a data area, by code."""

    def __init__(self, message: Message, found: dict[str, None]) -> None:
        self._st = message.st
        self._found = found
        self._flags: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._times: dict[str, datetime] = {}
        self._rest: list[tuple[str, str, str]] = []
        self._bare = self._mark(message.get("Flag")) if "-" not in message.get("Flag") else ""
        if self._bare.isdecimal():  # a Flag of the head that stands inside CP
            self._bare = ""
        if self._bare:
            found["bare-flag"] = None
        for item in message.items:
            self._sort(item)

    def _mark(self, text: str) -> str:
        if text != text.upper():
            self._found["flag-case"] = None
        return text.upper()

    def _sort(self, item: Item) -> None:
        code, hyphen, sent = item.parts
        if not hyphen:
            return
        field = _SPELLING.get(sent.lower(), sent)
        if field != sent:
            self._found["field-case"] = None
        if field in ("Flag", "ZsFlag"):
            self._flags[code, field].append(self._mark(item.value))
        elif field == "SampleTime":
            time = moment(item.value)
            if time is not None:
                self._times.setdefault(code, time)
        elif field not in _NO_VALUES:
            self._rest.append((item.value, code, field))

    def values(self, time: datetime, period: _Period) -> list[Observation]:
        """Make the observations."""
        places: dict[tuple[str, str], int] = defaultdict(int)
        start, end = period.around(time)
        made: list[Observation] = []
        for text, sent, field in self._rest:
            code, shift = factors.current(sent, self._st)
            place = places[code, field]
            places[code, field] += 1
            number = value(text, shift)
            own = self._times.get(sent) if period.interval == "realtime" else None
            made.append(
                Observation(
                    time=own or time,
                    code=code,
                    field=field,
                    place=place,
                    value=number.number,
                    decimals=number.decimals,
                    text=number.text,
                    flag=self._flag(sent, field, place),
                    interval=period.interval,
                    start=own or start,
                    end=own or end,
                )
            )
        self._judge(made)
        return made

    def _flag(self, code: str, field: str, place: int) -> str:
        own = self._flags.get((code, "ZsFlag")) if field.startswith("Zs") else None
        marks = own or self._flags.get((code, "Flag"))
        if not marks:
            return self._bare
        return marks[place] if place < len(marks) else marks[0]

    def _judge(self, made: list[Observation]) -> None:
        if any(observation.place for observation in made):
            self._found["repeated-key"] = None
        if any(o.text is not None and o.field != "Info" for o in made):
            self._found["not-a-number"] = None
