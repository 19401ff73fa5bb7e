"""Mark periods: a day's hours as a chart and a table, with what the instrument sent beside."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.quality.cycles import between_samples
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared.api import DeclarationRefusedError, MarkInfo
from qingtian_platform.kit.times import beijing, midnight, span_text
from qingtian_platform.kit.words import FLAG_TO_NO_DATA
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise import terms
from qingtian_platform.publish.enterprise.around import (
    CREW,
    attempt,
    chosen,
    needed,
    number,
    page,
    person,
    streams_of,
)
from qingtian_platform.publish.figures import Dose
from qingtian_platform.publish.series import Chart, drawn, slots
from qingtian_platform.record import api as record
from qingtian_platform.record.acts.api import value_text
from qingtian_platform.registry import api as registry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BACK = 2
"""Days on one page, the asked one the last: marks are owed by noon of the next day. [d]"""


@dataclass(frozen=True)
class HourRow:
    """An hour of the table.

    Attributes
    ----------
    start, end
        UTC.
    value
        As sent, with its digits; empty = none. [unit of the datastream]
    flag
        The instrument's own mark; None = nothing was sent.
    marks
        What the enterprise said of the hour.
    owed
        Whether it owes a value: not between the samples of an analyser that takes longer.
    """

    start: datetime
    end: datetime
    value: str
    flag: str | None
    marks: tuple[MarkInfo, ...]
    owed: bool = True

    @property
    def odd(self) -> bool:
        """Whether the instrument sent a mark, or owes and sent nothing, and nobody marked it yet."""
        return self.owed and self.flag not in ("", "N", "S") and not self.marks


@desk_required(*CREW)
def marks(request: HttpRequest) -> HttpResponse:
    """Go to the marks of the outlet that is asked for, or of the first."""
    thing = chosen(request)
    if thing is None:
        return HttpResponseRedirect(reverse("enterprise:start"))
    return HttpResponseRedirect(reverse("enterprise:mark", args=[thing.key]))


@desk_required(*CREW)
def mark(request: HttpRequest, key: str) -> HttpResponse:
    """Show two days of an outlet and mark periods of them."""
    thing = chosen(request, key)
    assert thing is not None, "a key is given"
    if request.method == "POST":
        act = _taken_back if request.POST.get("act") == "take-back" else _marked
        return attempt(request, lambda: act(request, thing.id), request.get_full_path())
    now = datetime.now(UTC)
    day = min(asked_day(request, "day", beijing(now).date()), beijing(now).date())
    own = [each for each in streams_of(thing, day) if "hour" in each.intervals]
    stream = next((s for s in own if f"{s.mn}|{s.code}" == request.GET.get("of")), None)
    stream = stream or next(iter(own), None)
    first = midnight(day) - (BACK - 1) * DAY
    last = min(midnight(day) + DAY, now.replace(minute=0, second=0, microsecond=0))
    said = declared.marks(start=first, end=midnight(day) + DAY, thing=thing.id, withdrawn=True)
    context: dict[str, Any] = {
        "thing": thing,
        "thing_name": words.name(thing),
        "streams": [(f"{s.mn}|{s.code}", words.stream_name(s)) for s in own],
        "of": f"{stream.mn}|{stream.code}" if stream else "",
        "of_name": words.stream_name(stream) if stream else "",
        "day": day,
        "before": day - BACK * DAY,
        "after": day + BACK * DAY if midnight(day) + DAY < now else None,
        "kinds": terms.mark_choices(midnight(day)),
        "rule": declared.rule(midnight(day)),
        "due": declared.mark_due(midnight(day) + HOUR),
        "said": [(each, terms.mark_word(each.kind), about(each, own)) for each in said],
    }
    if stream is not None:
        context |= hours(stream, first, last, said)
    return page(request, "mark.html", "marks", context)


def hours(
    stream: registry.DatastreamInfo,
    first: datetime,
    last: datetime,
    said: Sequence[MarkInfo],
) -> dict[str, Any]:
    """Lay out the hours of a factor as a chart and as rows, the newest first."""
    sent = _sent(stream, first, last)
    rows = []
    for at in slots(first.astimezone(UTC), last, HOUR):
        value, flag = sent.get(at, ("", None))
        beside = tuple(
            m for m in said if not m.withdrawn and m.touches(stream.mn, stream.code, at, at + HOUR)
        )
        owed = flag is not None or _due(stream, at, last, sent)
        rows.append(HourRow(at, at + HOUR, value, flag, beside, owed))
    return {
        "rows": rows[::-1],
        "unit": stream.unit,
        "chart": _chart(stream, rows),
        "odd": sum(row.odd for row in rows),
    }


def _due(
    stream: registry.DatastreamInfo, at: datetime, last: datetime, sent: Container[datetime]
) -> bool:
    """Say whether an hour of which nothing came should have brought the sample of its cycle."""
    cycle = registry.cycle(stream.mn, stream.code, beijing(at).date())
    return not between_samples(at, cycle, sent, last)


def _sent(
    stream: registry.DatastreamInfo, first: datetime, last: datetime
) -> dict[datetime, tuple[str, str]]:
    table = record.observations(
        mn=stream.mn,
        code=stream.code,
        interval="hour",
        field="Avg",
        start=first,
        end=last,
        columns=["start", "value", "decimals", "text", "flag"],
    )
    return {
        row["start"].astimezone(UTC): (
            value_text(row) if row["value"] is not None else "",
            (row["flag"] or "").upper(),
        )
        for row in table.to_pylist()
    }


def _chart(stream: registry.DatastreamInfo, rows: Sequence[HourRow]) -> Chart:
    name = words.stream_name(stream)
    doses = {row.start: _dose(name, stream.unit, row) for row in rows if row.flag is not None}
    title = _("%(name)s, hour by hour") % {"name": name}
    data = drawn(doses, [row.start for row in rows if row.owed], HOUR, "")
    return Chart(name, stream.code, stream.unit, title, "", "", weak=False, data=data)


def _dose(name: str, unit: str, row: HourRow) -> Dose:
    value = Decimal(row.value) if row.value else None
    digits = 0 if value is None else max(0, -int(value.as_tuple().exponent))
    why = FLAG_TO_NO_DATA.get(row.flag or "N", "")
    if value is None:
        return Dose(name, None, unit, digits, None, why or "invalid")
    return Dose(name, value, unit, digits, None)


def about(mark: MarkInfo, own: Iterable[registry.DatastreamInfo]) -> str:
    """Say what a mark is about: the outlet, a monitor, or one factor of it."""
    if not mark.mn:
        return _("whole outlet")
    name = next((words.stream_name(s) for s in own if (s.mn, s.code) == (mark.mn, mark.code)), "")
    return name or _("all factors of %(mn)s") % {"mn": mark.mn}


def _marked(request: HttpRequest, thing: int) -> str:
    post = request.POST
    kind = post.get("kind", "")
    mn, _bar, code = post.get("of", "").partition("|")
    scope = post.get("scope", "factor")
    if terms.family(kind) != "monitor" or scope == "outlet":
        mn = code = ""
    elif scope == "monitor":
        code = ""
    wanted = [_hour(text) for text in post.getlist("hour")]
    made = declared.mark(
        thing, kind, wanted, post.get("reason", ""), person=person(request), mn=mn, code=code
    )
    spans = "; ".join(span_text(each.start, each.end) for each in made)
    text = _("Marked as %(kind)s: %(spans)s") % {"kind": terms.mark_word(kind), "spans": spans}
    late = any(each.late for each in made)
    return f"{text} · {_('later than the rule has it, so it is shown as late')}" if late else text


def _hour(text: str) -> tuple[datetime, datetime]:
    start = needed(text)
    if start != start.replace(minute=0):
        raise DeclarationRefusedError(_("A period is made of whole hours."))
    return start, start + HOUR


def _taken_back(request: HttpRequest, thing: int) -> str:
    del thing
    row = number(request.POST.get("row", "")) or 0
    declared.unmark(row, request.POST.get("reason", ""), person=person(request))
    return _("Taken back; it stays to be seen.")
