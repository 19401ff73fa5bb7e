"""The stage: what changes a day that somebody has signed opens it again, by an entry with the cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from qingtian.ledger import kinds
from qingtian.ledger.reviewing import SIGNED
from qingtian.quantities import BEIJING
from qingtian_platform.act.reviews import results, states, tables
from qingtian_platform.act.reviews.models import Followed
from qingtian_platform.check.findings import api as findings
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry

_DAY: Final = timedelta(days=1)
_TICK: Final = timedelta(microseconds=1)
_DONE: Final = {kinds.CORRECTION: "correction", kinds.RETRACTION: "retraction"}

Touched = set[tuple[int, date]]


def step(places: Places) -> bool:
    """Open again what changed since the last step; True if there was anything to look at.

    Parameters
    ----------
    places
        Where everything lives.
    """
    if not record.ready(places):
        return False
    return _follow_values(places) | _follow_findings(places)


def _follow_values(places: Places) -> bool:
    cursor = record.Cursor.read(_cursor("values"))
    after, changes = record.changed(cursor, places)
    if after == cursor:
        return False
    signed = _signed(places)
    things = {one.mn: one.thing_id for one in registry.loggers().values()}
    touched = {
        (things[mn], day)
        for mn, interval, start, end in changes
        if interval == "hour" and mn in things
        for day in _days(start, end)
    }
    for number, day in sorted(touched & signed):
        _hold(places, registry.things()[number], day)
    _keep("values", str(after))
    return True


def _follow_findings(places: Places) -> bool:
    """Open again the issued days of which something was found after they were signed."""
    seen = int(_cursor("findings") or 0)
    after, numbers = findings.finding_changes(seen, places)
    if after == seen:
        return False
    signed = _signed(places) if numbers else set()
    for number in numbers:
        found = findings.finding(number, places)
        if found is None or found.thing_id is None or found.withdrawn_at is not None:
            continue
        for day in _days(found.start, found.end):
            if (found.thing_id, day) in signed:
                _open_found(places, registry.things()[found.thing_id], day, found)
    _keep("findings", str(after))
    return True


def _open_found(
    places: Places, thing: registry.ThingInfo, day: date, found: findings.FindingRow
) -> None:
    now = states.state(thing, day, places)
    if now.last is not None and now.state in SIGNED and found.said_at > now.last.recorded_at:
        reopen(places, now, "finding", found.say("en"))


def _hold(places: Places, thing: registry.ThingInfo, day: date) -> None:
    """Hold a signed day against what holds now, and open it again where they differ."""
    now = states.state(thing, day, places)
    if now.last is None or now.state not in SIGNED:
        return
    table = tables.table(thing, day, places)
    digest = now.last.act.body["table"]
    if table.digest == digest:
        return
    before = results.signed_text(digest) or "[]"
    found = list(tables.changed(before, table))
    cause = "late-data" if any(kind == "late-data" for kind, _ in found) else _deed(table)
    reopen(places, now, cause, _told(found))


def _deed(table: tables.Table) -> str:
    """Name what the newest act about a value of the day did."""
    numbers = [each.row["act"] for each in table.readings if each.acted]
    info = acts.act(max(numbers)) if numbers else None
    return "decision" if info is None else _DONE.get(info.act.schema, "decision")


def _told(found: list[tuple[str, list[str | int]]]) -> str:
    said = [f"{line[1]} {tables.moment(line):%H:%M} {line[7]} {line[8]}" for _, line in found[:5]]
    more = f" (+{len(found) - len(said)})" if len(found) > len(said) else ""
    return "; ".join(said) + more


def reopen(places: Places, now: states.DayState, cause: str, text: str) -> int:
    """Enter that a signed day is open again, signed by the platform itself.

    Parameters
    ----------
    places
        Where everything lives.
    now
        How the day stands.
    cause
        `late-data`, `correction`, `retraction`, `decision`, `finding` or `visit`.
    text
        What changed, in words.

    Returns
    -------
    int
        Number of the act.

    Raises
    ------
    ActRefusedError
        It is open already.
    """
    if now.last is None:
        raise acts.ActRefusedError("nobody has signed the day")
    body = {
        "cause": cause,
        "day": now.day.isoformat(),
        "previous": now.last.hash,
        "step": "reopened",
        "table": now.last.act.body["table"],
        "thing": now.thing.key,
    }
    pen = (places.reviews_key, "review")
    return acts.enter(kinds.REVIEW, body, text[:500], pen, places)


def _signed(places: Places) -> Touched:
    """List the days under which a signature stands."""
    known = {one.key: one.id for one in registry.things().values()}
    roll = acts.roll(places)
    return {
        (known[key], date.fromisoformat(day))
        for key, day in roll.reviewed()
        if key in known and roll.reviews(key, day)[-1].body["step"] in SIGNED
    }


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day = start.astimezone(BEIJING).date()
    last = max(start, end - _TICK).astimezone(BEIJING).date()
    while day <= last:
        yield day
        day += _DAY


def _cursor(name: str) -> str:
    found: str | None = Followed.objects.filter(name=name).values_list("cursor", flat=True).first()
    return found or ""


def _keep(name: str, cursor: str) -> None:
    Followed.objects.update_or_create(name=name, defaults={"cursor": cursor})
