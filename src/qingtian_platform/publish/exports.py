"""Results as files: CSV and Parquet, each row with both ends, edition, state and origin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qingtian.standards.air import POLLUTANTS
from qingtian_platform.kit.categories import category
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import beijing, plain_day
from qingtian_platform.publish.dressing import slug
from qingtian_platform.publish.figures import Figure
from qingtian_platform.publish.names import Place, city_origin
from qingtian_platform.publish.reviewed import standing

STATE = "real-time, not reviewed by a person"
REVIEWED = "reviewed"
UNITS = {name: "mg/m3" if name == "CO" else "ug/m3" for name in POLLUTANTS}
#: A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def columns() -> list[str]:
    """Name the columns; a unit stands in the name."""
    head = ["thing", "name", "period", "start", "end", "aqi", "primary", "category"]
    values = [f"{slug(n)}_{UNITS[n]}".replace("/", "_") for n in POLLUTANTS]
    indices = [f"{slug(n)}_iaqi" for n in POLLUTANTS]
    reasons = [f"{slug(n)}_{what}" for what in ("why", "act") for n in POLLUTANTS]
    tail = ["edition", "state", "origin", "source", "publisher", "version", "notice"]
    return [*head, *values, *indices, *reasons, *tail]


@dataclass(frozen=True)
class Source:
    """What is the same in each row of a file.

    Attributes
    ----------
    one
        The station; None for the city.
    period
        `hour` or `day`.
    version
        Of the results.
    reviewed
        Days that were issued and are not open again.
    """

    one: Place | None
    period: str
    version: int
    publisher: str
    notice: str | None
    origin: str
    reviewed: frozenset[date] = frozenset()

    @classmethod
    def of(cls, one: Place | None, period: str, version: int, days: tuple[date, date]) -> Source:
        """Gather it once a file, of some days, the first and the last."""
        notice = demo_text() if is_demo() else None
        origin = (one.origin if one else city_origin()) or "real"
        found = standing(one.key, *days).values() if one else ()
        issued = frozenset(each.day for each in found if not each.open_again)
        return cls(one, period, version, publisher(), notice, origin, issued)


def row(source: Source, figure: Figure) -> list[Any]:
    """Write a result as a row; None where there is no value, and then the word says why."""
    start, one = beijing(figure.start), source.one
    step = category(figure.aqi, start.date())
    doses = [figure.doses.get(name) for name in POLLUTANTS]
    return [
        one.key if one else "city",
        one.name if one else "city",
        source.period,
        start.isoformat(),
        beijing(figure.end).isoformat(),
        figure.aqi,
        ";".join(figure.primary),
        step.zh if step else None,
        *[float(d.value) if d and d.value is not None else None for d in doses],
        *[d.iaqi if d else None for d in doses],
        *[(d.why or None) if d and d.value is None else (None if d else "missing") for d in doses],
        *[(d.acted or None) if d else None for d in doses],
        figure.edition,
        REVIEWED if start.date() in source.reviewed else STATE,
        source.origin,
        one.source if one else "",
        source.publisher,
        source.version,
        source.notice,
    ]


def harmless(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as CSV, UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns())
    writer.writerows([harmless(cell) for cell in one] for one in rows)
    return out.getvalue().encode("utf-8-sig")


def _type(name: str) -> pa.DataType:
    if name in {"aqi", "version"} or name.endswith("_iaqi"):
        return pa.int64()
    return pa.float64() if name.endswith("_m3") else pa.string()


def as_parquet(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as Parquet; publisher, state and notice also stand in the file's metadata."""
    names = columns()
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    notice = demo_text() if is_demo() else ""
    states = "; ".join(sorted(set(cells[names.index("state")]))) or STATE
    schema = pa.schema(
        [pa.field(name, _type(name)) for name in names],
        metadata={"publisher": publisher(), "state": states, "notice": notice},
    )
    arrays = [pa.array(list(c), f.type) for c, f in zip(cells, schema, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


WRITERS = {"csv": as_csv, "parquet": as_parquet}
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


def month_ends(month: str) -> tuple[date, date]:
    """Read a month like 2026-11: its first day and the first of the next.

    Raises
    ------
    ValueError
        For anything else.
    """
    first = plain_day(f"{month}-01")
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
