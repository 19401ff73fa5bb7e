"""Imported rows: one line of canonical JSON each, as `docs/map.md` gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from qingtian.protocols.hj212.values import value
from qingtian_platform.record.forms import Decoded, Source
from qingtian_platform.record.rows import INTERVALS, RowList

FORM: Final = "row/1"
_SECOND: Final = 1_000_000
_NO_SOURCE: Final = Source()


def decode(raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
    """Read rows; they hold no secrets and are sealed as they are.

    Parameters
    ----------
    raws
        A line of JSON each.
    sources
        Data loggers by MN: the system code, and the length of minute data.

    Returns
    -------
    Decoded
        A line that is no such row has no observations.
    """
    rows = RowList()
    for place, raw in enumerate(raws):
        try:
            _add(rows, place, json.loads(raw), sources)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            _take_back(rows, place)
    return Decoded(list(raws), ["sent"] * len(raws), rows.table())


def _add(rows: RowList, place: int, line: dict[str, Any], sources: Mapping[str, Source]) -> None:
    if line["form"] != FORM or line["interval"] not in INTERVALS:
        raise ValueError(line["form"])
    mn, interval = str(line["mn"]), line["interval"]
    source = sources.get(mn, _NO_SOURCE)
    start = _moment(line["start"])
    end = start + _length(interval, line.get("minutes", source.minutes))
    seen: dict[tuple[str, str], int] = {}
    for code, field, text, flag in line["values"]:
        number = value(text)
        key = (str(code), str(field))
        rows.frame.append(place)
        rows.mn.append(mn)
        rows.st.append(str(line.get("st", source.st)))
        rows.code.append(key[0])
        rows.interval.append(interval)
        rows.start.append(start)
        rows.end.append(end)
        rows.field.append(key[1])
        rows.place.append(seen.get(key, 0))
        rows.value.append(number.number)
        rows.decimals.append(number.decimals)
        rows.text.append(number.text)
        rows.flag.append(str(flag).upper())
        seen[key] = seen.get(key, 0) + 1


def _take_back(rows: RowList, place: int) -> None:
    """Remove what a row left behind that turned out to be none."""
    lists = list(vars(rows).values())
    keep = rows.frame.index(place) if place in rows.frame[-200:] else len(rows.frame)
    for column in lists:
        del column[min(keep, len(column)) :]
    shortest = min(len(column) for column in lists)
    for column in lists:
        del column[shortest:]


@lru_cache(maxsize=65_536)
def _moment(text: str) -> int:
    """Read an ISO 8601 time with its zone. [µs UTC]."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {text}")
    return round((moment - _EPOCH) / timedelta(microseconds=1))


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _length(interval: str, minutes: int) -> int:
    seconds = {"realtime": 0, "minute": 60 * int(minutes), "hour": 3600, "day": 86_400}
    return seconds[interval] * _SECOND
