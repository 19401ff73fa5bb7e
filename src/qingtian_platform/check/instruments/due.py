"""When the next check of an instrument falls due, by the interval that the law of the day sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from qingtian import law
from qingtian.quality.checks.catalogue import Datastream, arguments_of
from qingtian.quality.properties import property_of
from qingtian.standards.result import Cite
from qingtian_platform.check.instruments.models import Record
from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry

CHECKS = ("zero_span", "standard_sample")
RULE = "QC-163"
CHECKED = {
    "22": ("so2", "no2", "o3", "co"),
    "31": ("so2", "nox", "no", "no2", "co", "hcl", "pm", "o2"),
    "32": ("cod", "nh3n", "tp", "tn"),
}
"""Properties that are checked with standards, by system code."""


@dataclass(frozen=True)
class Due:
    """The next check of an instrument.

    Attributes
    ----------
    last
        The last one; None = none is on record.
    by
        When the next falls due; None = none was ever done. [UTC]
    interval_h
        Longest time between two. [h]
    cite
        Where the interval stands.
    """

    last: RecordInfo | None
    by: datetime | None
    interval_h: float
    cite: Cite


def version() -> int:
    """Give a number that differs after every record: what is due rests on them."""
    return int(Record.objects.aggregate(last=Max("pk"))["last"] or 0)


def overdue(now: datetime) -> dict[tuple[str, str], datetime | None]:
    """List the instruments in service whose next check is overdue.

    Parameters
    ----------
    now
        The present.

    Returns
    -------
    dict
        Time of the last check on record by data logger and factor; None where there is none.
        Instruments for which the law sets no interval are left out.
    """
    found: dict[tuple[str, str], datetime | None] = {}
    checks: dict[tuple[str, str], list[RecordInfo]] = {}
    for each in records(kinds=CHECKS):
        checks.setdefault((each.mn, each.code), []).append(each)
    live = {mn for mn, logger in registry.loggers().items() if logger.live}
    for one in registry.datastreams():
        key = (one.mn, one.code)
        next_one = due(one.st, one.code, checks.get(key, ()), beijing(now).date())
        if one.mn in live and next_one is not None and (next_one.by is None or next_one.by < now):
            found[key] = None if next_one.last is None else next_one.last.start
    return found


def due(st: str, code: str, checks: Sequence[RecordInfo], day: date) -> Due | None:
    """Say when the next zero and span check, or check with a standard sample, falls due.

    Parameters
    ----------
    st, code
        System code of the data logger, and factor.
    checks
        Records of the instrument, of any kind, in order of time.
    day
        Day whose law applies.

    Returns
    -------
    Due or None
        None where the law sets no interval for the factor.
    """
    known = property_of(st, code)
    if known is None or known.kind not in CHECKED.get(st, ()):
        return None
    found = arguments_of(RULE, Datastream(known.domain, known.kind), day)
    if found is None:
        return None
    hours = float(found["interval_h"])
    last = next((each for each in reversed(checks) if each.kind in CHECKS), None)
    by = None if last is None else last.start + timedelta(hours=hours)
    return Due(last, by, hours, Cite.of(law.at(day)[_path(str(found["law"]))]))


def _path(cited: str) -> str:
    """Take the provision out of what the checks cite."""
    return cited.partition(" ")[0]
