"""Moving means over a table of hours, by the array kernel."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame

from qingtian.quantities import divide_half_even
from qingtian.standards.air.expressions import DIGITS
from qingtian.standards.air.kernels import Integers, window_sums
from qingtian.standards.air.tables import opened


def _hours(series: nw.Series[Any]) -> Integers:
    return np.asarray(series.to_numpy().astype("datetime64[h]").astype(np.int64))


def _codes(things: nw.Series[Any]) -> Integers:
    return np.unique(things.to_numpy(), return_inverse=True)[1].astype(np.int64)


def moving(
    hours: IntoFrame, pollutants: tuple[str, ...], window: int, required: int, decimals: int
) -> Any:  # noqa: ANN401 - a table of the same kind
    """Average each pollutant over the hours up to each hour that a thing has a row for.

    Parameters
    ----------
    hours
        `thing`, `pollutant`, `start` without a zone, `micro`; valid values, one a key. Spark runs
        the kernel on its workers, thing by thing; other lazy tables are collected, since the
        kernel takes arrays.
    pollutants
        Which to average.
    window
        8 or 24. [h]
    required
        Valid hours that a mean needs. [h]
    decimals
        Digits of the mean. [1]

    Returns
    -------
    table
        `thing`, `pollutant`, `start`, `quantity` (`moving_24h`), `micro` where the minimum is met,
        `count`; of the same kind, or PyArrow where it was collected.
    """
    frame = opened(hours)
    if frame.implementation.is_pyspark():
        return _spread(nw.to_native(frame), pollutants, window, required, decimals)
    eager = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    every = eager.select("thing", "start").unique().sort("thing", "start")
    pieces = [_one(eager, every, name, window, required, decimals) for name in pollutants]
    return nw.to_native(nw.concat(pieces, how="vertical"))


def _spread(
    native: Any,  # noqa: ANN401 - a table of Spark, which the library does not import
    pollutants: tuple[str, ...],
    window: int,
    required: int,
    decimals: int,
) -> Any:  # noqa: ANN401 - the same
    """Let Spark hand each thing's hours to the kernel as an Arrow table, on its workers."""
    kinds = {name: native.schema[name].dataType.simpleString() for name in ("thing", "start")}
    schema = (
        f"thing {kinds['thing']}, start {kinds['start']}, pollutant string, quantity string, "
        "micro bigint, count bigint"
    )

    def kernel(part: Any) -> Any:  # noqa: ANN401 - PyArrow tables
        found = nw.from_native(moving(part, pollutants, window, required, decimals))
        if getattr(found.schema["start"], "time_zone", None):
            # Spark's moments are of UTC, whatever the session shows them in.
            found = found.with_columns(nw.col("start").dt.convert_time_zone("UTC"))
        return nw.to_native(found)

    return native.groupBy("thing").applyInArrow(kernel, schema)


def _one(
    eager: nw.DataFrame[Any],
    every: nw.DataFrame[Any],
    pollutant: str,
    window: int,
    required: int,
    decimals: int,
) -> nw.DataFrame[Any]:
    own = eager.filter(nw.col("pollutant") == pollutant).sort("thing", "start")
    both = nw.concat([every.select("thing"), own.select("thing")], how="vertical")
    codes = _codes(both["thing"])
    at = _hours(every["start"])
    there = _hours(own["start"])
    values = own["micro"].to_numpy().astype(np.int64)
    sums, counts = window_sums(there, values, codes[len(at) :], at, codes[: len(at)], window)
    step = 10 ** (DIGITS - decimals)
    means = divide_half_even(sums, np.maximum(counts, 1) * step) * step
    backend = eager.implementation
    found = every.with_columns(
        nw.lit(pollutant).alias("pollutant"),
        nw.lit(f"moving_{window}h").alias("quantity"),
        nw.new_series("micro", means, backend=backend),
        nw.new_series("count", counts, backend=backend),
    )
    return found.filter(nw.col("count") >= max(required, 1))
