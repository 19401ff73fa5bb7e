"""The values of a source in the archive, as the rules take them: with digits, mark and origin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

FIELDS = ("Avg", "ZsAvg", "Cou", "Rtd")
COLUMNS = (
    *("mn", "code", "field", "place", "interval", "start", "end", "value", "decimals", "text"),
    *("flag", "received_at", "batch", "frame", "act"),
)


@dataclass(frozen=True)
class Sample:
    """One value of one field.

    Attributes
    ----------
    value
        With the digits that were sent; None = no number.
    flag
        Data mark, upper case; empty = none sent.
    origin
        Logger, code, field, start, batch, frame, time of receipt, mark; where persons acted on
        it, as of `record.api.act_origin`.
    """

    code: str
    field: str
    interval: str
    start: datetime
    end: datetime
    value: Decimal | None
    flag: str
    received_at: datetime
    origin: Mapping[str, object]


Samples = dict[tuple[str, str, str], dict[datetime, Sample]]
"""By interval, code and field; then by start."""


def decimal(value: float | None, decimals: int | None) -> Decimal | None:
    """Give a number with the digits that were sent."""
    if value is None:
        return None
    if decimals is None:
        return Decimal(repr(value))
    return Decimal(f"{value:.{max(decimals, 0)}f}")


def read(places: Places, mns: Iterable[str], start: datetime, end: datetime) -> dict[str, Samples]:
    """Read minute and hourly values that start in [start, end), by data logger.

    Where a frame repeats a key, the first counts.
    """
    found: dict[str, Samples] = defaultdict(lambda: defaultdict(dict))
    table = record.observations(
        mn=sorted(mns),
        interval=("minute", "hour"),
        field=FIELDS,
        start=start,
        end=end,
        columns=COLUMNS,
        places=places,
    )
    for row in table.to_pylist():
        own = found[row["mn"]][row["interval"], row["code"], row["field"]]
        own.setdefault(row["start"], _sample(row, places))
    return found


def _sample(row: dict[str, Any], places: Places) -> Sample:
    origin = {name: row[name] for name in ("mn", "code", "field", "batch", "frame")}
    origin |= {"start": row["start"].isoformat(), "received_at": row["received_at"].isoformat()}
    origin |= {"flag": row["flag"], "text": row["text"]}
    if row["act"] is not None:
        origin |= record.act_origin(row["act"], places)
    return Sample(
        code=row["code"],
        field=row["field"],
        interval=row["interval"],
        start=row["start"].astimezone(UTC),
        end=row["end"].astimezone(UTC),
        value=decimal(row["value"], row["decimals"]),
        flag=(row["flag"] or "").upper(),
        received_at=row["received_at"],
        origin={name: value for name, value in origin.items() if value not in (None, "")},
    )


def merged(parts: Iterable[Samples]) -> Samples:
    """Put the loggers of one source together; of two values of one key the first logger's counts."""
    whole: Samples = defaultdict(dict)
    for part in parts:
        for key, own in part.items():
            for start, sample in own.items():
                whole[key].setdefault(start, sample)
    return whole
