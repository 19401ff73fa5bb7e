"""What the alarms offer: items and their history, what persons do to them, answers, counts, messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qingtian_platform.act.alarms import counting, reading, rules
from qingtian_platform.act.alarms.acts import (
    OUTCOMES,
    close,
    false_alarm,
    followed,
    followed_up,
    hand_over,
    see,
)
from qingtian_platform.act.alarms.answering import answer, broken_answers
from qingtian_platform.act.alarms.counting import overdue
from qingtian_platform.act.alarms.errors import AlarmError, ForbiddenError
from qingtian_platform.act.alarms.infos import (
    AlarmInfo,
    AnswerInfo,
    AttachmentInfo,
    EventInfo,
    HandoverInfo,
    Line,
    MemberInfo,
    Overdue,
    PublicAnswer,
    ReceiptInfo,
    Tally,
)
from qingtian_platform.act.alarms.lines import kind_name
from qingtian_platform.act.alarms.looking import Looked, looked, stamp
from qingtian_platform.act.alarms.models import Receipt
from qingtian_platform.act.alarms.reading import answers_to, handovers, history
from qingtian_platform.act.alarms.rules import Bounds, Cause, Clock, Row, causes, row, rows, setting
from qingtian_platform.act.alarms.signs import verdict_key, verdict_of
from qingtian_platform.act.alarms.waits import Wait, waits
from qingtian_platform.act.alarms.wishes import Wish, send, wishes
from qingtian_platform.kit.times import beijing

__all__ = [
    "OUTCOMES",
    "AlarmError",
    "AlarmInfo",
    "AnswerInfo",
    "AttachmentInfo",
    "Bounds",
    "Cause",
    "Clock",
    "EventInfo",
    "ForbiddenError",
    "HandoverInfo",
    "Line",
    "Looked",
    "MemberInfo",
    "Overdue",
    "PublicAnswer",
    "ReceiptInfo",
    "Row",
    "Tally",
    "Wait",
    "Wish",
    "alarm",
    "alarms",
    "answer",
    "answer_bounds",
    "answers",
    "answers_to",
    "broken_answers",
    "causes",
    "clock",
    "close",
    "command",
    "false_alarm",
    "feedback",
    "followed",
    "followed_up",
    "hand_over",
    "handovers",
    "history",
    "kind_name",
    "looked",
    "members",
    "overdue",
    "receipts",
    "row",
    "rows",
    "see",
    "setting",
    "stamp",
    "verdict_key",
    "verdict_of",
    "waits",
    "wishes",
]


def alarms(
    *,
    open: bool = True,  # noqa: A002 - the word of the desk
    thing: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    now: datetime | None = None,
    seen: Callable[[AlarmInfo], bool] | None = None,
) -> list[AlarmInfo]:
    """List items, the gravest first: by severity, what is overdue before, then by weight.

    Parameters
    ----------
    open
        Only those about which somebody must still do something (open, answered); else all.
    thing
        Those that speak of this unit.
    start, end
        Those whose stretch touches [start, end).
    now
        The present, for what is overdue; the clock of the machine where left out.
    seen
        Which the reader may see, as `lambda a: a.within(scope)` with `people.api.scope(person)`.

    Returns
    -------
    list of AlarmInfo
        Items that were joined with another are left out.
    """
    found = reading.alarms(open=open, thing=thing, start=start, end=end, now=now)
    return found if seen is None else [each for each in found if seen(each)]


def alarm(id: int, now: datetime | None = None) -> AlarmInfo | None:  # noqa: A002
    """Give one item; None where there is none. One that was joined says with which (`into`)."""
    return reading.one(id, now)


def members(id: int) -> list[MemberInfo]:  # noqa: A002
    """List what an item is made of, also what was withdrawn, in the order in which it came."""
    return reading.all_members(id)


def command(
    id: int,  # noqa: A002
    wish: Wish,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> int:
    """Send a command that was proposed, as a duty officer; `collect.api.command` follows it.

    Returns
    -------
    int
        Number of the command.

    Raises
    ------
    AlarmError
        It is not proposed any more, or cannot be sent.
    ForbiddenError
        The person may not.
    """
    return send(id, wish, person, now).id


def answers(
    thing: int | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[PublicAnswer]:
    """List what the public reads: of each item the cause given last, when, and what it explains.

    Parameters
    ----------
    thing
        One unit; all where left out.
    start, end
        Those that explain something in [start, end).
    """
    return reading.published(thing, start, end)


def receipts(desk: str | None = None) -> list[tuple[ReceiptInfo, AnswerInfo]]:
    """List receipts with their answers, the newest first.

    Parameters
    ----------
    desk
        `city` or the code of a district; all where left out.
    """
    every = Receipt.objects.select_related("answer__person").order_by("-pk")
    every = every.prefetch_related("answer__attachments", "answer__receipts")
    found = every if desk is None else every.filter(desk=desk)
    return [(reading.receipt(each), reading.answer(each.answer)) for each in found]


def feedback(rule: str | None = None, thing: int | None = None) -> Tally | list[Tally]:
    """Count how often a rule was right, by the word of persons.

    Parameters
    ----------
    rule
        Number of the rule, or `exceedance`; every rule that had a part where left out.
    thing
        One unit.
    """
    found = counting.tallies(thing)
    if rule is None:
        return sorted(found.values(), key=lambda each: each.rule)
    return found.get(rule, Tally(rule, 0, 0, 0, {}))


def answer_bounds() -> Bounds:
    """Say what an answer may carry."""
    return rules.bounds()


def clock(raised_at: datetime) -> Clock:
    """Give the clock of an item that was raised then; it says that it is outside the gazette."""
    return rules.clock(beijing(raised_at).date())
