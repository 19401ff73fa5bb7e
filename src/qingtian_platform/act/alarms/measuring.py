"""What the members of items say together, asked of the database and not read one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce

from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.models import Alarm, Member

ROOT = Coalesce("alarm__into_id", "alarm_id")
PART = 400
"""Items that one question names. [1]"""


@dataclass(frozen=True)
class Summary:
    """The members of an item that stand, together.

    Attributes
    ----------
    start, end, score, count
        Hull of their stretches, highest score, how many.
    kind
        That of the surest, the earlier where two are equal; of a digest the most frequent.
    things
        Their units.
    law
        Whether any of them is sure of its limit.
    """

    start: datetime
    end: datetime
    score: float
    count: int
    kind: str
    things: tuple[int, ...]
    law: bool


def summaries(items: Iterable[Alarm]) -> dict[int, Summary]:
    """Sum the members of items up, with those of what they took in; what has none is absent."""
    found: dict[int, Summary] = {}
    every = list(items)
    for part in (every[at : at + PART] for at in range(0, len(every), PART)):
        found |= _of_part(part)
    return found


def _of_part(part: list[Alarm]) -> dict[int, Summary]:
    numbers = [item.pk for item in part]
    rows: Any = Member.objects.filter(
        Q(alarm__in=numbers) | Q(alarm__into__in=numbers), withdrawn_at=None
    ).annotate(root=ROOT)
    hulls = (
        rows.order_by()
        .values("root")
        .annotate(first=Min("start"), last=Max("end"), top=Max("score"), n=Count("pk"))
    )
    kinds, things = dict(_kinds(part, rows)), _things(rows)
    unsure = {item.pk for item in part if item.cause == rules.EXCEEDANCE}
    sure = set(rows.filter(facts__sure=True).values_list("root", flat=True)) if unsure else set()
    return {
        each["root"]: Summary(
            each["first"],
            each["last"],
            each["top"],
            each["n"],
            kinds[each["root"]],
            things[each["root"]],
            each["root"] not in unsure or each["root"] in sure,
        )
        for each in hulls
    }


def _things(rows: Any) -> dict[int, tuple[int, ...]]:  # noqa: ANN401 - annotated rows
    found: dict[int, list[int]] = defaultdict(list)
    for root, unit in rows.order_by().values_list("root", "thing_id").distinct():
        if unit is not None:
            found[root].append(unit)
    return defaultdict(tuple, {root: tuple(sorted(units)) for root, units in found.items()})


def _kinds(part: list[Alarm], rows: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - likewise
    """Name each item by a member: the surest and earliest, of digests the kind that comes most often."""
    digests = [item.pk for item in part if item.cause == rules.REMARK]
    named = [item.pk for item in part if item.cause not in (rules.REMARK, rules.OUTAGE)]
    yield from ((item.pk, rules.OUTAGE) for item in part if item.cause == rules.OUTAGE)
    counted = rows.filter(alarm__in=digests).order_by().values("root", "kind")
    often = counted.annotate(n=Count("pk")).order_by("n", "-kind")
    yield from ((each["root"], each["kind"]) for each in often)
    own = rows.filter(Q(alarm__in=named) | Q(alarm__into__in=named))
    surest = own.order_by("score", "-start", "-kind").values_list("root", "kind")
    yield from dict(surest).items()
