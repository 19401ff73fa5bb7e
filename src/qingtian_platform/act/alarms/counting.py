"""Counts over items: how often rules were right, what is overdue by unit and person."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from qingtian_platform.act.alarms.infos import Overdue, Tally
from qingtian_platform.act.alarms.models import Alarm, Feedback, Member
from qingtian_platform.registry import api as registry

BY = ("owner", "maintainer", "person", "thing")


def tallies(thing: int | None = None) -> dict[str, Tally]:
    """Count items, right ones and false ones by rule; the last word about an item and rule counts."""
    members, said = Member.objects.all(), Feedback.objects.order_by("pk")
    if thing is not None:
        members, said = members.filter(thing_id=thing), said.filter(thing_id=thing)
    items: dict[str, int] = defaultdict(int)
    root = Coalesce("alarm__into_id", "alarm_id")
    for row in members.values("rule", "kind").annotate(n=Count(root, distinct=True)):
        items[row["rule"] or row["kind"]] += row["n"]
    last = {(row.rule, row.thing_id, row.alarm_id): row.right for row in said}
    things: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    judged: dict[str, dict[int, bool]] = defaultdict(dict)
    for (rule, unit, alarm), right in last.items():
        judged[rule][alarm] = right
        if unit is not None:
            things[rule][unit][0 if right else 1] += 1
    return {
        rule: Tally(
            rule,
            items[rule],
            sum(judged[rule].values()),
            sum(not right for right in judged[rule].values()),
            {unit: (pair[0], pair[1]) for unit, pair in things[rule].items()},
        )
        for rule in {*items, *judged}
    }


def overdue(by: str = "owner", now: datetime | None = None) -> list[Overdue]:
    """Count causes that are owed and not given in time, the most first.

    Parameters
    ----------
    by
        `owner`, `maintainer` (names of units), `person` (who answers for the unit) or `thing`.
    now
        The present.
    """
    if by not in BY:
        raise ValueError(f"expected one of {', '.join(BY)}; got {by!r}")
    present = now or timezone.now()
    rows = Alarm.objects.filter(state__in=("open", "handed"), due__lt=present)
    found: dict[str, list[datetime]] = defaultdict(list)
    things = registry.things()
    for row in rows:
        thing = things.get(row.thing_id) if row.thing_id is not None else None
        if thing is not None and row.due is not None:
            found[_who(thing, by)].append(row.due)
    counted = [Overdue(who, len(dues), min(dues)) for who, dues in found.items()]
    return sorted(counted, key=lambda each: (-each.count, each.oldest, each.who))


def _who(thing: registry.ThingInfo, by: str) -> str:
    return {
        "owner": thing.owner,
        "maintainer": thing.maintainer,
        "person": thing.answerable,
        "thing": thing.name,
    }[by] or thing.name
