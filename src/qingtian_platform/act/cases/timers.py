"""Limits that pass: each is recorded once, with what it raises, in one transaction with how the matter stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from qingtian_platform.act.cases import calling, following, keeping
from qingtian_platform.act.cases.models import Standing

PIECE = 200
"""Most matters that one transaction takes; others write between two of them. [1]"""


def ring(now: datetime, limit: int = 1000) -> int:
    """Let limits expire whose time has come.

    Parameters
    ----------
    now
        The present.
    limit
        At most so many matters.

    Returns
    -------
    int
        How many matters there were. A crash at any point loses the piece that was not written, and
        nothing else; it is done again by the next call.
    """
    done = 0
    while done < limit:
        count = _piece(now, min(PIECE, limit - done))
        done += count
        if count == 0:
            break
    return done


def entered(number: int, now: datetime) -> None:
    """Let the limits of a legacy matter expire at once; see `act.cases.api.entered`."""
    with transaction.atomic():
        _settle(Standing.objects.filter(pk=number), now)


def _piece(now: datetime, size: int) -> int:
    with transaction.atomic():
        due = Standing.objects.filter(next_expiry__lte=now).order_by("next_expiry")
        return _settle(due[:size], now)


def _settle(due: QuerySet[Standing], now: datetime) -> int:
    """Let expire what has to, and bring endings back that this allows."""
    rows = list(due.select_for_update().select_related("matter"))
    following.finish([keeping.Step(row, case, now) for row, case in keeping.cases_of(rows)], now)
    if rows:
        calling.settle(now)
    return len(rows)
