"""The page of an outlet or building site: verdicts of the last hour and day, hours, charts, readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.quality.cycles import between_samples
from qingtian.standards.emissions import kind_text
from qingtian_platform.check.plans import api as plans
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import beijing, midnight, span_text
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.decisions.shown import about
from qingtian_platform.publish.enterprise import public
from qingtian_platform.publish.figures import Dose
from qingtian_platform.publish.gaps import cycles, stopped
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.pages.source import reading_groups
from qingtian_platform.publish.series import Chart, drawn, ribbon_key, slots
from qingtian_platform.publish.verdicts import shapes
from qingtian_platform.publish.verdicts.shapes import Judged
from qingtian_platform.registry import api as registry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NODATA = {"shutdown": "shutdown", "maintenance": "maintenance", "missing": "missing"}


@dataclass(frozen=True)
class HourRow:
    """One hour of the table.

    Attributes
    ----------
    cells
        Of each factor what was received, or None and why not; no word stands between samples.
    nodata
        Why there is nothing, where no factor is known.
    """

    start: datetime
    end: datetime
    cells: tuple[tuple[Judged | None, str], ...]
    nodata: str


@dataclass(frozen=True)
class Table:
    """The hours of one day, a column a factor."""

    day: date
    before: date
    after: date | None
    heads: tuple[tuple[str, str], ...]
    rows: tuple[HourRow, ...]


def outlet(request: HttpRequest, one: Place) -> HttpResponse:
    """Show an outlet or site."""
    now = datetime.now(UTC)
    known = shapes.names(one.id)
    last_hour = evaluate.latest_verdicts(one.id, "hour")
    hour = [shapes.judged(each, one.key, known) for each in last_hour]
    day = [shapes.judged(each, one.key, known) for each in evaluate.latest_verdicts(one.id, "day")]
    last = beijing(hour[0].start).date() if hour else beijing(now).date()
    shown = asked_day(request, "day", last)
    context: dict[str, Any] = {
        "place": one,
        "firm": True,
        "monitors_itself": plans.enterprise_of(one.id) is not None,
        "plant": plant(one.id, beijing(now).date()),
        "hour": hour,
        "day": day,
        "say": says(one, hour, day),
        "table": table(one, shown, known, now),
        "days": days(one, known, last),
        **charts(one, known, last),
        "groups": reading_groups(one, now, warning_figures(last_hour)),
        "said": public.said(one.id, now),
        "decisions": about(one.id, now),
        "section": "outlets",
    }
    return render(request, "portal/outlet.html", context)


def plant(thing: int, day: date) -> dict[str, str]:
    """Say the kind of plant that is registered, by which its standard is found.

    Parameters
    ----------
    thing
        Of the outlet.
    day
        Of the registration.

    Returns
    -------
    dict
        `text` in the reader's language, and `lang` where it stands in the other one as registered;
        empty = none is registered.
    """
    standing = registry.things()[thing].standing(day)
    if standing is None or not standing.plant:
        return {}
    said = kind_text(standing.plant, "en" if english() else "zh", evaluate.law_packs())
    if said is not None:
        return {"text": said, "lang": ""}
    return {"text": standing.plant, "lang": "zh-Hans" if english() else "en"}


def warning_figures(found: Sequence[Verdict]) -> dict[tuple[str, str], Decimal]:
    """Give the upper limits of the hour, above which shorter values warn."""
    return {
        (each.code, each.field): each.bounds.high
        for each in found
        if each.bounds and each.bounds.high is not None
    }


def says(one: Place, hour: Sequence[Judged], day: Sequence[Judged]) -> list[str]:
    """Say in a sentence each what the last hour and the last whole day were."""
    found = [text for text in (said(one, hour), said(one, day)) if text]
    if found:
        return found
    words = _("%(name)s has no verdict: no hour of it is judged. Its last readings stand below.")
    return [words % {"name": one.name}]


def said(one: Place, parts: Sequence[Judged]) -> str:
    """Say a period: those over their limit by name, else how many were compared."""
    if all(each.word in ("shown", "no-limit") for each in parts):
        return ""
    judged = [each for each in parts if each.word in ("within", "over")]
    over = [each for each in judged if each.word == "over"]
    if over:
        stop = " " if english() else ""
        return stop.join(shapes.sentence(one.name, each) for each in over)
    values = {
        "whose": one.name,
        "span": span_text(parts[0].start, parts[0].end),
        "n": len(judged),
    }
    left = len(parts) - len(judged)
    if not judged:
        return _("%(whose)s, %(span)s: nothing could be judged.") % values
    first = ngettext(
        "%(whose)s, %(span)s: %(n)s factor compared with its limit, not over.",
        "%(whose)s, %(span)s: %(n)s factors compared with their limits, none over.",
        len(judged),
    )
    if not left:
        return first % values
    rest = ngettext(
        "%(rest)s is shown and not judged.", "%(rest)s are shown and not judged.", left
    ) % {"rest": left}
    glue = " " if english() else ""
    return f"{first % values}{glue}{rest}"


def table(one: Place, day: date, known: dict[str, str], now: datetime) -> Table:
    """Lay out the hours of a day that are over."""
    start = midnight(day)
    found: dict[datetime, dict[str, Judged]] = {}
    for each in evaluate.verdicts(one.id, "hour", start, start + DAY):
        found.setdefault(each.start, {})[each.code] = shapes.judged(each, one.key, known)
    codes = sorted({code for cells in found.values() for code in cells})
    units = {code: cell.unit for cells in found.values() for code, cell in cells.items()}
    due = [at for at in slots(start, start + DAY, HOUR) if at + HOUR <= now]
    stops = stopped(one.id, start, start + DAY)
    cycle = cycles(one.id)
    came = {code: {at for at, cells in found.items() if code in cells} for code in codes}

    def row(at: datetime) -> HourRow:
        why = "shutdown" if any(a <= at < b for a, b in stops) else "missing"
        free = {c for c in codes if between_samples(at, cycle(c, day), came[c], now)}
        cells = tuple(
            (found.get(at, {}).get(c), "" if why == "missing" and c in free else why) for c in codes
        )
        return HourRow(at, at + HOUR, cells, why)

    rows = tuple(row(at) for at in due)
    tomorrow = day + DAY
    heads = tuple((known.get(code, code), units[code]) for code in codes)
    return Table(day, day - DAY, tomorrow if midnight(tomorrow) < now else None, heads, rows)


def days(one: Place, known: dict[str, str], last: date) -> list[tuple[date, list[Judged]]]:
    """List the daily verdicts of the last fortnight, the newest first."""
    end = midnight(last) + DAY
    found: dict[date, list[Judged]] = {}
    for each in evaluate.verdicts(one.id, "day", end - 14 * DAY, end):
        shown = shapes.judged(each, one.key, known)
        found.setdefault(beijing(each.start).date(), []).append(shown)
    return sorted(found.items(), reverse=True)


def charts(one: Place, known: dict[str, str], last: date) -> dict[str, Any]:
    """Draw seven days of hours, a chart a factor, with the limit and its edition."""
    end = midnight(last) + DAY
    start = end - 7 * DAY
    found: dict[str, list[Verdict]] = {}
    for each in evaluate.verdicts(one.id, "hour", start, end):
        found.setdefault(each.code, []).append(each)
    cycle = cycles(one.id)
    drawn_ones = [
        _chart(code, known.get(code, code), own, start, end, partial(cycle, code))
        for code, own in sorted(found.items())
    ]
    return {"charts": drawn_ones, "ribbons": ribbon_key(drawn_ones), "start": start, "end": end}


def _chart(
    code: str,
    name: str,
    own: Sequence[Verdict],
    start: datetime,
    end: datetime,
    cycle: Callable[[date], int],
) -> Chart:
    bounds = next((each.bounds for each in reversed(own) if each.bounds), None)
    limit = shapes.limit_shown(bounds, own[-1].unit) if bounds else None
    doses = {each.start: _dose(name, each) for each in own}
    now = datetime.now(UTC)
    times = [
        at
        for at in slots(start, end, HOUR)
        if at + HOUR <= now
        and (at in doses or not between_samples(at, cycle(beijing(at).date()), doses, now))
    ]
    high = bounds.high if bounds else None
    data = drawn(doses, times, HOUR, "" if high is None else f"{high.normalize():f}")
    text = (
        f"{limit.text} · {limit.source_word} {limit.document}"
        if limit
        else _("no limit of the hour")
    )
    weak = bool(limit and limit.weak)
    title = _("%(name)s from %(start)s to %(end)s") % {
        "name": name,
        "start": f"{beijing(start):%Y-%m-%d}",
        "end": f"{beijing(end - HOUR):%Y-%m-%d}",
    }
    unit = "" if own[-1].unit == "1" else own[-1].unit
    return Chart(name, code, unit, title, limit.text if limit else "", text, weak, data)


def _dose(name: str, each: Verdict) -> Dose:
    digits = 0 if each.value is None else max(0, -int(each.value.as_tuple().exponent))
    why = "" if each.value is not None else NODATA.get(each.word, "invalid")
    return Dose(name, each.value, "" if each.unit == "1" else each.unit, digits, None, why)
