"""Counts over matters: what was issued, verified, is open, late, ended in time; endings; served penalties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from django.db.models import Count, Q
from django.utils import timezone

from qingtian.policy.rows import a_day
from qingtian_platform.act.cases import listing, pack, reading
from qingtian_platform.act.cases.infos import MatterInfo, Subject
from qingtian_platform.act.cases.models import Deed, Standing
from qingtian_platform.act.cases.telling import HANDOVER

By = Literal["division", "unit", "procedure", "holder"]
COLUMNS: Final[Mapping[str, str]] = {
    "division": "district",
    "unit": "unit_name",
    "procedure": "key",
    "holder": "holder",
}


@dataclass(frozen=True)
class Tally:
    """How matters that began in a span stand.

    Attributes
    ----------
    key
        Code of the district, name of the unit, key of the procedure, or login of who holds it.
    issued, verified
        Began; of those, something was done since. [1]
    open, late
        Still open; of those, something is overdue. [1]
    ended, on_time
        Ended; of those, no limit ever passed. [1]
    """

    key: str
    issued: int
    verified: int
    open: int
    late: int
    ended: int
    on_time: int


@dataclass(frozen=True)
class Ending:
    """How a matter ended.

    Attributes
    ----------
    matter
        Which.
    act, reason
        By which act; why, as it says.
    facts
        What the procedure knew at its last act.
    """

    matter: MatterInfo
    act: str
    reason: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Penalty:
    """A penalty that was served.

    Attributes
    ----------
    matter
        The matter that served it.
    served
        On which day.
    facts
        What its acts told, as `amount`.
    called_by
        Key of the procedure that called it; empty for none.
    """

    matter: MatterInfo
    served: date
    facts: Mapping[str, Any]
    called_by: str


@dataclass(frozen=True)
class Ruling:
    """That readings were ruled false.

    Attributes
    ----------
    matter
        In which matter.
    at
        When the act was done by which they are.
    handover
        Number of the hand-over of the alarm that says which readings (`act.alarms.api.handovers`);
        None where the matter came of something else.
    """

    matter: MatterInfo
    at: datetime
    handover: int | None


def rulings() -> list[Ruling]:
    """List what was ruled about readings by a served decision, the newest ruling first."""
    acts = pack.intake().invalidates if pack.has_procedures() else {}
    rows = Deed.objects.filter(act__in=set(acts.values()))
    deeds = {each.matter_id: each for each in rows.order_by("-at", "-pk")}
    infos = listing.by_number(deeds)
    return [
        Ruling(infos[number], deed.at, _handover(infos[number].origin.ref))
        for number, deed in sorted(deeds.items(), key=lambda each: each[1].at, reverse=True)
        if acts.get(infos[number].kind.key) == deed.act
    ]


def _handover(ref: str) -> int | None:
    number = ref.removeprefix(HANDOVER)
    return int(number) if ref.startswith(HANDOVER) and number.isdecimal() else None


def counts(
    by: By,
    start: datetime,
    end: datetime,
    now: datetime | None = None,
    *,
    person: Any = None,  # noqa: ANN401 - the account model is private to its app
) -> list[Tally]:
    """Count the matters that began in [start, end); with a person, those that the person may see."""
    column, present = COLUMNS[by], now or timezone.now()
    running = Q(ended_at=None)
    rows = (
        (Standing.objects.all() if person is None else listing.seen_by(person, present))
        .filter(opened_at__gte=start, opened_at__lt=end)
        .values(column)
        .annotate(
            issued=Count("pk"),
            verified=Count("pk", filter=Q(fresh=False)),
            open=Count("pk", filter=running),
            late=Count("pk", filter=running & Q(order__lte=present)),
            ended=Count("pk", filter=~running),
            on_time=Count("pk", filter=~running & Q(ever_late=0)),
        )
        .order_by(column)
    )
    return [Tally(row.pop(column), **row) for row in rows]


def endings(start: datetime, end: datetime) -> list[Ending]:
    """List what ended in [start, end), the oldest first."""
    rows = Standing.objects.filter(ended_at__gte=start, ended_at__lt=end)
    found = listing.infos(rows.order_by("ended_at", "pk"))
    last = {
        each.matter_id: each
        for each in Deed.objects.filter(matter__in=[m.id for m in found]).order_by("seq")
    }
    return [Ending(m, last[m.id].act, last[m.id].reason, last[m.id].facts) for m in found]


def penalties(
    subject: Subject,
    since: date,
    until: date,
    *,
    called_by: str | None = None,
) -> list[Penalty]:
    """List the penalties served on a subject from one day to another, the oldest first."""
    matters = {each.id: each for each in listing.of_subject(subject)}
    found = list(_served(matters, since, until))
    return [each for each in found if called_by is None or each.called_by == called_by]


def _served(matters: Mapping[int, MatterInfo], since: date, until: date) -> Iterable[Penalty]:
    served = pack.intake().served
    deeds = Deed.objects.filter(matter__in=list(matters)).order_by("at", "pk")
    told: dict[int, dict[str, Any]] = {}
    for deed in deeds:
        told.setdefault(deed.matter_id, {}).update(deed.facts)
        info = matters[deed.matter_id]
        named = served.get(info.kind.key)
        if named is None or deed.act != named.act or info.state in named.undone:
            continue
        day = a_day(deed.facts[named.fact])
        if since <= day <= until:
            yield Penalty(info, day, dict(told[deed.matter_id]), _caller(info))


def _caller(info: MatterInfo) -> str:
    return "" if info.parent is None else reading.row_of(info.parent).key
