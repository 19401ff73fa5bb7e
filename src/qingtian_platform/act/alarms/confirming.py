"""Which suspicions are raised at once, and which wait until they have stood for a while.

Detectors look again as data come, and much of what one look says is gone by the next day. Who is asked to
explain that loses the habit of answering. So a suspicion that the table lets wait is raised when it still
stands; in the meantime it is a finding on record, and an exceedance beside it ends the waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from qingtian_platform.act.alarms import rules, signs, weighing
from qingtian_platform.act.alarms.models import Member, Waiting
from qingtian_platform.act.alarms.nearness import Exceedances
from qingtian_platform.act.alarms.signs import Things
from qingtian_platform.check.findings.api import FindingRow

Before = Mapping[int, Sequence[int]]
"""Finding to those in whose place it stands."""


def ready(
    found: Sequence[FindingRow], before: Before, things: Things, now: datetime
) -> list[FindingRow]:
    """Tell what is to be raised now; the rest waits.

    Parameters
    ----------
    found
        Findings that stand.
    before
        In whose place they do: what goes on with an item does not wait, what goes on waiting keeps its time.
    things
        The registry.
    now
        The present.
    """
    every = {row.id for row in found} | {n for row in found for n in before.get(row.id, ())}
    known = {each.finding: each for each in Waiting.objects.filter(finding__in=every)}
    keys = [str(number) for number in every]
    raised = set(Member.objects.filter(form="finding", key__in=keys).values_list("key", flat=True))
    over = Exceedances(row.thing_id for row in found)
    chosen, waiting = [], []
    for row in found:
        olds = before.get(row.id, ())
        rule = _rule(row, over, things)
        since = min([row.said_at, *(known[n].since for n in (*olds, row.id) if n in known)])
        goes_on = any(str(number) in raised for number in (*olds, row.id))
        high, old = row.score >= rule.least, now >= since + rule.stands
        if goes_on or not rule.stands or (high and old):
            chosen.append(row)
        else:
            until = since + rule.stands if high else None
            waiting.append(Waiting(row.id, row.thing_id, since, until))
    forget(known)
    Waiting.objects.bulk_create(waiting)
    return chosen


def _rule(row: FindingRow, over: Exceedances, things: Things) -> rules.Row:
    """Find the row of the table that an item of this finding alone would have."""
    sign = signs.of_finding(row, things)
    own = signs.own(row.thing_id, things)
    found = weighing.signals(
        cause=sign.cause,
        kind=sign.kind,
        own=own,
        near=not own and over.near(row.thing_id, row.start, row.end),
        score=row.score,
        start=row.start,
        end=row.end,
    )
    return weighing.row(found)


def due(now: datetime, limit: int) -> list[int]:
    """List the findings that have waited long enough, those that came first first."""
    rows = Waiting.objects.filter(until__lte=now).order_by("until", "pk")
    return list(rows.values_list("finding", flat=True)[:limit])


def recall(units: Iterable[int], now: datetime) -> None:
    """Have what waits of some units looked at again: an exceedance of theirs came."""
    Waiting.objects.filter(thing_id__in=set(units)).update(until=now)


def forget(findings: Iterable[int]) -> None:
    """Let findings wait no more: they were raised, or stand no longer."""
    Waiting.objects.filter(finding__in=list(findings)).delete()
