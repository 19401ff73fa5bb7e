"""Matters of persons who left or lost their right: they go back to the unit, where others see that they wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from qingtian_platform.act.cases import following, listing
from qingtian_platform.act.cases.models import Assigned, Followed, Standing
from qingtian_platform.people import api as people

PAUSE: Final = timedelta(minutes=5)
"""From one look to the next."""
NAME: Final = "holders"


def give_back(now: datetime) -> bool:
    """Give matters back to their units whose holder may not see them any more; True if there were any.

    An account that was closed, another role, or another place takes the right away. What is not written,
    as a crash came between, is done by a later look.

    Parameters
    ----------
    now
        The present.
    """
    seconds = int(now.timestamp())
    last, _ = Followed.objects.get_or_create(name=NAME)
    if 0 <= seconds - last.cursor < PAUSE.total_seconds():
        return False
    left = [pk for login in _holders() for pk in _left(login, now)]
    for pk in left:
        with transaction.atomic():
            row = Standing.objects.select_for_update().select_related("matter").get(pk=pk)
            following.assign(row, None, None, Assigned.Cause.LEFT, now)
    last.cursor = seconds
    last.save(update_fields=["cursor"])
    return bool(left)


def _holders() -> list[str]:
    running = Standing.objects.filter(ended_at=None).exclude(holder="")
    return list(running.order_by("holder").values_list("holder", flat=True).distinct())


def _left(login: str, now: datetime) -> Iterator[Any]:
    """List what somebody holds and may not see."""
    seen = listing.seen_by(people.account(login), now)
    held = Standing.objects.filter(ended_at=None, holder=login)
    yield from held.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True)
