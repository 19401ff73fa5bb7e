"""The page of one alarm: evidence side by side, what was said of it, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian.quality import RULES, Flag, Rule
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check import api as check
from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import may_enter
from qingtian_platform.publish.desk import export, words
from qingtian_platform.publish.desk.alarms import (
    causes,
    comparing,
    courses,
    plots,
    published,
    readings,
    rows,
    scenes,
    tally,
)
from qingtian_platform.publish.desk.alarms.acting import wish_key
from qingtian_platform.publish.desk.alarms.guard import ACTING, desk_only
from qingtian_platform.publish.desk.alarms.reasons import CLOSINGS, FALSE, reasons
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.registry import api as registry

SHOWN = 4
"""Findings whose comparison is drawn; the others are listed. [1]"""
READINGS = 200
"""Readings that the page lists; the files hold all. [1]"""
LANES: dict[Flag, str] = {Flag.SUSPECT: "suspect", Flag.WRONG: "wrong"}


@dataclass(frozen=True)
class Shown:
    """A finding with its number, words, figures and plots.

    Attributes
    ----------
    number
        As the shaded stretches of the plots carry it.
    rows
        Figures of the evidence: word, value.
    innocents, left_open
        Innocent causes considered, and why they fail; those that nothing at hand could rule out.
    others
        What it might be called instead.
    plots
        What was compared; empty where the overview shows it.
    """

    number: int
    finding: check.FindingRow
    rule: Rule
    name: str
    says: str
    reason: str
    statistic: str
    rows: tuple[tuple[str, str], ...]
    innocents: tuple[causes.Innocent, ...]
    left_open: tuple[causes.Innocent, ...]
    others: tuple[str, ...]
    rate: published.Rate | None
    count: tally.Count
    plots: tuple[plots.Plot, ...]

    @property
    def strong(self) -> bool:
        """Whether it is an alarm of falsification."""
        return self.finding.category == "falsification"


@dataclass(frozen=True)
class Over:
    """A verdict over a limit as a row, with the address of its page."""

    member: alarms.MemberInfo
    name: str
    value: str
    limit: str
    unit: str
    href: str


@require_safe
@desk_only
def alarm(request: HttpRequest, number: int) -> HttpResponse:
    """Show an alarm, or its readings as a file."""
    info = found(request, number)
    members = alarms.members(number)
    findings = _findings(members)
    span = scenes.span_of(info.start, info.end)
    course = _course(members, findings, span)
    if export.asked(request):
        name = f"qingtian-alarm-{number}"
        inside = course.rows if course else ()
        return export.table(request, name, _columns(), [_row(each) for each in inside])
    return page(request, "alarm.html", "alarms", context(request, info, members, findings, course))


def found(request: HttpRequest, number: int) -> alarms.AlarmInfo:
    """Give an alarm that the person may read.

    Raises
    ------
    Http404
        There is none, or it is another's.
    """
    info = alarms.alarm(number)
    if info is None or not rows.within(request)(info):
        raise Http404
    return info


def context(
    request: HttpRequest,
    info: alarms.AlarmInfo,
    members: Sequence[alarms.MemberInfo],
    findings: Sequence[check.FindingRow],
    course: readings.Course | None,
) -> dict[str, Any]:
    """Gather what the page shows."""
    row = rows.lines([info])[0]
    may_act = may_enter(request.user, ACTING) and info.open
    inside = [r for r in (course.rows if course else ()) if info.start <= r["start"] < info.end]
    counts = tally.by_rule(request)
    shown, overview = drawn(findings, counts)
    overs = [_over(m) for m in members if m.form == "verdict" and m.withdrawn_at is None]
    if not overview and course is not None:
        overview = [_plain(info, course)]
    return {
        "row": row,
        "info": info,
        "thing": row.thing,
        "things": _things(info),
        "mns": _loggers(info),
        "findings": shown,
        "further": findings[SHOWN * 3 :],
        "overview": overview,
        "overs": overs[:50],
        "more_overs": max(0, len(overs) - 50),
        "withdrawn": [m for m in members if m.withdrawn_at is not None],
        "readings": inside[:READINGS],
        "more_readings": max(0, len(inside) - READINGS),
        "course": course,
        "history": alarms.history(info.id),
        "answers": alarms.answers_to(info.id),
        "handovers": alarms.handovers(info.id),
        "declarations": _declarations(info),
        "marks": _marks(info),
        "own": row.network,
        "may_act": may_act,
        "wishes": [(wish_key(wish), wish) for wish in alarms.wishes(info.id)] if may_act else [],
        "closings": reasons(CLOSINGS),
        "falses": reasons(FALSE),
        "ask": alarms.row(info.row),
        "english": words.english(),
    }


def _findings(members: Sequence[alarms.MemberInfo]) -> list[check.FindingRow]:
    """Give the findings of an alarm that stand: falsification first, the surest first."""
    numbers = [int(m.key) for m in members if m.form == "finding" and m.withdrawn_at is None]
    rows_ = [row for row in map(check.finding, numbers) if row is not None]
    return sorted(rows_, key=lambda f: (f.category != "falsification", -f.score, f.start, f.id))


def _course(
    members: Sequence[alarms.MemberInfo],
    findings: Sequence[check.FindingRow],
    span: tuple[datetime, datetime],
) -> readings.Course | None:
    """Read the stream that the page lists: that of the first finding, or of the first verdict."""
    if findings:
        first = findings[0]
        return readings.course(first.mn, first.code, first.interval, *span)
    over = next((m for m in members if m.form == "verdict"), None)
    if over is None or over.thing_id is None:
        return None
    stream = next((s for s in registry.datastreams(over.thing_id) if s.code == over.code), None)
    if stream is None:
        return None
    return readings.course(stream.mn, stream.code, "hour", *span)


def drawn(
    findings: Sequence[check.FindingRow], counts: Mapping[str, tally.Count]
) -> tuple[list[Shown], list[plots.Plot]]:
    """Write the findings down, and draw each datastream that they are about."""
    shown: list[Shown] = []
    streams = {(f.mn, f.code, f.interval) for f in findings[:SHOWN] if f.code}
    width = plots.WIDE if len(streams) == 1 else plots.WIDTH
    overview: dict[tuple[str, str, str], plots.Plot] = {}
    for number, finding in enumerate(findings[: SHOWN * 3], 1):
        drawn = number <= SHOWN
        key = (finding.mn, finding.code, finding.interval)
        pictures: list[plots.Plot] = []
        if drawn and finding.code:
            scene = scenes.scene(finding, findings)
            if key not in overview:
                overview[key] = scenes.overview(scene, _flags(finding, scene.span), width)
            pictures = comparing.compared(scene)
        shown.append(_written(number, finding, counts, pictures))
    return shown, list(overview.values())


def _written(
    number: int,
    finding: check.FindingRow,
    counts: Mapping[str, tally.Count],
    pictures: Sequence[plots.Plot],
) -> Shown:
    rule = RULES[finding.rule]
    evidence = finding.evidence
    names = {each.kind: each.name for each in RULES.values()}
    others = tuple(
        words.said(names[kind]) if kind in names else str(kind)
        for kind in evidence.get("alternatives", ())
    )
    return Shown(
        number,
        finding,
        rule,
        words.said(rule.name),
        finding.say(words.language()),
        words.said(rule.reason),
        causes.statistic(evidence.get("statistic")),
        tuple(_figures(evidence)),
        tuple(causes.innocents(evidence.get("ruled_out"))),
        tuple(causes.innocents(evidence.get("left_open"))),
        others,
        published.rate(finding.kind),
        counts.get(finding.rule, tally.NONE),
        tuple(pictures),
    )


def _figures(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the figures that are worth a row."""
    return [
        (str(word), _figure(evidence[key]))
        for key, word in causes.EVIDENCE.items()
        if evidence.get(key) not in (None, [], "")
    ]


