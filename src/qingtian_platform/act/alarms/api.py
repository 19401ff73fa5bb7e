"""What the alarms offer: items and their history, what persons do to them, answers, counts, messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from qingtian_platform.act.alarms import acts, answering, counting, looking, reading, rules
from qingtian_platform.act.alarms import wishes as _wishes
from qingtian_platform.act.alarms.acts import OUTCOMES
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
from qingtian_platform.act.alarms.looking import Looked
from qingtian_platform.act.alarms.models import Receipt
from qingtian_platform.act.alarms.rules import Bounds, Cause, Clock, Row
from qingtian_platform.act.alarms.signs import verdict_key, verdict_of
from qingtian_platform.act.alarms.waits import Wait, waits
from qingtian_platform.act.alarms.wishes import Wish
from qingtian_platform.kit.attachments import Upload

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
    "published_rate",
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


def history(id: int) -> tuple[EventInfo, ...]:  # noqa: A002
    """List all that happened to an item and to those that it took in, the oldest first."""
    return reading.history(id)


def members(id: int) -> list[MemberInfo]:  # noqa: A002
    """List what an item is made of, also what was withdrawn, in the order in which it came."""
    return reading.all_members(id)


def see(id: int, person: Any, now: datetime | None = None) -> None:  # noqa: A002, ANN401
    """Note that a person looked at an item; once a person, until it stirs again.

    Raises
    ------
    AlarmError
        There is none of that number, or the person may not see it.
    """
    acts.see(id, person, now)


def looked(ids: Iterable[int]) -> dict[int, Looked]:
    """Say when the authority's own people looked at items last, and when these stirred last."""
    return looking.looked(ids)


def stamp() -> str:
    """Give a text that changes whenever anything happens to an item; for ETag."""
    return looking.stamp()


def close(
    id: int,  # noqa: A002
    person: Any,  # noqa: ANN401
    reason: str,
    outcome: str = "settled",
    now: datetime | None = None,
) -> AlarmInfo:
    """Close an item.

    Parameters
    ----------
    id, person
        Which; a duty or enforcement officer, or an administrator.
    reason
        In words; at least one.
    outcome
        `explained`: the cause that was given is good; `confirmed`: the rules were right, which is
        counted; `settled`: neither.
    now
        The present.

    Raises
    ------
    AlarmError
        It is closed or handed over already, or no reason is given.
    ForbiddenError
        The person may not.
    """
    return acts.close(id, person, reason, outcome, now)


def false_alarm(
    id: int,  # noqa: A002
    person: Any,  # noqa: ANN401
    reason: str,
    now: datetime | None = None,
) -> AlarmInfo:
    """Close an item as a false alarm; it is counted against each rule that had a part.

    Raises
    ------
    AlarmError
        As of `close`.
    """
    return acts.false_alarm(id, person, reason, now)


def hand_over(
    id: int,  # noqa: A002
    person: Any,  # noqa: ANN401
    note: str = "",
    now: datetime | None = None,
) -> HandoverInfo:
    """Hand an item over to a case: its package is put together once and never changes.

    Raises
    ------
    AlarmError
        As of `close`.
    """
    return acts.hand_over(id, person, note, now)


def handovers(id: int | None = None, after: int = 0) -> list[HandoverInfo]:  # noqa: A002
    """List hand-overs, of one item or all, those after a number, the oldest first."""
    return reading.handovers(id, after)


def followed_up(
    handover: int, *, right: bool, login: str, reason: str, now: datetime | None = None
) -> None:
    """Keep the word of who ended the matter of a hand-over: whether the rules were right.

    Parameters
    ----------
    handover
        Number of the hand-over.
    right
        Whether the matter found it so; else it is counted against each rule that had a part.
    login, reason
        Who ended the matter, and why.
    now
        The present.
    """
    acts.followed_up(handover, right=right, login=login, reason=reason, now=now)


def followed(handover: int, since: datetime) -> bool:
    """Tell whether somebody's word about the rules behind a hand-over was kept since a time.

    Parameters
    ----------
    handover
        Number of the hand-over.
    since
        When its matter ended.
    """
    return acts.followed(handover, since)


def wishes(id: int) -> list[Wish]:  # noqa: A002
    """Propose commands of HJ 212 that help with an open item; none is sent by itself.

    Returns
    -------
    list of Wish
        History that is missing, parameters of the instrument, a sample now; what the edition of
        the data logger knows.
    """
    return _wishes.wishes(id)


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
    return _wishes.send(id, wish, person, now).id


def answer(
    id: int,  # noqa: A002
    person: Any,  # noqa: ANN401
    cause: str,
    text: str,
    files: Sequence[Upload] = (),
    on_behalf: int | None = None,
    now: datetime | None = None,
) -> AnswerInfo:
    """Give the cause of an item, as its owner or for it.

    Parameters
    ----------
    id, person
        Which; an officer of the enterprise, or a technician of a contractor that it registered.
    cause
        Code of `causes()`.
    text
        What happened; `answer_bounds()` says how long.
    files
        Files of evidence, as a form hands them over; `kit.attachments` says which are taken.
    on_behalf
        Number of the enterprise; None = the only one it can be.
    now
        The present.

    Returns
    -------
    AnswerInfo
        With the receipts of the city's desk and of the district's.

    Raises
    ------
    AlarmError
        Says what was expected; nothing was kept.
    ForbiddenError
        The item is of another organisation, or the role gives no answers.
    """
    return answering.answer(id, person, cause, text, files, on_behalf, now)


def answers_to(id: int) -> list[AnswerInfo]:  # noqa: A002
    """List the answers to an item, the oldest first; for the desk and for who gave them."""
    return reading.answers_to(id)


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
    rows = Receipt.objects.select_related("answer__person").order_by("-pk")
    rows = rows.prefetch_related("answer__attachments", "answer__receipts")
    found = rows if desk is None else rows.filter(desk=desk)
    return [(reading.receipt(row), reading.answer(row.answer)) for row in found]


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


def overdue(by: str = "owner", now: datetime | None = None) -> list[Overdue]:
    """Count causes that are owed and not given in time, the most first.

    Parameters
    ----------
    by
        `owner`, `maintainer` (names of units), `person` (who answers for the unit) or `thing`.
    now
        The present.
    """
    return counting.overdue(by, now)


def causes() -> Mapping[str, Cause]:
    """Give the causes that may be given, by code, in the order of the list."""
    return rules.causes()


def answer_bounds() -> Bounds:
    """Say what an answer may carry."""
    return rules.bounds()


def clock(raised_at: datetime) -> Clock:
    """Give the clock of an item that was raised then; it says that it is outside the gazette."""
    from qingtian_platform.kit.times import beijing

    return rules.clock(beijing(raised_at).date())


def rows() -> tuple[Row, ...]:
    """Give the decision table of weights, top row first."""
    return rules.rows()


def row(number: str) -> Row:
    """Give one row of it.

    Raises
    ------
    LookupError
        There is none of that number.
    """
    return rules.row(number)


def published_rate() -> Mapping[str, str]:
    """Give the published rate of false alarms of the detectors, and where it is explained."""
    return rules.published()


def setting(name: str) -> dict[str, Any]:
    """Give a whole setting with source: grouping, weights, clock, causes or channels."""
    return rules.setting(name)
