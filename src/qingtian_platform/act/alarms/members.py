"""What items are made of, with what they took in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model, Q

from qingtian_platform.act.alarms.models import Alarm, Member


def members_of(roots: Iterable[int], *, standing: bool = True) -> dict[int, list[Member]]:
    """List the members of items with those of the items that they took in, in order."""
    wanted = list(roots)
    found: dict[int, list[Member]] = {root: [] for root in wanted}
    for part in (wanted[at : at + 400] for at in range(0, len(wanted), 400)):
        homes = Alarm.objects.filter(Q(pk__in=part) | Q(into__in=part)).values_list("pk", "into_id")
        root_of = {home: into if into in found else home for home, into in homes}
        rows = Member.objects.filter(Q(alarm__in=part) | Q(alarm__into__in=part))
        for row in (rows.filter(withdrawn_at=None) if standing else rows).order_by("pk"):
            found[root_of[row.alarm_id]].append(row)
    return found


def write(rows: Iterable[Model], fields: Sequence[str]) -> None:
    """Write some fields of rows that there are: one statement for all, where Django makes one of each.

    Parameters
    ----------
    rows
        Of one table.
    fields
        Names of fields.
    """
    every = list(rows)
    if not every:
        return
    meta = every[0]._meta  # noqa: SLF001 - Django's own door to the fields
    columns = [each for each in meta.concrete_fields if each.name in fields]
    names = ", ".join(f"{connection.ops.quote_name(each.attname)} = %s" for each in columns)
    table = connection.ops.quote_name(meta.db_table)
    values = [
        [*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in columns), row.pk]
        for row in every
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {names} WHERE id = %s", values)  # noqa: S608


def multiple(member: Member) -> float:
    """Say by how much a verdict is over its limit; 0 where that is not known. [1]."""
    return float(member.facts.get("multiple") or 0.0)


def lead_of(members: Sequence[Member]) -> Member:
    """Choose the member that names an item: the surest, or the furthest over its limit."""
    return max(members, key=lambda m: (m.score, multiple(m), -m.start.timestamp(), m.kind))
