"""The reviewed daily report: what was issued of a day, both sides, what was rejected, three names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import moment_text, span_text
from qingtian_platform.kit.typesetting import compiled
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.deeds.words import under
from qingtian_platform.publish.desk import SHEETS
from qingtian_platform.publish.desk import words as said
from qingtian_platform.publish.desk.frame import page, unit_name
from qingtian_platform.publish.desk.reviewing import sides
from qingtian_platform.publish.desk.reviewing.days import Row, asked, rows_of
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.releases import api as releases

WHO = (Role.REVIEWER, Role.DUTY, Role.ASSESSOR)


@dataclass(frozen=True)
class Out:
    """An hour that a person rejected.

    Attributes
    ----------
    reason
        Of the dated list, with the rule that pointed at it.
    words
        What the person wrote beside.
    act
        Number of the act.
    """

    name: str
    hour: str
    value: str
    reason: str
    words: str
    act: int


@dataclass(frozen=True)
class Entry:
    """A station in the report.

    Attributes
    ----------
    names
        First reviewer, second reviewer, issuer; empty until it is issued.
    act
        Number of the act by which it was issued; None = not issued.
    """

    row: Row
    sides: sides.Sides | None
    outs: tuple[Out, ...]
    names: tuple[str, ...]
    act: int | None
    hours: tuple[int, int] = (0, 0)

    @property
    def issued(self) -> bool:
        """Whether it is issued and not open again."""
        return self.act is not None


def entries(person: Any, day: date) -> list[Entry]:  # noqa: ANN401 - private to its app
    """List the stations of a day: those that are issued with what was issued, then the others."""
    found = [_entry(row) for row in rows_of(person, day)]
    return sorted(found, key=lambda each: (not each.issued, each.row.name))


def _entry(row: Row) -> Entry:
    now = row.now
    issued = reviews.issued(now.issued.hash) if now.state == "issued" and now.issued else None
    if issued is None or now.issued is None:
        return Entry(row, None, (), (), None)
    both = sides.shown(issued, issued=True) if issued.edition else None
    outs = tuple(_out(each) for each in issued.rejected)
    names = tuple(each.name for each in now.round)
    return Entry(row, both, outs, names, now.issued.number, issued.hours)


def _out(one: dict[str, Any]) -> Out:
    info = acts.act(one["act"])
    start = datetime.fromisoformat(one["start"])
    return Out(
        name=said.factor_name(one["code"]),
        hour=span_text(start, start + timedelta(hours=1), with_day=False),
        value=one["value"],
        reason="" if info is None else under(info.act.body),
        words="" if info is None else info.words or "",
        act=one["act"],
    )


@desk_required(*WHO)
def report(request: HttpRequest, day: str) -> HttpResponse:
    """Show the report of a day."""
    when = asked(day)
    found = entries(request.user, when)
    late = [each for each in found if not each.issued and each.row.late]
    context: dict[str, Any] = {
        "day": when,
        "english": said.english(),
        "entries": [each for each in found if each.issued],
        "open": [each for each in found if not each.issued],
        "late": late,
        "due": found[0].row.now.due if found else None,
        "source": reviews.source("due", when),
        "release": releases.released("reviewed", "day"),
        "total": len(found),
        "may_review": people.may_enter(request.user, (Role.REVIEWER,)),
    }
    return page(request, "reviewing_report.html", "review", context)


@desk_required(*WHO)
def printed(request: HttpRequest, day: str) -> HttpResponse:
    """Hand out the report of a day as PDF."""
    when = asked(day)
    content = facts(entries(request.user, when), when, unit_name(request), str(request.user))
    pdf = compiled(SHEETS / "reviewed.typ", content, datetime.now(UTC))
    name = f"qingtian-reviewed-{when}-{'en' if said.english() else 'zh'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def facts(found: list[Entry], day: date, unit: str, person: str) -> dict[str, Any]:
    """Gather what the PDF says, in the reader's language.

    Parameters
    ----------
    found
        As `entries` gives them.
    day
        Of the data.
    unit, person
        For whom it is, and who took it.
    """
    issued = [each for each in found if each.issued]
    source = reviews.source("due", day)
    return {
        "lang": "en" if said.english() else "zh",
        "title": _("Reviewed daily report"),
        "day": day.isoformat(),
        "unit": unit,
        "demo": demo_text() if is_demo() else "",
        "say": _say(found),
        "head": [
            _("Station or section"), _("AQI, reviewed"), _("AQI, real time"), _("Primary pollutants"),
            _("Hours that count"), _("First review"), _("Second review"), _("Issued by"), _("Act no."),
        ],
        "rows": [_row(each) for each in issued],
        "values_title": _("Values of the day, reviewed; real time in brackets where it differs"),
        "values_head": ["", *(f"{v.name} {v.unit}" for v in _columns(issued))],
        "values": [_values(each) for each in issued if each.sides],
        "outs_title": _("Hours that do not count"),
        "outs_head": [
            _("Station or section"), _("Factor"), _("Hour"), _("Value"), _("Reason"), _("In words"),
            _("Act no."),
        ],
        "outs": [
            [each.row.name, out.name, out.hour, out.value, out.reason, out.words, str(out.act)]
            for each in issued
            for out in each.outs
        ],
        "open_title": _("Not issued"),
        "open_head": [_("Station or section"), _("Status"), _("Owed next"), _("Late")],
        "open": [
            [each.row.name, each.row.state, each.row.owed, each.row.late or "–"]
            for each in found
            if not each.issued
        ],
        "none": _("None."),
        "foot": _("Publisher: %(publisher)s. Made %(time)s (Beijing) by %(person)s. Due: %(source)s.")
        % {
            "publisher": publisher(),
            "time": moment_text(datetime.now(UTC)),
            "person": person,
            "source": said.said({"zh": source.zh, "en": source.en}),
        },
    }  # fmt: skip


def _say(found: list[Entry]) -> str:
    issued = sum(each.issued for each in found)
    said_ = _("%(issued)s of %(total)s own stations and sections are issued.")
    return said_ % {"issued": issued, "total": len(found)}


def _row(each: Entry) -> list[str]:
    both = each.sides
    index = ["–", "–", ""]
    if both is not None:
        reviewed, received = both.found.reviewed, both.found.received
        index = [_aqi(reviewed.aqi), _aqi(received.aqi), " ".join(reviewed.primary)]
    counted = f"{each.hours[1]}/{each.hours[0]}"
    return [each.row.name, *index, counted, *each.names, str(each.act)]


def _aqi(index: int | None) -> str:
    return "–" if index is None else str(index)


def _columns(issued: list[Entry]) -> tuple[sides.Value, ...]:
    return next((each.sides.values for each in issued if each.sides), ())


def _values(each: Entry) -> list[str]:
    assert each.sides is not None
    return [each.row.name, *map(_value, each.sides.values)]


def _value(one: sides.Value) -> str:
    now = one.reviewed or "–"
    return f"{now} ({one.received or '–'})" if one.differs else now
