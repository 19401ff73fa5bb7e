"""The gateway's side of the table of commands: each is taken once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from qingtian.protocols.hj212.build import RequestNumbers
from qingtian_platform.collect.commands.requests import add_state, clear_items, latest
from qingtian_platform.collect.commands.states import OPEN, State
from qingtian_platform.collect.models import Command, CommandState


@dataclass(frozen=True)
class Taken:
    """A command in the gateway's hands.

    Attributes
    ----------
    command, mn, code, items, qn
        What to send, in clear, under which request number.
    sent
        Whether it went out before a restart: then its answer is waited for and nothing is sent.
    """

    command: int
    mn: str
    code: str
    items: tuple[tuple[str, str], ...]
    qn: str
    sent: bool = False


def _open(states: Collection[State] | None = None) -> list[Command]:
    """List open commands, oldest first, whose latest state is one of these."""
    ends = [state.value for state in State if state not in OPEN]
    rows = Command.objects.exclude(states__state__in=ends).prefetch_related("states")
    return [row for row in rows.order_by("pk") if states is None or latest(row) in states]


def expire(now: datetime) -> int:
    """End what waited too long for its device or its second person; give how many."""
    ended = 0
    for row in _open({State.REQUESTED, State.APPROVED}):
        if row.valid_until <= now:
            detail = f"the data logger or the second person was not there until {row.valid_until}"
            add_state(row.pk, State.EXPIRED, detail=detail, now=now)
            ended += 1
    return ended


def take(free: Collection[str], numbers: RequestNumbers, now: datetime) -> list[Taken]:
    """Take the oldest command of each logger that can be spoken to.

    The request number is durable on return, and before anything is sent. A second gateway, or
    the same one after a restart, finds the row and takes nothing.

    Parameters
    ----------
    free
        Loggers that are there and idle, by MN.
    numbers
        Gives fresh request numbers.
    now
        The moment.

    Returns
    -------
    list of Taken
        At most one a logger.
    """
    found: dict[str, Taken] = {}
    for row in _open({State.REQUESTED, State.APPROVED}):
        waits = row.second_person and latest(row) is State.REQUESTED
        if row.mn not in free or row.mn in found or waits or row.valid_until <= now:
            continue
        qn = numbers.next(timezone.localtime(now))
        if _token(row, qn, now):
            items = tuple(clear_items(row, now))
            found[row.mn] = Taken(row.pk, row.mn, row.code, items, qn)
    return list(found.values())


def _token(row: Command, qn: str, now: datetime) -> bool:
    try:
        with transaction.atomic():
            CommandState(command=row, state=State.TAKEN, at=now, qn=qn).save()
    except IntegrityError:  # somebody else has it
        return False
    return True


def left_over(now: datetime) -> list[Taken]:
    """Give what an earlier run took and did not finish, each logger's oldest first.

    What has no `SENT` is sent, under the number that was written down: if the crash fell
    between the socket and the record, it is the repetition that HJ 212 foresees.
    """
    found = []
    for row in _open({State.TAKEN, State.SENT}):
        qn = next(step.qn for step in row.states.all() if step.state == State.TAKEN)
        sent = latest(row) is State.SENT
        found.append(Taken(row.pk, row.mn, row.code, tuple(clear_items(row, now)), qn, sent))
    return found


def waiting() -> bool:
    """Say whether anything is open at all; cheap, for a look each second."""
    ends = [state.value for state in State if state not in OPEN]
    return Command.objects.filter(~Q(states__state__in=ends)).exists()
