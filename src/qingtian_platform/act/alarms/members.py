"""What items are made of, with what they took in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from qingtian_platform.act.alarms.models import Member


def members_of(roots: Iterable[int], *, standing: bool = True) -> dict[int, list[Member]]:
    """List the members of items with those of the items that they took in, in order."""
    wanted = list(roots)
    found: dict[int, list[Member]] = {root: [] for root in wanted}
    for part in (wanted[at : at + 400] for at in range(0, len(wanted), 400)):
        rows = Member.objects.filter(Q(alarm__in=part) | Q(alarm__into__in=part))
        rows = rows.filter(withdrawn_at=None) if standing else rows
        for row in rows.select_related("alarm").order_by("pk"):
            root = row.alarm.into_id
            found[root if root in found else row.alarm_id].append(row)
    return found


def multiple(member: Member) -> float:
    """Say by how much a verdict is over its limit; 0 where that is not known. [1]."""
    return float(member.facts.get("multiple") or 0.0)


def lead_of(members: Sequence[Member]) -> Member:
    """Choose the member that names an item: the surest, or the furthest over its limit."""
    return max(members, key=lambda m: (m.score, multiple(m), -m.start.timestamp(), m.kind))
