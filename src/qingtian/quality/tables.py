"""The checks on a table of pandas, Polars or PyArrow, in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from narwhals.typing import IntoDataFrameT

from qingtian.law import AnyPack
from qingtian.quality.checks.catalogue import Datastream
from qingtian.quality.completeness import BEIJING
from qingtian.quality.flags import Flag, Flags
from qingtian.quality.judging import flags_of, judge, rules_of
from qingtian.quality.marks import from_marks
from qingtian.quality.properties import named
from qingtian.quality.stream import Integers, SeriesError, Times, series

BESIDE = ("received_at", "whole", "load")
"""Columns that are compared with where the table has them."""


def check(
    table: IntoDataFrameT,
    domain: str,
    kind: str,
    *,
    by: str | None = None,
    neighbours: Sequence[str] = (),
    step: np.timedelta64 | None = None,
    edition: str | None = None,
    packs: Sequence[AnyPack] = (),
    **known: Any,  # noqa: ANN401 - attributes of the datastream
) -> IntoDataFrameT:
    """Flag the values of a table.

    Parameters
    ----------
    table
        `time` (start of the period; with a zone, or plain Beijing time), `value`; where there are
        any, `mark` (data marks of HJ 212), `received_at`, `whole`, `load`. [unit of the property]
    domain, kind
        What is measured, as `air`, `pm25`; or codes of HJ 212, as `22`, `a34004`. Of a code that
        no threshold knows, times and numbers are checked all the same.
    by
        Column that tells datastreams apart; None = the table is one.
    neighbours
        Columns with the values of neighbouring stations. [unit of the property]
    step
        Length of a period; None = the commonest distance of two times.
    edition
        Edition of HJ 212 that the marks are of; None = the latest.
    packs
        Packs whose thresholds go before the library's.
    **known
        What else is known: `bottom`, `top`, `lod`, `whole`, `lists`, as of `Datastream`.

    Returns
    -------
    table of the same kind
        With `flag` (name of a `Flag`) and `rules` (numbers of those that object, by blanks); rows
        and values are as they were.

    Raises
    ------
    SeriesError
        If a column is missing, or holds text where times or numbers are wanted: of times in text
        nobody knows the zone.
    LookupError
        If domain or property is a name that no threshold has; the message names the nearest.

    Examples
    --------
    >>> checked = check(pandas.read_csv("station.csv", parse_dates=["time"]), "air", "pm25")
    ... # doctest: +SKIP
    """
    frame: nw.DataFrame[Any] = nw.from_native(table, eager_only=True)
    stream = Datastream(*named(domain, kind, packs), **known)
    flags = np.zeros(len(frame), np.int8)
    said = np.full(len(frame), "", object)
    columns = _columns(frame, neighbours, edition)
    for rows in _streams(frame, by):
        times, values, marks = (columns[key][rows] for key in ("time", "value", "mark"))
        beside = {key: each[rows] for key, each in columns["beside"].items()}
        one = series(times, values, marks, step=step, companions=beside)
        found = judge(one, stream, packs=packs)
        flags[rows] = flags_of(one, found)
        said[rows] = [" ".join(each) for each in rules_of(one, found)]
    joined: IntoDataFrameT = _joined(frame, flags, said)
    return joined


def _columns(
    frame: nw.DataFrame[Any], neighbours: Sequence[str], edition: str | None
) -> Mapping[str, Any]:
    marks = (
        from_marks(frame["mark"].to_list(), edition=edition)
        if "mark" in frame.columns
        else np.zeros(len(frame), np.int8)
    )
    beside: dict[str, Any] = {
        key: _times(frame[key]) if key == "received_at" else _floats(frame[key])
        for key in BESIDE
        if key in frame.columns
    }
    if neighbours:
        beside["neighbours"] = np.column_stack([_floats(frame[name]) for name in neighbours])
    return {
        "time": _times(_column(frame, "time")),
        "value": _floats(_column(frame, "value")),
        "mark": marks,
        "beside": beside,
    }


def _column(frame: nw.DataFrame[Any], name: str) -> nw.Series[Any]:
    """Take a column that is needed."""
    if name not in frame.columns:
        raise SeriesError(f"expected a column {name!r}; got {', '.join(frame.columns) or 'none'}")
    return frame[name]


def _floats(column: nw.Series[Any]) -> Any:  # noqa: ANN401 - an array
    """Read numbers; NaN where there is none, however the table writes that."""
    try:
        numbers = column.cast(nw.Float64)
        return np.where(numbers.is_null().to_numpy(), np.nan, numbers.fill_null(0.0).to_numpy())
    except Exception as error:  # each engine has errors of its own
        raise SeriesError(f"expected numbers in the column {column.name!r}; {error}") from error


def _times(column: nw.Series[Any]) -> Times:
    """Read times in UTC; plain ones are Beijing's."""
    if len(column) and not isinstance(column.dtype, nw.Datetime | nw.Date):
        raise SeriesError(
            f"expected times in the column {column.name!r}; got {column.dtype}: parse them first"
        )
    zone = getattr(column.dtype, "time_zone", None)
    if zone is not None:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    plain = column.to_numpy()
    if plain.dtype.kind == "M" and zone is None:
        plain = plain.astype("datetime64[us]") - BEIJING
    found: Times = plain
    return found


def _streams(frame: nw.DataFrame[Any], by: str | None) -> Iterator[Integers]:
    """List the rows of each datastream."""
    if by is None:
        yield np.arange(len(frame))
        return
    names = np.array([str(each) for each in frame[by].to_list()])
    _, place = np.unique(names, return_inverse=True)
    order = np.argsort(place, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(place[order])) + 1)


def _joined(frame: nw.DataFrame[Any], flags: Flags, said: Any) -> Any:  # noqa: ANN401 - a table
    names = {int(flag): flag.name for flag in Flag}
    columns = {"flag": [names[int(each)] for each in flags], "rules": said.tolist()}
    native = nw.to_native(frame)
    if frame.implementation.is_pandas_like():
        return native.assign(**columns)
    series_of = {
        key: nw.new_series(key, each, nw.String, backend=frame.implementation)
        for key, each in columns.items()
    }
    return nw.to_native(frame.with_columns(*series_of.values()))
