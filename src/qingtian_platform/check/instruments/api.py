"""What instruments offer: the ledger of their parameters, and what was done to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qingtian_platform.check.instruments import sources
from qingtian_platform.check.instruments.charts import Chart, Point, charts
from qingtian_platform.check.instruments.fields import COLUMNS, FIELDS, WHOLE, Field, FieldError
from qingtian_platform.check.instruments.intake import Fault, IntakeError, Taken, take_in
from qingtian_platform.check.instruments.ledger import (
    advance,
    changes,
    parameter_at,
    parameters,
    said,
)
from qingtian_platform.check.instruments.overdue import overdue
from qingtian_platform.check.instruments.records import (
    READERS,
    WRITERS,
    Draft,
    RecordInfo,
    paper,
    record,
    records,
    write,
)
from qingtian_platform.check.instruments.store import Told
from qingtian_platform.check.instruments.verdicts import Verdict, verdict

__all__ = [
    "COLUMNS",
    "FIELDS",
    "READERS",
    "WHOLE",
    "WRITERS",
    "Chart",
    "Draft",
    "Fault",
    "Field",
    "FieldError",
    "IntakeError",
    "Point",
    "RecordInfo",
    "Taken",
    "Told",
    "Verdict",
    "advance",
    "calibrations",
    "changes",
    "charts",
    "comparisons",
    "lists",
    "maintenance",
    "overdue",
    "paper",
    "parameter_at",
    "parameters",
    "record",
    "records",
    "said",
    "take_in",
    "verdict",
    "write",
]


def maintenance(
    mn: str, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List maintenance and replacements of a data logger's instruments that touch [start, end)."""
    return records(mn=mn, kinds=("maintenance", "replacement"), start=start, end=end)


def calibrations(
    mn: str, code: str | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List zero and span checks and checks with standard samples in [start, end)."""
    return records(mn=mn, code=code, kinds=("zero_span", "standard_sample"), start=start, end=end)


def comparisons(
    mn: str, code: str | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List comparison tests in [start, end)."""
    return records(mn=mn, code=code, kinds=("comparison",), start=start, end=end)


def lists(mn: str, code: str) -> Mapping[str, Any]:
    """Give what was done to an instrument as `Datastream.lists` of the checks takes it."""
    known = sources.instruments().get((mn, code))
    return {} if known is None else known.lists
