"""The queue: what a person may see, and what waits for it, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from qingtian.cases.parties import ANY, PartyRow
from qingtian_platform.act.cases import access, pack, reading
from qingtian_platform.act.cases.infos import MatterInfo, Shown, Subject
from qingtian_platform.act.cases.models import Standing
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.registry import api as registry

MOST = 500
"""Most rows of a page. [1]"""
DEEP = 10_000
"""Last page that is looked for. [1]"""
ORDERS = {
    "due": ("order", "pk"),
    "opened": ("-opened_at", "-pk"),
    "oldest": ("opened_at", "pk"),
    "ended": ("-ended_at", "-pk"),
    "number": ("pk",),
}


def queue(
    person: Any,  # noqa: ANN401
    *,
    mine: bool = False,
    ended: bool | None = False,
    procedure: str | None = None,
    state: str | None = None,
    division: str | None = None,
    subject: Subject | None = None,
    late: bool | None = None,
    text: str = "",
    order: str = "due",
    page: int = 0,
    size: int = 50,
    now: datetime | None = None,
) -> Shown:
    """List matters; see `act.cases.api.queue`."""
    present = now or timezone.now()
    found = seen_by(person, present)
    if ended is not None:
        found = found.filter(ended_at__isnull=not ended)
    if mine:
        found = found.filter(_waits_for(person, present))
    found = _narrowed(found, procedure, division, subject, text)
    found = found.filter(state=state) if state else found
    if late is not None:
        found = found.filter(order__lte=present) if late else found.filter(order__gt=present)
    past = Count("pk", filter=Q(ended_at=None, order__lte=present))
    told = found.aggregate(total=Count("pk"), late=past)
    first = min(max(page, 0), DEEP) * (size := min(max(size, 1), MOST))
    ordered = found.order_by(*ORDERS.get(order, ORDERS["due"])).select_related("matter")
    return Shown(tuple(reading.info(row) for row in ordered[first : first + size]), **told)


def _narrowed(
    found: QuerySet[Standing],
    procedure: str | None,
    division: str | None,
    subject: Subject | None,
    text: str,
) -> QuerySet[Standing]:
    if procedure:
        key, _, version = procedure.partition("/")
        found = found.filter(key=key)
        found = found.filter(procedure=procedure) if version else found
    if division is not None:
        found = found.filter(placed(access.place(division)))
    if subject is not None:
        about = {"matter__subject_kind": subject.kind, "matter__subject_key": subject.key}
        found = found.filter(**about)
    for word in text.split()[:5]:
        found = found.filter(text__icontains=word[:80])
    return found


def placed(code: str) -> Q:
    """Ask for what lies at a place: the whole city, a district, a township."""
    if not code:
        return Q()
    return Q(district=code) if len(code) == 6 else Q(division=code)


def seen_by(person: Any, now: datetime) -> QuerySet[Standing]:  # noqa: ANN401
    """Ask for the matters that a person may see."""
    who = access.stand(person)
    if who is None:
        return Standing.objects.none()
    day, table = pack.today(now), pack.table()
    fitting = [row for row in (*table.rows, *table.readers) if row.suits(who, day)]
    near = placed(who.place)
    whole = any(r.procedure == ANY and not r.party and r.place != "subject" for r in fitting)
    asked = [near] if whole else []
    asked += [_of(r, near, person) for r in fitting if not whole or r.place == "subject"]
    if not asked:
        return Standing.objects.none()
    if not all(asked):  # an empty question lets everything be seen
        return Standing.objects.all()
    return Standing.objects.filter(reduce(or_, dict.fromkeys(asked)))


def _of(row: PartyRow, near: Q, person: Any) -> Q:  # noqa: ANN401
    """Ask for the matters that one row lets a person see."""
    what = Q() if row.procedure == ANY else Q(key=row.procedure)
    if row.party and row.procedure == ANY:
        what = Q(key__in=sorted(with_party(row.party)))
    return Q(what, _own(person) if row.place == "subject" else near)


def with_party(party: str) -> set[str]:
    """List the procedures that have a party of a name."""
    return {one.key for one in pack.procedures().by_key.values() if party in one.parties}


def _own(person: Any) -> Q:  # noqa: ANN401
    """Ask for the matters that are about a person's organisation."""
    body = person.organisation
    if body is None:
        return Q(pk__in=[])
    things = [one.id for one in registry.things().values() if body.pk in one.organisations]
    names = {str(body.pk), body.name, body.credit_code} - {""}
    named = Q(matter__subject_key__in=names) | Q(matter__subject_name=body.name)
    firms = Q(matter__subject_kind__in=("firm", "unit")) & named
    return Q(matter__thing_id__in=things) | firms


def _waits_for(person: Any, now: datetime) -> Q:  # noqa: ANN401
    """Ask for what a person holds, and for what its party owes something in and nobody, or a head, holds.

    What is late goes up to the head; who owes it must not lose sight of it then.
    """
    who = access.stand(person)
    assert who is not None, "sees something"
    day = pack.today(now)
    mine = {
        (key, row.party)
        for row in pack.table().rows
        if row.suits(who, day)
        for key in ([row.procedure] if row.procedure != ANY else with_party(row.party))
    }
    owing = [each for each in _owing() if any(one in mine for one in _owed_by(each))]
    heads = [*people.holders(Role.HEAD, who.place[:6]), *people.holders(Role.HEAD, None)]
    free = ["", *(each.username for each in heads)]
    return Q(holder=person.username) | Q(holder__in=free, owing__in=owing)


def _owed_by(owing: str) -> list[tuple[str, str]]:
    """Give procedure and party of all who owe something, as `keeping.owing` writes them."""
    key, _, parties = owing.partition(":")
    return [(key, party) for party in parties.split("+")]


def _owing() -> list[str]:
    """List who owes something in any matter that runs, each once, by steps from one to the next."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH_OWING)
        return [owing for (owing,) in cursor.fetchall()]


_NEXT = "SELECT min(owing) FROM cases_standing WHERE ended_at IS NULL AND owing > "
_EACH_OWING = (
    f"WITH RECURSIVE each_one(owing) AS ({_NEXT} ''"  # noqa: S608 - both parts stand here
    f" UNION ALL SELECT ({_NEXT} each_one.owing) FROM each_one WHERE each_one.owing IS NOT NULL)"
    " SELECT owing FROM each_one WHERE owing IS NOT NULL"
)


def of_subject(
    subject: Subject,
    person: Any = None,  # noqa: ANN401
    now: datetime | None = None,
) -> list[MatterInfo]:
    """List all matters about a subject, the newest first; by its thing where it has one.

    With a person, those alone that the person may see.
    """
    about = Q(matter__subject_kind=subject.kind, matter__subject_key=subject.key)
    if subject.thing_id is not None:
        about |= Q(matter__thing_id=subject.thing_id)
    rows = Standing.objects.all() if person is None else seen_by(person, now or timezone.now())
    return infos(rows.filter(about).order_by("-opened_at", "-pk"))


def by_number(numbers: Iterable[int]) -> dict[int, MatterInfo]:
    """Tell of several matters by their numbers; see `act.cases.api.matters`."""
    return {each.id: each for each in infos(Standing.objects.filter(pk__in=set(numbers)))}


def infos(rows: Iterable[Standing] | QuerySet[Standing]) -> list[MatterInfo]:
    """Tell of several matters."""
    found = rows.select_related("matter") if isinstance(rows, QuerySet) else rows
    return [reading.info(row) for row in found]