def _figure(value: Any) -> str:  # noqa: ANN401 - what JSON holds
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return " / ".join(_figure(each) for each in value)
    return str(value)


def _flags(finding: check.FindingRow, span: tuple[datetime, datetime]) -> list[plots.Ribbon]:
    """Draw what the checks say of the values: doubted, wrong."""
    if not finding.interval:
        return []
    times, flags, sources = check.flags(finding.mn, finding.code, finding.interval, *span)
    step = readings.STEPS.get(finding.interval) or timedelta(minutes=1)
    found: list[plots.Ribbon] = []
    for at, flag, said in zip(
        times.astype("datetime64[s]").astype(float), flags, sources, strict=True
    ):
        key = LANES.get(Flag(int(flag)))
        if key is None:
            continue
        start = plots.moment(float(at))
        word = f"{FLAGS[key]()} {' '.join(said)}".strip()
        last = found[-1] if found else None
        if last and last.key == key and last.word == word and start - last.end <= step / 2:
            found[-1] = plots.Ribbon(key, last.start, start + step, word, 1)
        else:
            found.append(plots.Ribbon(key, start, start + step, word, 1))
    return found


FLAGS = {"suspect": lambda: _("Doubted"), "wrong": lambda: _("Wrong")}


def _plain(info: alarms.AlarmInfo, course: readings.Course) -> plots.Plot:
    """Draw the stream of an exceedance with its limit."""
    span = scenes.span_of(info.start, info.end)
    limit = readings.limit(info.thing_id, course, info.start)
    return courses.course(
        course.name,
        [course.trace()],
        span,
        unit=course.unit,
        levels=[plots.Level(limit[0], limit[1])] if limit else [],
        shades=[plots.Shade(1, info.start, info.end, "")],
        ribbons=tuple(readings.ribbons(course, span[1])),
        width=plots.WIDE,
    )


