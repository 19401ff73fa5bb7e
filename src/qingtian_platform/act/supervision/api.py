"""Supervision of self-monitoring: order, enter, judge and conclude checks (S12, D7-6.17-02)."""

from __future__ import annotations

from qingtian_platform.act.supervision import judging
from qingtian_platform.act.supervision.checking import (
    ANSWERS,
    PARTY,
    PROCEDURE,
    Taken,
    add_comparison,
    add_sample,
    conclude,
    fill_sheet,
    info,
    order,
    row_of,
)
from qingtian_platform.act.supervision.errors import CheckRefusedError
from qingtian_platform.act.supervision.infos import (
    FAIL,
    OPEN,
    PASS,
    AnswerRow,
    ComparedRow,
    Doubted,
    InspectionInfo,
    PairRow,
    SampleRow,
    Standing,
)
from qingtian_platform.act.supervision.models import Inspection
from qingtian_platform.act.supervision.pack import hand_in, oversight

__all__ = [
    "ANSWERS",
    "FAIL",
    "OPEN",
    "PARTY",
    "PASS",
    "PROCEDURE",
    "AnswerRow",
    "CheckRefusedError",
    "ComparedRow",
    "Doubted",
    "InspectionInfo",
    "PairRow",
    "SampleRow",
    "Standing",
    "Taken",
    "add_comparison",
    "add_sample",
    "conclude",
    "fill_sheet",
    "hand_in",
    "inspection",
    "inspections",
    "order",
    "oversight",
    "standing",
]


def inspection(number: int) -> InspectionInfo:
    """Give one check; `CheckRefusedError` where there is none."""
    return info(row_of(number))


def inspections(thing_id: int | None = None) -> list[InspectionInfo]:
    """List the checks of an outlet, or all, the newest first."""
    rows = Inspection.objects.select_related("conclusion").order_by("-pk")
    return [info(row) for row in (rows if thing_id is None else rows.filter(thing_id=thing_id))]


def standing(number: int) -> Standing:
    """Judge a check as far as it has come: rows, verdict, and what is missing."""
    return judging.standing(row_of(number))
