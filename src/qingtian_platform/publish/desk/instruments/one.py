"""The page of one data logger's instruments: parameters, checks, comparisons, charts, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.check.findings import api as findings
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.check.plans import api as plans
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.instruments import words
from qingtian_platform.publish.desk.instruments.beside import beside
from qingtian_platform.publish.desk.instruments.chart import drawing
from qingtian_platform.publish.desk.instruments.rows import RULE, until
from qingtian_platform.publish.desk.signing import sampling
from qingtian_platform.publish.desk.supervision import lists as supervision
from qingtian_platform.publish.enterprise import monitored
from qingtian_platform.publish.verdicts.law import href
from qingtian_platform.registry import api as registry

TALK = timedelta(days=30)
SHOWN = 60
JUDGED = ("zero_span", "standard_sample", "comparison")
PLAIN = ("maintenance", "replacement", "filing")
NEVER_HERE = ("standard", "scope", "revocation")
"""Kinds of records that are written on the pages of chains."""


@dataclass(frozen=True)
class Said:
    """A record with its words and what the standard says of it."""

    record: instruments.RecordInfo
    kind: str
    factor: str
    content: list[tuple[str, str]]
    verdict: instruments.Verdict | None = None

    @property
    def state(self) -> str:
        """The verdict as a word."""
        return str(words.VERDICTS[self.verdict.state]) if self.verdict else ""

    @property
    def measure(self) -> str:
        """What was measured."""
        return words.measure(self.verdict.measure) if self.verdict else ""

    @property
    def error(self) -> str:
        """What was found and what is allowed, in the unit of the measure."""
        return f"{self.verdict.error:f}" if self.verdict else ""

    @property
    def limit(self) -> str:
        """What is allowed."""
        return f"±{self.verdict.limit:f}" if self.verdict else ""

    @property
    def clauses(self) -> list[tuple[str, str]]:
        """Where it stands: words and address."""
        cites = self.verdict.cites if self.verdict else ()
        named = {words.clause(c): href(c.standard, c.path) for c in cites}
        return list(named.items())


def said(record: instruments.RecordInfo, st: str) -> Said:
    """Put a record into words."""
    return Said(
        record,
        str(instruments.KINDS[record.kind]),
        words.factor(record.code),
        words.content(record),
        instruments.verdict(record, st),
    )


def owned(request: HttpRequest, mn: str) -> tuple[registry.LoggerInfo, registry.ThingInfo]:
    """Find a data logger that the person may see."""
    logger = registry.all_loggers(None).get(mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    if logger is None or thing is None or not seen(request)(thing):
        raise Http404(_("No such data logger, or not yours to see."))
    return logger, thing


@desk_required(*instruments.WATCHERS)
def one(request: HttpRequest, mn: str) -> HttpResponse:
    """Show the instruments of one data logger."""
    logger, thing = owned(request, mn)
    return page(request, "instruments/one.html", "instruments", context(request, logger, thing))


def context(
    request: HttpRequest, logger: registry.LoggerInfo, thing: registry.ThingInfo
) -> dict[str, Any]:
    """Gather what the page shows."""
    now = timezone.now()
    records = instruments.records(mn=logger.mn, standing=False)
    shown = [each for each in reversed(records) if each.kind in (*JUDGED, *PLAIN)]
    told = [said(each, logger.st) for each in shown]
    return {
        "thing": thing,
        "name": desk_words.name(thing),
        "district": desk_words.district(thing),
        "logger": logger,
        "standing": _standing(logger.mn, thing.id),
        "cycles": _cycles(logger.mn, thing.id),
        "changes": _changes(logger.mn, thing.id),
        "talk": _talk(logger.mn, now),
        "due": _due(logger, thing, records),
        "judged": [each for each in told if each.record.kind in JUDGED][:SHOWN],
        "beside": beside(logger, thing),
        "planned": _planned(request, thing),
        "may_sample": people.may_enter(request.user, sampling.CREW),
        "plain": [each for each in told if each.record.kind in PLAIN][:SHOWN],
        "certificates": _certificates(logger.mn, now),
        "chains": [
            (key, words.factor(one.record.code))
            for key, one in instruments.standards().nodes.items()
            if one.record.mn == logger.mn
        ],
        "charts": [(each, drawing(each)) for each in instruments.charts(logger.mn)],
        "may_write": getattr(request.user, "role", "") in instruments.WRITERS,
        "kinds": [each for each in instruments.KINDS.items() if each[0] not in NEVER_HERE],
    }


def _standing(mn: str, thing: int) -> list[dict[str, Any]]:
    return [
        {
            "factor": words.factor(last.code),
            "name": words.parameter(last.name),
            "text": last.text,
            "unit": words.unit(last, thing),
            "since": since,
            "last": last,
        }
        for since, last in instruments.state(mn)
    ]


def _cycles(mn: str, thing: int) -> list[tuple[str, list[tuple[date | None, int]]]]:
    """List the factors whose analyser takes longer than an hour for a sample: from when, how long. [h]."""
    ranges, found = registry.ranges(), []
    for stream in registry.datastreams(thing):
        rows = ranges.get((mn, stream.code), ()) if stream.mn == mn else ()
        turns = registry.cycles(rows)
        if any(cycle > 1 for _since, cycle in turns):
            said = [(since if n else None, cycle) for n, (since, cycle) in enumerate(turns)]
            found.append((words.factor(stream.code), said))
    return found


def _changes(mn: str, thing: int) -> list[dict[str, Any]]:
    """List the changes, the latest first; the first telling of a parameter is none."""
    numbers = {
        (each.code, each.evidence["parameter"], each.start): each
        for each in findings.findings(rule=RULE, mn=mn)
    }
    return [
        {
            "at": change.row.at,
            "factor": words.factor(change.row.code),
            "name": words.parameter(change.row.name),
            "before": change.before,
            "unit": words.unit(change.row, thing),
            "row": change.row,
            "state": change.state,
            "word": str(words.CHANGES[change.state]),
            "reasons": [words.reason(each) for each in change.reasons],
            "finding": numbers.get((change.row.code, change.row.name, change.row.at)),
        }
        for change in reversed(instruments.timeline(mn, thing))
        if change.before is not None
    ][:SHOWN]


def _talk(mn: str, now: datetime) -> list[dict[str, Any]]:
    rows = instruments.said(mn, now - TALK, now + TALK)
    return [
        {
            "row": row,
            "factor": words.factor(row.code),
            "name": words.parameter(row.name),
            "text": words.told(row.name, row.text),
        }
        for row in reversed(rows)
    ][:SHOWN]


def _due(
    logger: registry.LoggerInfo,
    thing: registry.ThingInfo,
    records: Sequence[instruments.RecordInfo],
) -> list[dict[str, Any]]:
    codes = sorted({d.code for d in registry.datastreams(thing.id) if d.mn == logger.mn})
    found = []
    for code in codes:
        own = [each for each in records if each.code == code and each.stands]
        due = instruments.due(logger.st, code, own, timezone.localdate())
        if due is not None:
            clause = words.clause(due.cite)
            link = href(due.cite.standard, due.cite.path)
            hours = int(due.interval_h)
            found.append(
                {
                    "factor": words.factor(code),
                    "due": due,
                    "h": hours,
                    "clause": clause,
                    "href": link,
                }
            )
    return found


def _planned(request: HttpRequest, thing: registry.ThingInfo) -> dict[str, Any] | None:
    """Give the rows of an outlet in its owner's plan of self-monitoring, and the page that says more."""
    owner = plans.enterprise_of(thing.id)
    if owner is None:
        return None
    today = timezone.localdate()
    plan = plans.plan_on(owner.number, today)
    lacking = plans.unplanned(plan, owner, today)
    oversees = people.may_enter(request.user, supervision.READERS)
    return {
        "rows": [each for each in monitored.rows(plan) if each.key == thing.key],
        "unplanned": [words.factor(code) for key, code in lacking if key == thing.key],
        "clause": plans.CLAUSE,
        "href": reverse("desk:supervision:plan", args=[owner.number])
        if oversees
        else reverse("portal:self_monitoring", args=[thing.key]),
    }


def _certificates(mn: str, now: datetime) -> list[dict[str, Any]]:
    """List the certificates with the chain that each is traceable through."""
    own, every = instruments.certificates(mn), instruments.certificates()
    today = timezone.localdate(now).isoformat()
    return [
        {
            "record": each,
            "until": until(each),
            "over": until(each) < today,
            "chain": [
                link.content["number"] for link in instruments.certified_through(each, every)
            ],
            "open": instruments.certified_through(each, every)[-1].content.get("traces_to", ""),
            "content": each.content,
        }
        for each in reversed(own)
    ]
