"""Reports of months: made, kept, read; what was made once stays, whatever is made after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Max

from qingtian.policy import Policy
from qingtian_platform.check import months
from qingtian_platform.check.comparability.comparing import compare
from qingtian_platform.check.comparability.content import content, digest
from qingtian_platform.check.comparability.models import Report
from qingtian_platform.check.comparability.pairs import Pair
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import midnight


@dataclass(frozen=True)
class ReportInfo:
    """What a pair came to in a month, as the archive stood when it was made.

    Attributes
    ----------
    number, pair, month, made_at, digest
        Its number; key of the pair; first day of the month; when it was made; SHA-256 over its
        content.
    outcome
        `agree`, `first biased`, `second biased`, `both biased`, `cannot tell`.
    content
        As `content.content` writes it.
    """

    number: int
    pair: str
    month: date
    made_at: datetime
    digest: str
    outcome: str
    content: Mapping[str, Any]


def span(month: date) -> tuple[datetime, datetime]:
    """Give the first moment of a month of Beijing and of the month after it."""
    last = months.end_of(month)
    return midnight(month.replace(day=1)), midnight(last + timedelta(days=1))


def make(
    pair: Pair, month: date, known: Policy, places: Places, now: datetime | None = None
) -> ReportInfo | None:
    """Compare a pair over a month, and keep the report unless the last one says the same.

    Parameters
    ----------
    pair, month
        Which pair, and any day of which month.
    known, places
        The policy; where the data lives.
    now
        When it is made; None = the present.

    Returns
    -------
    ReportInfo or None
        None where the last one says the same, or neither side has anything of the month.
    """
    found = compare(pair, *span(month), known, places)
    said = content(found)
    before = _last(pair.key, month)
    if not any(found.came) or (before is not None and before.digest == digest(said)):
        return None
    row = Report(
        pair=pair.key,
        month=month.replace(day=1),
        made_at=now or datetime.now(UTC),
        digest=digest(said),
        outcome=found.verdict.outcome,
        content=said,
    )
    row.save()
    return _info(row)


def _last(pair: str, month: date) -> Report | None:
    return Report.objects.filter(pair=pair, month=month.replace(day=1)).order_by("pk").last()


def report(pair: str, month: date) -> ReportInfo | None:
    """Give the last report of a pair in a month; None where none was made."""
    row = _last(pair, month)
    return None if row is None else _info(row)


def editions(pair: str, month: date) -> list[ReportInfo]:
    """List every report of a pair in a month, the first one first."""
    rows = Report.objects.filter(pair=pair, month=month.replace(day=1)).order_by("pk")
    return [_info(row) for row in rows]


def reports(month: date) -> list[ReportInfo]:
    """List the last report of each pair in a month."""
    last = Report.objects.filter(month=month.replace(day=1)).values("pair").annotate(last=Max("pk"))
    rows = Report.objects.filter(pk__in=[each["last"] for each in last])
    return [_info(row) for row in rows.order_by("pair")]


def reported() -> list[date]:
    """List the months of which there are reports, the latest first."""
    found = Report.objects.values_list("month", flat=True).order_by("-month").distinct()
    return list(found)


def _info(row: Report) -> ReportInfo:
    return ReportInfo(
        int(row.pk), row.pair, row.month, row.made_at, row.digest, row.outcome, row.content
    )
