"""Parts of a file about data: latest values, transmission, verdicts; what was said; visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.check import api as check
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.words import unit_text
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.dossier.registered import seen
from qingtian_platform.publish.desk.dossier.row import OWN, Part, Public, Row
from qingtian_platform.publish.desk.dossier.subjects import Found
from qingtian_platform.publish.verdicts.shapes import WORDS, verdict_href
from qingtian_platform.registry import api as registry

BACK = timedelta(days=31)
"""How far back data and what was said are listed."""
MOST = 40
"""Units of a subject whose data a file reads. [1]"""


def data(found: Found, now: datetime) -> Part:
    """List the latest values and verdicts, days over a limit, and the rates of transmission."""
    things = found.things[:MOST]
    rows: list[Row] = []
    latest = evaluate.latest()
    for period in ("hour", "day"):
        for number, verdicts in evaluate.latest_of([t.id for t in things], period).items():
            one = next(t for t in things if t.id == number)
            rows += [_verdict(found, one, each) for each in verdicts]
    rows += [_hour(found, t, latest[t.id]) for t in things if t.id in latest]
    rows += _over(found, things, now)
    rows += _rates(things, now)
    rows.sort(key=lambda row: (row.look != "late", -_stamp(row)))
    return Part(
        "data",
        _("Data, transmission and verdicts"),
        tuple(rows),
        _("Values stand here as soon as its devices send."),
        _("The last hour and day, days over a limit within 31 days, and rates of the same days."),
    )


def _stamp(row: Row) -> float:
    return row.when.timestamp() if isinstance(row.when, datetime) else 0.0


def _named(found: Found, one: registry.ThingInfo, text: str) -> str:
    """Name the unit before a text, where a file is about several."""
    return text if len(found.things) == 1 else f"{words.name(one)} · {text}"


def _verdict(found: Found, one: registry.ThingInfo, each: evaluate.Verdict) -> Row:
    href = verdict_href(one.key, each.period, each.start, each.code)
    value = "" if each.value is None else f"{each.value} {unit_text(each.unit)} · "
    name = words.factor_name(each.code) if each.code != "class" else _("Class of water")
    what = f"{name} ({words.interval(each.period)})"
    look = "late" if each.accuses else ""
    state = value + str(WORDS.get(each.word, each.word))
    return Row(each.start, _named(found, one, what), state, Public(_("the same"), href), href, look)


def _hour(found: Found, one: registry.ThingInfo, each: evaluate.Result) -> Row:
    text = "–" if each.aqi is None else f"AQI {each.aqi}"
    public = seen(one, _("the same"))
    return Row(each.start, _named(found, one, words.interval("hour")), text, public, public.href)


def _over(found: Found, things: Iterable[registry.ThingInfo], now: datetime) -> list[Row]:
    """List the days on which a limit was exceeded."""
    return [
        _verdict(found, one, each)
        for one in things
        if one.kind in ("outlet", "site")
        for each in evaluate.verdicts(one.id, "day", now - BACK, now)
        if each.accuses
    ]


def _rates(things: tuple[registry.ThingInfo, ...], now: datetime) -> list[Row]:
    if not things:
        return []
    own, last = {t.id: t for t in things}, beijing(now).date() - timedelta(days=1)
    start = last - BACK + timedelta(days=1)
    rows = check.rates(
        by="outlet", period="range", start=start, end=last, seen=lambda t: t.id in own
    )
    names = {t.key: words.name(t) for t in things}
    return [
        Row(
            None,
            _("Valid transmission of 31 days: %(name)s")
            % {"name": names.get(r.group.key, r.group.key)},
            f"{words.percent(r.rates.both)} %",
            OWN,
            f"{reverse('desk:rates')}?by=outlet",
        )
        for r in rows
        if r.rates.both is not None
    ]


def said(found: Found, now: datetime) -> Part:
    """List what the enterprise said: declarations, marks of periods, values by hand."""
    rows: list[Row] = []
    for one in found.things[:MOST]:
        rows += _declarations(found, one, now)
        rows += _marks(found, one, now)
    rows.sort(key=_stamp, reverse=True)
    return Part(
        "said",
        _("Declarations and marks"),
        tuple(rows),
        _("What its officer declares and marks stands here."),
    )


def _told(one: registry.ThingInfo, end: datetime | None, now: datetime, *, gone: bool) -> Public:
    """Say whether its public page lists something that ended then; it reaches a month back."""
    if gone:
        return Public(why=_("it was taken back"))
    if end is not None and end < now - BACK:
        return Public(why=_("its public page lists the last 31 days"))
    return seen(one)


def _declarations(found: Found, one: registry.ThingInfo, now: datetime) -> list[Row]:
    return [
        Row(
            each.start,
            _named(found, one, str(each.word)),
            each.reason + (f" · {_('taken back')}" if each.withdrawn else ""),
            _told(one, each.end, now, gone=each.withdrawn),
            seen(one).href,
        )
        for each in declared.declarations(one.id, withdrawn=True)
    ]


def _marks(found: Found, one: registry.ThingInfo, now: datetime) -> list[Row]:
    return [
        Row(
            each.start,
            _named(found, one, f"{each.kind} {words.factor_name(each.code) if each.code else ''}"),
            " · ".join(
                filter(
                    None,
                    (
                        each.reason,
                        _("marked too late") if each.late else "",
                        _("taken back") if each.withdrawn else "",
                    ),
                )
            ),
            _told(one, each.end, now, gone=each.withdrawn),
            seen(one).href,
        )
        for each in declared.marks(thing=one.id, start=now - 3 * BACK, withdrawn=True)
    ]


def visits(found: Found) -> Part:
    """List what was done to its instruments: maintenance, checks, comparison tests."""
    own = {t.id: t for t in found.things[:MOST]}
    rows = [
        Row(
            each.start,
            f"{instruments.KINDS.get(each.kind, each.kind)} · MN {mn}",
            f"{each.author}{f' · {each.on_behalf}' if each.on_behalf else ''}",
            OWN,
            reverse("desk:instrument", args=[mn]),
        )
        for mn, one in registry.all_loggers(None).items()
        if one.thing_id in own
        for each in instruments.records(mn=mn)
    ]
    rows.sort(key=_stamp, reverse=True)
    return Part(
        "visits",
        _("Visits to instruments"),
        tuple(rows),
        _("Maintenance, calibrations and comparison tests stand here once they are written down."),
    )
