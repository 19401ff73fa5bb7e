"""Which instruments are due for a zero and span check, by the longest interval that the law allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from qingtian import law
from qingtian_platform.check.instruments.models import Record
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry

GASES: Final = frozenset({"a21026", "a21002", "a21003", "a21004", "a21005", "a05024"})
DUST: Final = frozenset({"a34013"})


def overdue(now: datetime) -> dict[tuple[str, str], datetime | None]:
    """List the datastreams whose zero and span check is overdue.

    Parameters
    ----------
    now
        The present.

    Returns
    -------
    dict
        Time of the last check on record by data logger and observed property; None where there is
        none on record. Instruments for which no interval is on file are left out: those of waste
        water, dust and weather.
    """
    longest = _longest(now)
    last = {
        (mn, code): at
        for mn, code, at in Record.objects.filter(
            kind__in=(Record.Kind.ZERO_SPAN, Record.Kind.STANDARD_SAMPLE)
        )
        .values_list("mn", "code")
        .annotate(Max("end"))
    }
    found: dict[tuple[str, str], datetime | None] = {}
    for logger in registry.loggers().values():
        if not logger.live:
            continue
        for stream in registry.datastreams(logger.thing_id):
            interval = longest.get((logger.st, stream.code))
            if stream.mn != logger.mn or interval is None:
                continue
            at = last.get((logger.mn, stream.code))
            if at is None or now - at > interval:
                found[logger.mn, stream.code] = at
    return found


def _longest(now: datetime) -> dict[tuple[str, str], timedelta]:
    """Give the longest interval by system code and observed property.

    That of stacks is the one without automatic calibration: whether an instrument calibrates by
    itself is not on file, and the shorter would accuse.
    """
    book = law.at(beijing(now).date())
    station = timedelta(hours=float(book["quality.checks.interval"].number()))
    rows = {
        row["check"]: timedelta(days=float(row["interval"]))
        for row in book["emissions.cems.frequency"].rows()
        if row["automatic"] is False and row["unit"] == "d"
    }
    found = {("22", code): station for code in GASES}
    found |= {("31", code): rows["gas_zero_span"] for code in GASES}
    return found | {("31", code): rows["pm_zero_span"] for code in DUST}
