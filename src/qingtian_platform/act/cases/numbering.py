"""Numbers without gaps: each is taken in the transaction that needs it, so none is lost or given twice."""

from __future__ import annotations

from datetime import datetime

from qingtian_platform.act.cases.models import Register
from qingtian_platform.kit.times import beijing

CITY = "110000"


def take(name: str, now: datetime) -> str:
    """Take the next number of a register and a year; see `take_many`."""
    return take_many(name, now, 1)[0]


def take_many(name: str, now: datetime, count: int) -> list[str]:
    """Take the next numbers of a register and a year; call it inside a transaction.

    Parameters
    ----------
    name
        Of the register: a place, or a unit.
    now
        Its year in Beijing counts.
    count
        How many.

    Returns
    -------
    list
        As `110105-2026-00012`, in order.
    """
    year = beijing(now).year
    register, _ = Register.objects.select_for_update().get_or_create(name=name, year=year)
    first = register.last + 1
    register.last += count
    register.save(update_fields=["last"])
    return [f"{name}-{year}-{number:05d}" for number in range(first, first + count)]
