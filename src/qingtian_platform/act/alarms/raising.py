"""Put signs into items: new ones, grown ones, joined ones; what is withdrawn closes with a reason.

Whatever is done twice is done once: a sign that is a member already changes nothing. So the stage may
be killed anywhere and read again from its cursor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q

from qingtian_platform.act.alarms import rules, settling
from qingtian_platform.act.alarms.grouping import Sign, Stretch, chains, components, join_of
from qingtian_platform.act.alarms.members import write
from qingtian_platform.act.alarms.models import Alarm, Event, Member
from qingtian_platform.act.alarms.signs import Things

What = Event.What
CITY = "outage/city"
Start = tuple[datetime, int, int]
"""When a unit fell silent, the unit, the item."""


def take(signs: Sequence[Sign], things: Things, now: datetime) -> set[int]:
    """Put signs into items, in one transaction.

    Parameters
    ----------
    signs
        In any order; those that are members already are passed over.
    things
        The registry.
    now
        The present.

    Returns
    -------
    set of int
        Numbers of the items that something came to.
    """
    with transaction.atomic():
        fresh = _fresh(signs)
        placed = _placed(fresh, now)
        members = _members(placed, now)
        grown: dict[int, list[Member]] = defaultdict(list)
        homes = Alarm.objects.filter(pk__in={each.alarm_id for each in members})
        roots = {home: into or home for home, into in homes.values_list("pk", "into_id")}
        for each in members:
            grown[roots[each.alarm_id]].append(each)
        _outages([sign for sign in fresh if sign.cause == rules.SILENCE], grown, now)
        settling.settle(grown, things, now)
        return set(grown)


def _fresh(signs: Sequence[Sign]) -> list[Sign]:
    """Leave out what is a member already, and what comes twice; what was withdrawn may come back."""
    wanted = {(sign.form, sign.key): sign for sign in signs}
    known: set[tuple[str, str]] = set()
    for form in ("finding", "verdict"):
        keys = [key for own, key in wanted if own == form]
        rows = Member.objects.filter(form=form, key__in=keys, withdrawn_at=None)
        known |= {(form, key) for key in rows.values_list("key", flat=True)}
    return [sign for name, sign in wanted.items() if name not in known]


Placed = list[tuple[Alarm, list[Sign]]]


def _placed(signs: Sequence[Sign], now: datetime) -> Placed:
    """Find or make the item of each sign, and widen its reach."""
    lanes: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        lanes[sign.lane].append(sign)
    near = _near(lanes)
    found: Placed = []
    for lane in sorted(lanes):
        found += _lane(lane, lanes[lane], near[lane], now)
    Alarm.objects.bulk_create([home for home, _signs in found if home._state.adding])  # noqa: SLF001
    write((home for home, _signs in found), ("reach_start", "reach_end"))
    return found


def _near(lanes: Mapping[str, Sequence[Sign]]) -> dict[str, list[Alarm]]:
    """Read the items of lanes that signs of these may belong to, in one question."""
    found: dict[str, list[Alarm]] = {lane: [] for lane in lanes}
    every = [sign for signs in lanes.values() for sign in signs]
    if every:
        furthest = max(rules.grouping().join.values())
        first = min(sign.start for sign in every) - furthest
        last = max(sign.end for sign in every) + furthest
        touching = Q(reach_end__gte=first, reach_start__lte=last) | Q(cause=rules.REMARK)
        for item in Alarm.objects.filter(touching, lane__in=list(lanes)):
            found[item.lane].append(item)
    return found


def _lane(lane: str, signs: list[Sign], near: list[Alarm], now: datetime) -> Placed:
    """Find or make the item of each sign of a lane."""
    join = join_of(signs[0].cause)
    items = {item.pk: item for item in near}
    stretches = [Stretch(sign.start, sign.end, sign=sign) for sign in signs]
    stretches += [Stretch(each.reach_start, each.reach_end, each.pk) for each in near]
    found: Placed = []
    for group in components(stretches, join):
        own = [each.sign for each in group if each.sign is not None]
        if own:
            homes = [items[each.item] for each in group if each.item is not None]
            home = _joined(homes, now) if homes else _new(lane, own, now)
            home.reach_start = min(home.reach_start, *(sign.start for sign in own))
            home.reach_end = max(home.reach_end, *(sign.end for sign in own))
            found.append((home, own))
    return found


def _new(lane: str, signs: Sequence[Sign], now: datetime) -> Alarm:
    """Make an item, not written yet; settling says the rest of it."""
    one = signs[0]
    start, end = min(each.start for each in signs), max(each.end for each in signs)
    unit = None if one.cause == rules.REMARK else one.thing_id
    return Alarm(
        lane=lane,
        cause=one.cause,
        kind=one.kind,
        thing_id=unit,
        district=one.district,
        organisations=list(one.organisations if unit is not None else one.organisations[-1:]),
        reach_start=start,
        reach_end=end,
        start=start,
        end=end,
        raised_at=now,
    )


def _joined(homes: Sequence[Alarm], now: datetime) -> Alarm:
    """Make one of several items that turned out to be one: the earliest takes the others in."""
    roots = {home.into_id or home.pk for home in homes}
    if len(roots) == 1:
        return min(homes, key=lambda home: home.pk)
    join_roots(roots, now)
    home = min(homes, key=lambda home: home.pk)
    home.refresh_from_db()
    return home


def join_roots(roots: Iterable[int], now: datetime) -> int:
    """Join items; an outage takes in silences, else the earliest takes in the later ones.

    Returns
    -------
    int
        Number of the one that stays.
    """
    found = list(Alarm.objects.filter(pk__in=roots))
    stays = min(found, key=lambda each: (each.lane != CITY, each.cause != rules.OUTAGE, each.pk))
    gone = [each for each in found if each.pk != stays.pk]
    numbers = [each.pk for each in gone]
    Alarm.objects.filter(Q(pk__in=numbers) | Q(into__in=numbers)).update(
        into=stays, state=Alarm.State.CLOSED, closing="joined", due=None
    )
    for each in gone:
        _event(each.pk, What.JOINED, now, {"into": stays.pk})
    _event(stays.pk, What.JOINED, now, {"with": numbers})
    if any(each.state == Alarm.State.HANDED for each in gone) and stays.state != "handed":
        Alarm.objects.filter(pk=stays.pk).update(state=Alarm.State.HANDED)
    return stays.pk


def _members(placed: Placed, now: datetime) -> list[Member]:
    """Write the members of items; a verdict that was withdrawn stands again."""
    keys = [sign.key for _home, signs in placed for sign in signs if sign.form == "verdict"]
    back = {row.key: row for row in Member.objects.filter(form="verdict", key__in=keys)}
    made: list[Member] = []
    for home, signs in placed:
        for sign in signs:
            returned = back.get(sign.key) if sign.form == "verdict" else None
            made.append(_member(home, sign, now, returned))
    Member.objects.bulk_create([each for each in made if each.key not in back])
    write(back.values(), ("withdrawn_at", "facts", "added_at"))
    return made


def _member(home: Alarm, sign: Sign, now: datetime, returned: Member | None) -> Member:
    if returned is not None:
        returned.withdrawn_at, returned.added_at, returned.facts = None, now, dict(sign.facts)
        return returned
    return Member(
        alarm=home,
        form=sign.form,
        key=sign.key,
        kind=sign.kind,
        rule=sign.rule,
        thing_id=sign.thing_id,
        district=sign.district,
        mn=sign.mn,
        code=sign.code,
        start=sign.start,
        end=sign.end,
        score=sign.score,
        facts=dict(sign.facts),
        added_at=now,
    )


def _outages(silent: Sequence[Sign], grown: dict[int, list[Member]], now: datetime) -> None:
    """Make one item of silences of many units of a district, or of the city, that begin together."""
    if not silent:
        return
    known = rules.grouping()
    silences = _silences(silent)
    for district in sorted({sign.district for sign in silent if sign.district}):
        own = [each[:3] for each in silences if each[3] == district]
        for chain in _enough(own, known.district_units):
            if _outage(f"outage/{district}", district, chain, grown, now):
                silences = _silences(silent)
    for chain in _enough([each[:3] for each in silences], known.city_units):
        _outage(CITY, "", chain, grown, now)


def _enough(starts: list[Start], units: int) -> list[list[Start]]:
    """List the chains of silences in which so many units fell silent."""
    found = chains(starts, rules.grouping().outage_window)
    return [chain for chain in found if len({unit for _at, unit, _item in chain}) >= units]


def _silences(silent: Sequence[Sign]) -> list[tuple[datetime, int, int, str]]:
    """List the silences that may belong to an outage with some: start, unit, item, district."""
    reach = rules.grouping().outage_window * 40
    rows = Member.objects.filter(
        alarm__lane__startswith="silence/",
        thing_id__isnull=False,
        start__gte=min(sign.start for sign in silent) - reach,
        start__lte=max(sign.start for sign in silent) + reach,
    ).values_list("start", "thing_id", "alarm_id", "alarm__into_id", "district")
    return [(at, unit or 0, into or home, place) for at, unit, home, into, place in rows]


def _outage(
    lane: str,
    district: str,
    chain: list[Start],
    grown: dict[int, list[Member]],
    now: datetime,
) -> bool:
    """Put the items of a chain of silences into an outage; False where they are in one already."""
    roots = {item for _, _, item in chain}
    found = list(Alarm.objects.filter(pk__in=roots))
    if not any(each.lane in (lane, CITY) for each in found):
        made = Alarm.objects.create(
            lane=lane,
            cause=rules.OUTAGE,
            kind=rules.OUTAGE,
            district=district,
            reach_start=min(each.reach_start for each in found),
            reach_end=max(each.reach_end for each in found),
            start=min(each.start for each in found),
            end=max(each.end for each in found),
            raised_at=now,
        )
        roots.add(made.pk)
    elif len(roots) == 1:
        return False
    stays = join_roots(roots, now)
    for root in roots - {stays}:
        grown[stays] += grown.pop(root, [])
    grown.setdefault(stays, [])
    return True


def withdraw(form: str, keys: Sequence[str], things: Things, now: datetime) -> set[int]:
    """Let members stand no more; an item without any that stands closes with that reason.

    Parameters
    ----------
    form, keys
        Which; those that are no members are passed over.
    things
        The registry.
    now
        The present.
    """
    with transaction.atomic():
        rows = Member.objects.filter(form=form, key__in=keys, withdrawn_at=None)
        gone: dict[int, list[str]] = defaultdict(list)
        for home, into, key in rows.values_list("alarm_id", "alarm__into_id", "key"):
            gone[into or home].append(key)
        rows.update(withdrawn_at=now)
        settling.shrink(form, gone, things, now)
        return set(gone)


def _event(alarm: int, what: str, now: datetime, more: dict[str, Any]) -> None:
    Event.objects.create(alarm_id=alarm, what=what, at=now, more=more)


def reach(root: int) -> tuple[datetime, datetime] | None:
    """Give the hull of what stands of an item and of those that it took in; None: nothing stands."""
    rows = Member.objects.filter(Q(alarm=root) | Q(alarm__into=root), withdrawn_at=None)
    found = rows.aggregate(first=Min("start"), last=Max("end"))
    return None if found["first"] is None else (found["first"], found["last"])