def _over(member: alarms.MemberInfo) -> Over:
    facts = member.facts
    _thing, period, start, code = str(member.key).split("/", 3)
    thing = registry.things().get(member.thing_id or 0)
    href = ""
    if thing is not None:
        day = beijing(member.start)
        text = f"{day:%Y-%m-%dT%H}" if period == "hour" else f"{day:%Y-%m-%d}"
        href = reverse("portal:verdict", args=[thing.key, period, text, code])
    del start
    return Over(
        member,
        words.factor_name(member.code),
        str(facts.get("value") or ""),
        str(facts.get("limit") or ""),
        unit_text(str(facts.get("unit") or "")),
        href,
    )


def _things(info: alarms.AlarmInfo) -> list[registry.ThingInfo]:
    """Give the units of an alarm that speaks of several."""
    known = registry.things()
    return [known[each] for each in info.things if each in known] if len(info.things) > 1 else []


def _loggers(info: alarms.AlarmInfo) -> list[str]:
    """Name the data loggers of its unit."""
    return sorted(
        mn for mn, one in registry.all_loggers(None).items() if one.thing_id == info.thing_id
    )


def _declarations(info: alarms.AlarmInfo) -> list[declared.DeclarationInfo]:
    """List what the enterprise declared for the stretch."""
    if info.thing_id is None:
        return []
    return declared.declarations(info.thing_id, info.start, info.end, withdrawn=True)


def _marks(info: alarms.AlarmInfo) -> list[declared.MarkInfo]:
    """List the marks that the enterprise made for the stretch."""
    if info.thing_id is None:
        return []
    return declared.marks(thing=info.thing_id, start=info.start, end=info.end, withdrawn=True)


def _columns() -> list[str]:
    return [
        _("From"), _("To"), _("Value"), _("Text"), _("Mark"), _("Received"), _("Batch"), _("Frame"),
    ]  # fmt: skip


def _row(row: Mapping[str, Any]) -> list[Any]:
    keys = ("start", "end", "value", "text", "flag", "received_at", "batch", "frame")
    return [row[key] for key in keys]
