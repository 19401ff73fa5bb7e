"""The last readings of a thing, straight from the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from qingtian_platform.kit.categories import english
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import DatastreamInfo, LimitInfo

#: How long after its end a value of an interval is still shown as the present one.
FRESH = {
    "realtime": timedelta(minutes=15),
    "minute": timedelta(minutes=30),
    "hour": timedelta(hours=2),
    "day": timedelta(hours=36),
}
#: Fields that are concentrations or states at one time, in the order they are preferred.
FIELDS = ("Rtd", "Avg", "ZsRtd", "ZsAvg")
COLUMNS = (
    "mn",
    "code",
    "interval",
    "field",
    "start",
    "end",
    "value",
    "decimals",
    "text",
    "flag",
    "received_at",
    "batch",
    "frame",
    "act",
)


@dataclass(frozen=True)
class Reading:
    """One observation that holds, as a page shows it.

    Attributes
    ----------
    start, end
        What it stands for, UTC.
    value, decimals, text, flag
        As sent, or as a person corrected it since; text where it is no number.
    batch, frame
        Where its bytes are.
    limit
        The limit of its field on its day, or None.
    act
        Number of the last act of a person about it; None where it is as it was received.
    """

    mn: str
    code: str
    name: str
    unit: str
    interval: str
    field: str
    start: datetime
    end: datetime
    value: float | None
    decimals: int | None
    text: str
    flag: str
    received_at: datetime
    batch: int
    frame: int
    limit: LimitInfo | None = None
    act: int | None = None

    def fresh(self, now: datetime) -> bool:
        """Tell whether it is recent enough to be shown as the present value."""
        return now - self.end <= FRESH[self.interval]

    @property
    def over(self) -> bool:
        """Tell whether the value is above its upper limit; nothing is judged by this."""
        high = self.limit.high if self.limit else None
        return high is not None and self.value is not None and self.value > float(high)


def _names(streams: Sequence[DatastreamInfo]) -> dict[tuple[str, str], tuple[str, str]]:
    en = english()
    return {(s.mn, s.code): (s.name_en if en else s.name, s.unit) for s in streams}


def last_readings(thing_id: int, intervals: Sequence[str], back: timedelta) -> list[Reading]:
    """Give the last value of each property, field and interval of a thing.

    Parameters
    ----------
    thing_id
        Number of the thing.
    intervals
        Which of `realtime`, `minute`, `hour`, `day`.
    back
        How far back to look; older values count as none.
    """
    now = datetime.now(UTC)
    streams = registry.datastreams(thing_id)
    names = _names(streams)
    limits = {
        (one.code, one.field, one.interval): one for one in registry.limits(thing_id, now.date())
    }
    last: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    table = record.observations(
        mn=sorted({s.mn for s in streams}),
        interval=intervals,
        field=FIELDS,
        start=now - back,
        columns=COLUMNS,
    )
    for row in table.to_pylist():
        last[row["mn"], row["code"], row["field"], row["interval"]] = row
    return [
        _reading(row, names, limits.get((row["code"], row["field"], row["interval"])))
        for row in last.values()
    ]


def _reading(
    row: dict[str, Any], names: dict[tuple[str, str], tuple[str, str]], limit: LimitInfo | None
) -> Reading:
    name, unit = names.get((row["mn"], row["code"]), (row["code"], ""))
    return Reading(
        mn=row["mn"],
        code=row["code"],
        name=name,
        unit=unit,
        interval=row["interval"],
        field=row["field"],
        start=row["start"],
        end=row["end"],
        value=row["value"],
        decimals=row["decimals"],
        text=row["text"] or "",
        flag=row["flag"],
        received_at=row["received_at"],
        batch=row["batch"],
        frame=row["frame"],
        limit=limit,
        act=row["act"],
    )
