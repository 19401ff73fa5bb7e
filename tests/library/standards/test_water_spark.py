"""The rules of water run unchanged on Spark and give the tables that the other engines give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from library.standards.strategies import by
from library.standards.test_water_tables import LAST, of_sections, of_years, rows, table
from qingtian.standards import water
from qingtian.standards.water import tables
from support import spark as support

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Spark's own: versions of pandas, sockets that it keeps
    pytest.mark.timeout(900),  # a JVM that starts on a busy machine
]
FIRST = date(2020, 1, 1)
"""Of one edition: a plan over a change holds all of it once for each, and takes long to make."""


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    session = support.session(tmp_path_factory.mktemp("warehouse"))
    yield session
    session.stop()


@pytest.fixture(scope="module")
def values() -> pa.Table:
    return table([row for row in rows(1, 14) if row[2].date() >= FIRST])


def plain(found: pa.Table) -> pa.Table:
    """Spark gives moments with a zone; in Beijing's they are the plain ones that went in."""
    if "time" not in found.column_names:
        return found
    moments = pl.from_arrow(found)["time"].dt.convert_time_zone("Asia/Shanghai")
    place = found.column_names.index("time")
    return found.set_column(place, "time", moments.dt.replace_time_zone(None).to_arrow())


def of_classes(native: Any) -> Any:
    return water.classes(native, FIRST, LAST)


def of_means(native: Any) -> Any:
    return tables.means(native, FIRST, LAST)


@pytest.mark.parametrize(
    ("rule", "keys"),
    [(of_classes, ("thing", "item", "time")), (of_means, ("thing", "item", "period"))],
)
def test_values_give_the_same(
    spark: Any, values: pa.Table, rule: Callable[[Any], Any], keys: tuple[str, ...]
) -> None:
    found = plain(rule(spark.createDataFrame(values)).toArrow())
    assert by(found, *keys) == by(rule(values), *keys)
    assert found.num_rows


@pytest.mark.parametrize(
    ("rule", "keys"),
    [(of_sections, ("thing", "period")), (of_years, ("thing", "item", "period"))],
)
def test_means_give_the_same(
    spark: Any, values: pa.Table, rule: Callable[[Any], Any], keys: tuple[str, ...]
) -> None:
    months = of_means(values)
    found = rule(spark.createDataFrame(months)).toArrow()
    assert by(found, *keys) == by(rule(months), *keys)
    assert found.num_rows
