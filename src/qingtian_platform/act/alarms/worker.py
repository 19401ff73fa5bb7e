"""The stage: raise what was found since the last step, then remind and escalate by the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from qingtian_platform.act.alarms import clock, confirming, outbox, raising, signs
from qingtian_platform.act.alarms.cursor import Cursor
from qingtian_platform.act.alarms.members import write
from qingtian_platform.act.alarms.models import Alarm, Event
from qingtian_platform.act.alarms.signs import Things
from qingtian_platform.check.findings import api as check
from qingtian_platform.check.findings.api import FindingRow
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

PIECE = 250
"""Most changes that one transaction takes. [1]"""
PIECES = 2
"""Most transactions of one step and source; between steps the other stages have their turn. [1]"""
REPLAYED = "replay"
"""Origin of things that repeat a real unit's history; its findings stand, and nobody is called."""
TICK = 60
"""How often the clocks are looked at. [s]"""


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether there was anything to do; a caller may rest if not.
    """
    present = now or datetime.now(UTC)
    with Cursor.opened(places) as cursor:
        things = registry.things()
        worked = _findings(places, cursor, things, present)
        worked |= _verdicts(places, cursor, things, present)
        worked |= _waited(places, things, present)
        return _clocks(cursor, present) or worked


def _findings(places: Places, cursor: Cursor, things: Things, now: datetime) -> bool:
    """Take findings said or ended since the cursor; `done` of them are in, if a step was cut short."""
    after, done = cursor.get("findings"), cursor.get("findings done")
    last, changed = check.finding_changes(after, places)
    rest = changed[done:]
    for _ in range(PIECES):
        part, rest = rest[:PIECE], rest[PIECE:]
        if part:
            rows = [row for number in part if (row := check.finding(number, places)) is not None]
            _take_findings(rows, places, things, now)
            done += len(part)
            cursor.put({"findings done": done})
    if not rest and changed:
        cursor.put({"findings": last, "findings done": 0})
    return bool(changed)


def _take_findings(
    rows: Sequence[FindingRow], places: Places, things: Things, now: datetime
) -> None:
    """Raise what stands; first what comes in the place of another, so that no item closes between."""
    standing = {row.id: row for row in rows if row.standing and _present(row, things)}
    before: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.successor is not None:
            before[row.successor].append(row.id)
            if row.successor not in standing:
                after = check.finding(row.successor, places)
                if after is not None and after.standing and _present(after, things):
                    standing[after.id] = after
    ended = [row.id for row in rows if not row.standing]
    with transaction.atomic():
        chosen = confirming.ready(list(standing.values()), before, things, now)
        if chosen:
            raising.take([signs.of_finding(row, things) for row in chosen], things, now)
        if ended:
            raising.withdraw("finding", [str(number) for number in ended], things, now)
            confirming.forget(ended)


def _waited(places: Places, things: Things, now: datetime) -> bool:
    """Raise what has stood long enough to be believed."""
    found = confirming.due(now, PIECE)
    if found:
        known = (check.finding(number, places) for number in found)
        rows = [row for row in known if row is not None and _present(row, things)]
        with transaction.atomic():
            confirming.forget(set(found) - {row.id for row in rows})
            _take_findings(rows, places, things, now)
    return bool(found)


def _present(row: FindingRow, things: Things) -> bool:
    """Tell whether a finding asks for anything: what a replay repeats is another time's."""
    thing = None if row.thing_id is None else things.get(row.thing_id)
    return thing is None or thing.origin != REPLAYED


def _verdicts(places: Places, cursor: Cursor, things: Things, now: datetime) -> bool:
    """Take verdicts that came to be over a limit since the cursor, or ceased to be."""
    worked = False
    for _ in range(PIECES):
        after = cursor.get("verdicts")
        last, found = evaluate.over_since(after, limit=PIECE, places=places)
        if last == after:
            break
        _take_verdicts(found, things, now)
        cursor.put({"verdicts": last})
        worked = True
    return worked


def _take_verdicts(found: Sequence[Verdict], things: Things, now: datetime) -> None:
    newest = {signs.verdict_key(each): each for each in found}
    over = [signs.of_verdict(each, things) for each in newest.values() if each.word == "over"]
    if over:
        raising.take(over, things, now)
        confirming.recall({each.thing_id for each in over if each.thing_id is not None}, now)
    ended = [key for key, each in newest.items() if each.word != "over"]
    if ended:
        raising.withdraw("verdict", ended, things, now)


def _clocks(cursor: Cursor, now: datetime) -> bool:
    """Remind of what is owed soon, send up what is overdue."""
    second = int(now.timestamp())
    if second - cursor.get("ticked") < TICK:
        return False
    worked = ring(now)
    cursor.put({"ticked": second})
    return worked


def ring(now: datetime) -> bool:
    """Write reminders and escalations whose time has come, once for each time that it is owed."""
    owed = Alarm.objects.filter(state__in=(Alarm.State.OPEN, Alarm.State.HANDED), due__isnull=False)
    waiting = owed.filter(Q(reminded_at=None) | Q(escalated_at=None)).order_by("due", "pk")
    told: list[tuple[Alarm, str]] = []
    for row in waiting:
        assert row.due is not None, "asked for"
        if row.escalated_at is None and clock.overdue(row.due, now):
            row.escalated_at = now
            row.reminded_at = row.reminded_at or now
            told.append((row, Event.What.ESCALATED))
        elif row.reminded_at is None and clock.remind_at(row.raised_at, row.due) <= now:
            row.reminded_at = now
            told.append((row, Event.What.REMINDED))
    for part in (told[at : at + PIECE] for at in range(0, len(told), PIECE)):
        _rung(part, now)
    return bool(told)


def _rung(part: Sequence[tuple[Alarm, str]], now: datetime) -> None:
    """Write some of it in one short transaction; an item answered meanwhile is left alone."""
    with transaction.atomic():
        still = set(
            Alarm.objects.filter(pk__in=[row.pk for row, _ in part], due__isnull=False)
            .filter(state__in=(Alarm.State.OPEN, Alarm.State.HANDED))
            .values_list("pk", flat=True)
        )
        left = [(row, what) for row, what in part if row.pk in still]
        write((row for row, _ in left), ("reminded_at", "escalated_at"))
        Event.objects.bulk_create(Event(alarm=row, what=what, at=now) for row, what in left)
        outbox.tell(left, now)
