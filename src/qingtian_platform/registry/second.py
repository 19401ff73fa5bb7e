"""Four eyes: who added a row cannot be who confirms it."""

from __future__ import annotations

from collections.abc import Iterable

from .models import AppendOnly, Confirmation


class OwnRowError(ValueError):
    """The person who added a row asked to confirm it."""


def confirm(row: AppendOnly, person: int) -> None:
    """Let a second person stand by a row; a row that is confirmed stays so.

    Parameters
    ----------
    row
        What another person, or the command line, added.
    person
        Number of the second person.

    Raises
    ------
    OwnRowError
        The person added the row.
    """
    if row.recorded_by_id == person:
        raise OwnRowError(f"{row} was added by the same person; another one must confirm it")
    table = row._meta.model_name or ""  # noqa: SLF001 - Django's public name for it
    if not Confirmation.objects.filter(table=table, row=row.pk).exists():
        Confirmation(table=table, row=row.pk, recorded_by_id=person).save()


def confirmed(table: str, rows: Iterable[int]) -> dict[int, str]:
    """Name the second person of each row that has one."""
    found = Confirmation.objects.filter(table=table, row__in=list(rows))
    return {one.row: str(one.recorded_by) for one in found.select_related("recorded_by")}
