"""The report on data quality: by datastream, unit, enterprise, district and month; page, files, PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check import api as check
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, quality_print, words
from qingtian_platform.publish.desk.frame import page, seen, unit_name
from qingtian_platform.publish.desk.quality_data import BY, Period, Report, Row, end_of, report, say
from qingtian_platform.publish.desk.rates import chosen, formula_words
from qingtian_platform.registry import api as registry

#: Who reads it: the authority's own people; findings are never for the unit itself.
READERS = (Role.DUTY, Role.ENFORCEMENT, Role.LEGAL, Role.ASSESSOR, Role.REVIEWER)
#: Lines that the page shows; the files hold all.
SHOWN = 60
#: Months that the list by month goes back.
MONTHS = 12


@desk_required(*READERS)
def quality(request: HttpRequest) -> HttpResponse:
    """Show the report, or hand it out as a file."""
    found = asked(request)
    if export.asked(request):
        name = f"qingtian-quality-{found.by}-{found.period.first}-{found.period.last}"
        return export.table(request, name, columns(found), [line(row) for row in found.rows])
    if request.GET.get("as") == "pdf":
        return quality_print.answer(found, unit_name(request), str(request.user), narrowed(request))
    return page(request, "quality.html", "quality", context(request, found))


def asked(request: HttpRequest) -> Report:
    """Put together what an address asks for."""
    by = chosen(request.GET.get("by", ""), BY, "outlet")
    period = asked_period(request)
    if by == "month":
        period = Period(_back(period.last), period.last)
    intervals = {key: word for key, word in words.INTERVALS.items() if key != "realtime"}
    interval = chosen(
        request.GET.get("interval", ""), intervals, check.formula(period.last).interval
    )
    scope = people.scope(request.user)
    within = Within(scope, request.GET.get("district", ""), request.GET.get("unit", ""))
    return _kept(state(), period, by, interval, within)


@dataclass(frozen=True)
class Within:
    """Which units a report is about: those asked for, of those that the person may see.

    Attributes
    ----------
    scope
        What the person may see.
    district, unit
        Code of the district, key of the unit; empty: all.
    """

    scope: people.Scope
    district: str
    unit: str

    def holds(self, thing: registry.ThingInfo) -> bool:
        """Say whether a unit lies within."""
        named = self.unit in ("", thing.key) and self.district in ("", thing.district)
        return named and self.scope.holds(thing)


@lru_cache(maxsize=32)
def _kept(
    _state: tuple[object, ...], period: Period, by: str, interval: str, within: Within
) -> Report:
    """Put a report together; it stands as long as nothing that it counts changes, a minute at most."""
    return report(period, by=by, interval=interval, seen=within.holds)


def state() -> tuple[object, ...]:
    """Give what differs as soon as anything has changed that a report counts."""
    places = Places.current()
    files = (places.completeness, places.findings, places.tallies)
    written = [_written(path) for one in files for path in (one, Path(f"{one}-wal"))]
    minute = timezone.now().replace(second=0, microsecond=0)
    numbers = (registry.version(), instruments.version(), alarms.stamp())
    return (places.data, minute, *numbers, *written)


def _written(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def asked_period(request: HttpRequest) -> Period:
    """Read the days: a month, or from and to; the present month where neither is told."""
    today = timezone.localdate()
    if "from" in request.GET or "to" in request.GET:
        last = asked_day(request, "to", today)
        first = asked_day(request, "from", last)
        return Period(min(first, last), last)
    try:
        first = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        first = today.replace(day=1)
    return Period(first, end_of(first))


def _back(last: date) -> date:
    """Give the first day of the month so many months back."""
    months = last.year * 12 + last.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def narrowed(request: HttpRequest) -> str:
    """Say in words to what the report was narrowed; empty where it was not."""
    parts = []
    if request.GET.get("district"):
        parts += [name for key, name in _districts(request) if key == request.GET["district"]]
    thing = registry.thing(request.GET.get("unit", ""))
    if thing is not None and seen(request)(thing):
        parts.append(words.name(thing))
    return _(", ").join(parts)


def _districts(request: HttpRequest) -> list[tuple[str, str]]:
    may = seen(request)
    held = {t.district or "": words.district(t) for t in registry.things().values() if may(t)}
    return sorted((key, name) for key, name in held.items() if key)


def context(request: HttpRequest, found: Report) -> dict[str, Any]:
    """Gather what the page shows."""
    period, formula = found.period, check.formula(found.period.last)
    intervals = {key: word for key, word in words.INTERVALS.items() if key != "realtime"}
    return {
        "report": found,
        "say": say(found),
        "rows": found.rows[:SHOWN],
        "more": max(0, len(found.rows) - SHOWN),
        "first": period.first,
        "last": period.last,
        "month": period.month or f"{period.last:%Y-%m}",
        "before": f"{period.first - timedelta(days=1):%Y-%m}",
        "after": f"{period.last + timedelta(days=1):%Y-%m}",
        "by": found.by,
        "bys": BY,
        "interval": found.interval,
        "intervals": intervals,
        "districts": _districts(request),
        "district": request.GET.get("district", ""),
        "narrowed": narrowed(request),
        "formula": formula,
        "formula_words": formula_words(formula),
        "basis": quality_print.basis(found),
    }


def columns(found: Report) -> list[str]:
    """Name the columns of the file; the last one says how and when it was made."""
    formula = check.formula(found.period.last)
    made = _("As of %(time)s; formula of %(formula)s; %(source)s") % {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "formula": formula.valid_from,
        "source": words.said(formula.source),
    }
    return [
        str(BY[found.by]), "MN", _("Code"), _("From"), _("To"), _("Transmission") + " %",
        _("Validity") + " %", _("Valid transmission") + " %", _("Expected"), _("Came"), _("Valid"),
        _("Back-filled"), _("Missing"), _("Declared shutdown"), _("Flags"), _("Flags by source"),
        _("Findings"), _("Findings by rule"), _("Alarms asking for a cause"), _("Answered"),
        _("Median time to answer") + " h", _("Overdue"), _("Checks overdue"), made,
    ]  # fmt: skip


def line(row: Row) -> list[Any]:
    """Write a row of the file."""
    found, rates, counts, told = row.summary, row.summary.rates, row.summary.counts, row.answering
    return [
        row.name,
        *(found.stream or ("", "")),
        found.first.isoformat(),
        found.last.isoformat(),
        *(words.percent(each) for each in (rates.transmission, rates.validity, rates.both)),
        counts.expected,
        counts.received,
        counts.valid,
        counts.refilled,
        counts.missing,
        counts.shutdown,
        row.flagged,
        "; ".join(f"{source} {name} {number}" for source, name, number in row.flags),
        row.found,
        "; ".join(f"{rule} {name} {number}" for rule, name, number in row.findings),
        *(_told(told)),
        row.due,
    ]


def _told(told: Any) -> list[Any]:  # noqa: ANN401 - how alarms were answered, or None
    if told is None:
        return [None, None, None, None]
    hours = None if told.median is None else round(told.median, 2)
    return [told.asked, len(told.hours), hours, told.overdue]
