"""What an item says after members came or went: its stretch, its weight, its state, by when it is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from qingtian_platform.act.alarms import clock, outbox, rules, signs, weighing
from qingtian_platform.act.alarms.measuring import Summary, summaries
from qingtian_platform.act.alarms.members import write
from qingtian_platform.act.alarms.models import Alarm, Event, Member
from qingtian_platform.act.alarms.nearness import Exceedances
from qingtian_platform.act.alarms.signs import Things
from qingtian_platform.kit.times import beijing

What, State = Event.What, Alarm.State
SETTLED = (
    *("kind", "things", "organisations", "start", "end", "score", "row", "severity", "weight"),
    *("count", "again", "state", "closing", "closed_end", "due", "was_due", "reminded_at"),
    "escalated_at",
)
BY_PERSON = ("false", "explained", "confirmed", "settled")


def settle(grown: Mapping[int, Sequence[Member]], things: Things, now: datetime) -> None:
    """Bring items up to date after members came.

    Parameters
    ----------
    grown
        Item to the members that came to it.
    things
        The registry.
    now
        The present.
    """
    items = {item.pk: item for item in Alarm.objects.filter(pk__in=list(grown))}
    standing, near = summaries(items.values()), _near(items.values(), things)
    events: list[Event] = []
    told: list[tuple[Alarm, str]] = []
    _number(item for item in items.values() if not item.row)
    for root, item in sorted(items.items()):
        new = not item.row
        _measure(item, standing[root], things, near=near[root])
        what = What.RAISED if new else _stir(item)
        _owe(item, now, anew=what in (What.RAISED, What.REOPENED))
        events.append(_event(item, what, now, grown[root]))
        if what != What.GREW and not _old(item, now):
            told.append((item, what))
    write(items.values(), SETTLED)
    Event.objects.bulk_create(events)
    _reweigh(
        {m.thing_id for new in grown.values() for m in new if m.form == "verdict"}, things, now
    )
    outbox.tell(told, now)


def _number(items: Iterable[Alarm]) -> None:
    """Count which time the like of new items comes."""
    new = list(items)
    units = {item.thing_id for item in new} - {None}
    rows = Alarm.objects.filter(thing_id__in=units, into=None).exclude(row="")
    earlier: dict[tuple[int | None, str], list[tuple[datetime, int]]] = defaultdict(list)
    named = rows.exclude(closing="withdrawn").values_list("thing_id", "cause", "end", "again")
    for unit, cause, end, again in named:
        earlier[unit, cause].append((end, again))
    for item in sorted(new, key=lambda each: (each.start, each.pk)):
        since, like = item.start - rules.grouping().again, earlier[item.thing_id, item.cause]
        before = [again for end, again in like if since <= end <= item.start]
        item.again = 1 + max(before, default=0)
        like.append((item.end, item.again))


def _measure(item: Alarm, said: Summary, things: Things, *, near: bool) -> None:
    """Say anew what an item is about and how grave it is."""
    item.kind, item.start, item.end = said.kind, said.start, said.end
    item.score, item.count, item.things = said.score, said.count, list(said.things)
    if item.cause == rules.OUTAGE:
        found = {n for unit in item.things if unit in things for n in things[unit].organisations}
        item.organisations = sorted(found)
    chosen = weighing.row(
        weighing.signals(
            cause=item.cause,
            kind=item.kind,
            own=signs.own(item.thing_id, things),
            near=near,
            score=item.score,
            start=item.start,
            end=item.end,
            law=said.law,
            again=item.again > 1,
        )
    )
    hours = (item.end - item.start) / timedelta(hours=1)
    item.row, item.severity = chosen.number, chosen.severity
    item.weight = weighing.weight(chosen, item.score, hours)


def _near(items: Iterable[Alarm], things: Things) -> dict[int, bool]:
    """Say of suspicions whether an exceedance of the same unit lies near."""
    found = {item.pk: False for item in items}
    suspicions = [item for item in items if item.cause == rules.FALSIFICATION and item.thing_id]
    over = Exceedances(item.thing_id for item in suspicions)
    for item in suspicions:
        if not signs.own(item.thing_id, things):
            found[item.pk] = over.near(item.thing_id, item.reach_start, item.reach_end)
    return found


def _reweigh(units: set[int | None], things: Things, now: datetime) -> None:
    """Weigh the open suspicions of units anew, whose exceedances have changed."""
    rows = Alarm.objects.filter(thing_id__in=units - {None}, cause=rules.FALSIFICATION, into=None)
    items = {item.pk: item for item in rows.exclude(state=State.CLOSED)}
    if not items:
        return
    near, standing = _near(items.values(), things), summaries(items.values())
    events = []
    for root, item in items.items():
        before = item.row
        if root in standing:
            _measure(item, standing[root], things, near=near[root])
        if item.row != before:
            _owe(item, now, anew=False)
            events.append(_event(item, What.GREW, now, (), row=item.row))
    write(items.values(), SETTLED)
    Event.objects.bulk_create(events)


def _stir(item: Alarm) -> str:
    """Open a closed item again where something came that is news to who closed it."""
    withdrawn = item.closing == "withdrawn"
    later = item.closed_end is None or item.end > item.closed_end
    if item.state != State.CLOSED or not (withdrawn or (item.closing in BY_PERSON and later)):
        return What.GREW
    item.again += 0 if withdrawn else 1
    item.state, item.closing, item.closed_end = State.OPEN, "", None
    item.due = item.was_due = item.reminded_at = item.escalated_at = None
    return What.REOPENED


def _old(item: Alarm, now: datetime) -> bool:
    """Say whether it lies so far back that nobody is written to."""
    return now - item.end > rules.clock(beijing(now).date()).within


def _owe(item: Alarm, now: datetime, *, anew: bool) -> None:
    """Say by when the owner owes the cause, if anybody does."""
    if item.state not in (State.OPEN, State.ANSWERED):
        return
    if rules.row(item.row).answers != "owner" or _old(item, now):
        item.due = None
    elif anew or item.due is None:
        item.due = clock.due_of(now)
    item.was_due = item.due


def _event(
    item: Alarm, what: str, now: datetime, members: Sequence[Member], **more: object
) -> Event:
    facts: dict[str, Any] = {
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
        "count": item.count,
        "members": [[m.form, m.key] for m in members],
        **more,
    }
    return Event(alarm_id=item.pk, what=what, at=now, more=facts)


def shrink(form: str, gone: Mapping[int, Sequence[str]], things: Things, now: datetime) -> None:
    """Bring items up to date after members were withdrawn.

    Parameters
    ----------
    form, gone
        Item to the keys of its members that stand no more.
    things
        The registry.
    now
        The present.
    """
    items = {item.pk: item for item in Alarm.objects.filter(pk__in=list(gone))}
    standing, near = summaries(items.values()), _near(items.values(), things)
    events: list[Event] = []
    for root, item in sorted(items.items()):
        what = What.SHRANK
        if root in standing:
            _measure(item, standing[root], things, near=near[root])
        else:
            what, item.count = What.WITHDRAWN, 0
            _close_withdrawn(item)
        event = _event(item, what, now, ())
        event.more["gone"] = [[form, key] for key in gone[root]]
        events.append(event)
    write(items.values(), SETTLED)
    Event.objects.bulk_create(events)
    if form == "verdict":
        _reweigh({item.thing_id for item in items.values()}, things, now)


def _close_withdrawn(item: Alarm) -> None:
    """Close an item of which nothing stands; a case that has it is told by the event alone."""
    if item.state in (State.OPEN, State.ANSWERED):
        item.state, item.closing = State.CLOSED, "withdrawn"
        item.closed_end = item.due = item.was_due = None
